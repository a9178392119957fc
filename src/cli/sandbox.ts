import { Command } from "commander";
import { releaseNames, type Sandbox, type SandboxOptions, startSandbox } from "../sandbox";

/** `pulumi-drone sandbox`: a Drone server to try programs on, until it is told to stop. */
export function sandboxCommand(): Command {
  return new Command("sandbox")
    .description("run a Drone server that lives in memory, to try and test programs on")
    .option("--release <release>", `release of Drone to behave as: ${releaseNames.join(", ")}`, "0.5")
    .option("--port <port>", "port on 127.0.0.1; 0 takes a free one", "0")
    .option("--seed <seed>", "what is there at the beginning: recorded or empty", "recorded")
    .option("--verbose", "show every request on stderr")
    .action(async (given: Given, command: Command) => {
      // 2 is this command's code for "you asked for something that cannot be".
      const refuse = (why: string): never => command.error(`error: ${why}`, { exitCode: 2 });
      const port = Number(given.port);
      if (!/^\d+$/.test(given.port) || port > 65_535) {
        refuse(`--port ${given.port}: not a port. Give a number from 0 to 65535; 0 takes a free one.`);
      }
      const sandbox = await startSandbox({
        // Names it does not have are refused there.
        release: given.release as SandboxOptions["release"],
        seed: given.seed as SandboxOptions["seed"],
        port,
        log: given.verbose ? (line) => process.stderr.write(`${line}\n`) : undefined,
      }).catch((error: Error) => refuse(error.message));
      process.stdout.write(introduction(sandbox));
      await stopped();
      await sandbox.close();
    });
}

interface Given {
  release: string;
  port: string;
  seed: string;
  verbose?: boolean;
}

/** Can be pasted into a shell as it is; the first token is the one that counts. */
function introduction({ url, release, tokens, world }: Sandbox): string {
  const lines = Object.entries(tokens).map(([login, token]) => {
    const admin = world.admins.has(login);
    return `${admin ? "" : "# "}export DRONE_TOKEN=${token}   # ${login}${admin ? ", admin" : ""}`;
  });
  return [`# Drone ${release} sandbox; Ctrl+C stops it`, `export DRONE_SERVER=${url}`, ...lines, ""].join(
    "\n",
  );
}

const stopped = (): Promise<void> =>
  new Promise((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
