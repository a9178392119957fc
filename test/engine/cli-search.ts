import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { childEnvironment } from "./child";

export interface Found {
  found: true;
  /** Absolute path of the `pulumi` command. */
  command: string;
  version: string;
  why: string;
}

export interface NotFound {
  found: false;
  why: string;
}

const run = promisify(execFile);
const executable = process.platform === "win32" ? "pulumi.exe" : "pulumi";
const answerTime = 20_000;
const probeTime = 5_000;
const downloadTime = 300_000;

let search: Promise<Found | NotFound> | undefined;

/** The CLI on PATH, else the one that the npm package `pulumi` installs, else why there is none. */
export function findPulumi(): Promise<Found | NotFound> {
  search ??=
    process.env.PULUMI_E2E === "stand-in" ? refused() : onPath().then((found) => found ?? fromPackage());
  return search;
}

const refused = async (): Promise<NotFound> => ({
  found: false,
  why: "PULUMI_E2E=stand-in asks for the stand-in",
});

async function onPath(): Promise<Found | undefined> {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const command = join(folder, executable);
    // npm and npx put the package's own command there, which would start a download.
    if (!folder || /node_modules[\\/]\.bin[\\/]?$/.test(folder) || !existsSync(command)) continue;
    const version = await versionOf(command);
    if (version) return { found: true, command, version, why: `${command} is on PATH` };
  }
  return undefined;
}

async function fromPackage(): Promise<Found | NotFound> {
  const nowhere = "no pulumi on PATH";
  const manifest = manifestOf("pulumi");
  if (!manifest) return { found: false, why: `${nowhere}, and the npm package pulumi is not installed` };
  const home = process.env.PULUMI_HOME ?? join(homedir(), ".pulumi");
  const wanted = process.env.PULUMI_VERSION ?? manifest.version;
  const command = join(home, "versions", wanted, "bin", executable);
  if (!existsSync(command)) {
    const unreachable = await probe();
    if (unreachable)
      return { found: false, why: `${nowhere}, and get.pulumi.com cannot be reached: ${unreachable}` };
    const options = { timeout: downloadTime, env: childEnvironment() };
    await run(process.execPath, [join(manifest.folder, "run.js"), "version"], options).catch(() => {});
  }
  const version = existsSync(command) ? await versionOf(command) : undefined;
  if (!version)
    return { found: false, why: `${nowhere}, and the npm package pulumi could not install ${wanted}` };
  return { found: true, command, version, why: `the npm package pulumi keeps it in ${dirname(command)}` };
}

async function versionOf(command: string): Promise<string | undefined> {
  const env = childEnvironment({ PULUMI_SKIP_UPDATE_CHECK: "true" });
  const answer = await run(command, ["version"], { timeout: answerTime, env }).catch(() => undefined);
  return answer?.stdout.match(/v(\d+\.\d+\.\S+)/)?.[1];
}

/** Why a download would fail, found out quickly: the package itself waits as long as the network lets it. */
async function probe(): Promise<string | undefined> {
  const url = "https://get.pulumi.com/install.sh";
  const answer = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(probeTime) }).catch(
    (e: Error) => e,
  );
  if (!(answer instanceof Error)) return answer.ok ? undefined : `HTTP ${answer.status}`;
  return answer.cause instanceof Error ? answer.cause.message : answer.message;
}

function manifestOf(name: string): { folder: string; version: string } | undefined {
  const load = createRequire(join(__dirname, "index.js"));
  try {
    const path = load.resolve(`${name}/package.json`);
    return { folder: dirname(path), version: load(path).version };
  } catch {
    return undefined;
  }
}
