import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Everything that has to hold, in one command. Prints what fails, and counts at the end. */
interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(1)} s`;
const say = (line: string) => process.stdout.write(`${line}\n`);

/** One command, which counts as one test. */
async function stage(name: string, ...command: string[]): Promise<Count> {
  const began = Date.now();
  const [ok, output] = await run(command);
  say(`${ok ? "✓" : "✗"} ${name} (${seconds(began)})`);
  if (!ok) say(output);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

/** The suite. Its skipped tests say why, right where they are skipped. */
async function suite(): Promise<Count> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-drone-test-"));
  const report = join(folder, "report.json");
  try {
    const [ok] = await run(
      ["vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
      say,
    );
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
      await readFile(report, "utf8").catch(() => "{}"),
    );
    const count = {
      passed: numPassedTests ?? 0,
      failed: numFailedTests ?? 0,
      skipped: (numPendingTests ?? 0) + (numTodoTests ?? 0),
    };
    // A file that cannot even be loaded has no tests that fail.
    if (!ok && count.failed === 0) count.failed = 1;
    return count;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run([command = "", ...args]: string[], print?: (line: string) => void): Promise<[boolean, string]> {
  return new Promise((resolve) => {
    // npm puts the programs of node_modules on PATH.
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk;
        if (print) process.stdout.write(chunk);
      });
    }
    child.on("error", (error) => resolve([false, error.message]));
    child.on("close", (code) => resolve([code === 0, output]));
  });
}

async function all(): Promise<void> {
  const began = Date.now();
  const counts = [await stage("build", "npm", "run", "--silent", "build")];
  if (counts[0]?.failed === 0) {
    const lint = stage("format and lint", "npm", "run", "--silent", "lint");
    const types = stage("types", "npm", "run", "--silent", "types");
    counts.push(
      await lint,
      await types,
      await stage("the package", "npm", "run", "--silent", "package"),
      await suite(),
      await stage("the demo's story", "tsx", "test/demo/demo.ts"),
    );
  }
  const sum = (kind: keyof Count) => counts.reduce((total, count) => total + count[kind], 0);
  say(`\nin ${seconds(began)}`);
  say(`${sum("passed")} passed, ${sum("failed")} failed, ${sum("skipped")} skipped`);
  process.exitCode = sum("failed") === 0 ? 0 : 1;
}

void all();
