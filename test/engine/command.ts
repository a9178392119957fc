import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { track } from "./child";

export interface CommandResult {
  exitCode: number;
  /** Both streams, line by line as they came. */
  output: string;
  stdout: string;
}

/** Runs a command without input, to its end. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; print?: (line: string) => void },
): { child: ChildProcess; result: Promise<CommandResult> } {
  const { cwd, env, print = () => {} } = options;
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const all: string[] = [];
  const said: string[] = [];
  const listen = (input: NodeJS.ReadableStream, lists: string[][]) =>
    createInterface({ input }).on("line", (line) => {
      for (const list of lists) list.push(line);
      print(line);
    });
  listen(child.stdout, [all, said]);
  listen(child.stderr, [all]);
  const result = new Promise<CommandResult>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) =>
      resolve({ exitCode: code ?? 1, output: `${all.join("\n")}\n`, stdout: said.join("\n") }),
    );
  });
  return { child: track(child), result };
}
