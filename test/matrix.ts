import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

// The end-to-end tests on every Node and on the oldest and newest @pulumi/pulumi that we claim: npm run matrix

const NODES = ["20", "22", "24"];
const PULUMIS = ["3.229.0", "latest"];
const TESTS = ["test/e2e", "test/program", "test/lifecycle/provider-process.test.ts"];

const root = join(__dirname, "..");
const run = promisify(execFile);
const say = (line: string) => process.stdout.write(`${line}\n`);

/** A copy of the project in which one version of the SDK is installed. */
async function withPulumi(folder: string, version: string): Promise<string> {
  const copy = join(folder, `pulumi-${version}`);
  const left = new Set(["node_modules", ".git", "dist"].map((name) => join(root, name)));
  cpSync(root, copy, { recursive: true, filter: (path) => !left.has(path) });
  await run("npm", ["ci", "--ignore-scripts"], { cwd: copy });
  const install = ["install", "--no-save", "--ignore-scripts", "--force", `@pulumi/pulumi@${version}`];
  await run("npm", install, { cwd: copy });
  await run("npm", ["run", "build"], { cwd: copy });
  return copy;
}

/** The folder of a Node of this major version, from the npm package that ships it. */
async function nodeOf(folder: string, major: string): Promise<string> {
  const home = join(folder, `node-${major}`);
  mkdirSync(home);
  await run("npm", ["install", "--prefix", home, `node@${major}`], { cwd: home });
  const bin = join(home, "bin");
  mkdirSync(bin);
  symlinkSync(join(home, "node_modules/node/bin/node"), join(bin, "node"));
  return bin;
}

async function cell(copy: string, bin: string): Promise<{ ok: boolean; line: string }> {
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, NO_COLOR: "1" };
  const vitest = [join(copy, "node_modules/vitest/vitest.mjs"), "run", ...TESTS];
  const options = { cwd: copy, env, maxBuffer: 1 << 28 };
  const { stdout, ok } = await run(join(bin, "node"), vitest, options).then(
    ({ stdout }) => ({ stdout, ok: true }),
    (error: { stdout?: string; message: string }) => ({ stdout: error.stdout ?? error.message, ok: false }),
  );
  const line = stdout.match(/^\s*Tests\s+(.*)$/m)?.[1] ?? stdout.slice(-500);
  if (!ok) say(stdout);
  return { ok, line };
}

async function matrix(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-drone-matrix-"));
  try {
    for (const version of PULUMIS) {
      const copy = await withPulumi(folder, version);
      const installed = require(join(copy, "node_modules/@pulumi/pulumi/package.json")).version;
      for (const major of NODES) {
        const bin = await nodeOf(mkdtempSync(join(folder, "n")), major);
        const { stdout } = await run(join(bin, "node"), ["--version"]);
        const { ok, line } = await cell(copy, bin);
        say(`${ok ? "✓" : "✗"} Node ${stdout.trim()}, @pulumi/pulumi ${installed}: ${line}`);
        if (!ok) process.exitCode = 1;
        rmSync(dirname(bin), { recursive: true, force: true });
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void matrix();
