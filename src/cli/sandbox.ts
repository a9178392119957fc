import { Command } from "commander";
import { type SandboxOptions, startSandbox } from "../sandbox";

/** `pulumi-drone sandbox`: a Drone server to try programs on, until it is told to stop. */
export function sandboxCommand(): Command {
  return new Command("sandbox")
    .description("Run a Drone server that lives in memory, to try and test programs")
    .option("--release <release>", "release of Drone to behave as", "0.5")
    .option("--port <port>", "port on 127.0.0.1; 0 takes a free one", "0")
    .option("--seed <seed>", "state to begin with: recorded or empty", "recorded")
    .option("--verbose", "show every request on stderr")
    .action(run);
}

interface Given {
  release: string;
  port: string;
  seed: string;
  verbose?: boolean;
}
