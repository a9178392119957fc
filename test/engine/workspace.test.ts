import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

let folder: string;

beforeEach(() => {
  vi.resetModules();
  folder = mkdtempSync(join(tmpdir(), "path-"));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function command(path: string, script: string): string {
  mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(join(folder, path, "pulumi"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, path, "pulumi"), 0o755);
  return join(folder, path);
}

const found = async () => (await import("./cli-search.js")).findPulumi();

test.skipIf(process.platform === "win32")(
  "the pulumi on PATH that answers is taken, not npm's own",
  async () => {
    const path = [
      command("node_modules/.bin", "echo v1.0.0"),
      command("broken", "exit 1"),
      command("good", '[ "$1" = version ] && echo v3.300.1'),
    ].join(delimiter);
    vi.stubEnv("PATH", path);
    vi.stubEnv("PULUMI_E2E", "");
    expect(await found()).toMatchObject({
      found: true,
      version: "3.300.1",
      command: join(folder, "good/pulumi"),
    });
  },
);

test.skipIf(process.platform === "win32")(
  "without one, what the npm package has installed is taken",
  async () => {
    const { version } = (await import("pulumi/package.json")).default;
    const path = command(`versions/${version}/bin`, `echo v${version}`);
    vi.stubEnv("PATH", folder);
    vi.stubEnv("PULUMI_E2E", "");
    vi.stubEnv("PULUMI_HOME", folder);
    expect(await found()).toMatchObject({ found: true, version, command: join(path, "pulumi") });
  },
);

test("the stand-in is taken when asked for, and says why", async () => {
  vi.stubEnv("PULUMI_E2E", "stand-in");
  const { openWorkspace } = await import("./workspace.js");
  const workspace = await openWorkspace({ project: folder });
  expect(workspace).toMatchObject({ engine: "stand-in", why: "PULUMI_E2E=stand-in asks for the stand-in" });
  await workspace.close();
});

test("a CLI that must be there and is not is an error", async () => {
  vi.stubEnv("PULUMI_E2E", "require");
  vi.stubEnv("PATH", folder);
  vi.stubEnv("PULUMI_HOME", folder);
  // Even with a network, this one cannot be downloaded.
  vi.stubEnv("PULUMI_VERSION", "0.0.0-none");
  const { openWorkspace } = await import("./workspace.js");
  await expect(openWorkspace({ project: folder })).rejects.toThrow(
    /^The Pulumi CLI is needed here: no pulumi on PATH, and /,
  );
});
