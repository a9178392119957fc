#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { sandboxCommand } from "./sandbox";

const { version } = JSON.parse(readFileSync(resolve(__dirname, "../../package.json"), "utf8"));

const program = new Command("pulumi-drone")
  .description("Tools for a Drone CI server as Pulumi code.")
  .version(version)
  .showHelpAfterError("(add --help to see what there is)")
  .addCommand(sandboxCommand())
  // 1 is for what went wrong while working, 2 for a command line that makes no sense.
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

// Commands that are added, not made here, do not inherit by themselves.
for (const command of program.commands) command.copyInheritedSettings(program);

program.parseAsync().catch((error: Error) => {
  process.stderr.write(`pulumi-drone: ${error.message}\n`);
  process.exit(1);
});
