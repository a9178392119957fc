import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { readIfThere } from "./text-file";

// A child watches its stdin: when this process is gone, even by SIGKILL, the child goes too.
const watched = `process.stdin.resume().on("end", () => process.exit(1)).unref();
require(process.argv[1]);`;

const children = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of children) killTree(child);
});

/** Ends a process and all that it started: Pulumi gives its plugins process groups of their own. */
export function killTree({ pid }: ChildProcess): void {
  if (!pid) return;
  if (process.platform === "win32") {
    execFileSync("taskkill", ["/pid", String(pid), "/T", "/F"]);
    return;
  }
  const processes = process.platform === "linux" ? fromProc() : fromPs();
  const doomed = [pid];
  for (const parent of doomed)
    doomed.push(...processes.flatMap(([child, of]) => (of === parent ? [child] : [])));
  for (const each of doomed) {
    try {
      process.kill(each, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}

type Parentage = [pid: number, parent: number];

// Slim images have no ps.
function fromProc(): Parentage[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => {
    const status = readIfThere(`/proc/${pid}/status`);
    return [Number(pid), Number(status?.match(/^PPid:\s+(\d+)/m)?.[1] ?? 0)];
  });
}

function fromPs(): Parentage[] {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  return rows.map((row) => row.trim().split(/\s+/).map(Number) as Parentage);
}

/** Keeps a child from outliving this process. */
export function track(child: ChildProcess): ChildProcess {
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

export interface NodeChild {
  process: ChildProcess;
  exit: Promise<number>;
}

/** Runs a module of the SDK, as Pulumi's language host does. */
export function spawnNode(
  script: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; nodeArgs?: readonly string[]; line(text: string): void },
): NodeChild {
  const { cwd, env, nodeArgs = [] } = options;
  const child = track(
    spawn(process.execPath, [...nodeArgs, "-e", watched, script, ...args], { cwd, env, stdio: "pipe" }),
  );
  const ends = [child.stdout, child.stderr].map((stream) => {
    if (!stream) return Promise.resolve();
    const lines = createInterface({ input: stream }).on("line", options.line);
    return new Promise<void>((resolve) => lines.once("close", resolve));
  });
  const exit = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => void Promise.all(ends).then(() => resolve(code ?? 1)));
  });
  exit.catch(() => {});
  return { process: child, exit };
}

/** The environment for a child of an engine. */
export function childEnvironment(...more: (Record<string, string> | undefined)[]): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = Object.assign({ ...process.env }, ...more);
  // Pulumi's own gRPC would go through a proxy, and die there.
  const direct = [env.NO_PROXY ?? env.no_proxy, "127.0.0.1", "localhost"].filter(Boolean).join(",");
  return { ...env, NO_PROXY: direct, no_proxy: direct };
}
