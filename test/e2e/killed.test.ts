import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { startSandbox } from "../../src/sandbox";
import { engines, needs } from "../engine/engines";
import { changed, repo } from "./declared";
import { type Declared, type Program, Stack, wentWell } from "./stack";

// SIGKILL in the middle of an up.

const secrets = Array.from({ length: 25 }, (_, number): Declared => {
  const args = { repo: { of: "demo", output: "slug" }, name: `KEY_${number}`, value: "s3cret" };
  return { type: "RepoSecret", name: `key-${number}`, args };
});
const program: Program = [repo, ...secrets];

describe.each(engines)("%s", (engine) => {
  test("a killed up is finished by one that may adopt what was under way", async ({ skip }) => {
    await needs(engine, skip);
    const sandbox = await startSandbox();
    const state = mkdtempSync(join(tmpdir(), "killed-"));
    try {
      const killed = await Stack.open(engine, sandbox.url, "octo-token", state);
      const up = engine === "stand-in" ? standIn(state, sandbox.url) : killed.up(program);
      const written = () => sandbox.world.repoSecrets.rows.length;
      await vi.waitUntil(() => written() >= 8, { timeout: 30_000, interval: 5 });
      if (up instanceof Promise) await killed.close();
      else up.kill("SIGKILL");
      await (up instanceof Promise ? up : once(up, "exit"));
      expect(written()).toBeLessThan(secrets.length);

      const stack = await Stack.open(engine, sandbox.url, "octo-token", state);
      const adopting = program.map((each) => changed(each, { adopt: true }));
      wentWell(await stack.up(adopting));
      expect(sandbox.world.repoSecrets.rows).toHaveLength(secrets.length);
      expect((await stack.preview(program, { expectNoChanges: true })).exitCode).toBe(0);
      wentWell(await stack.destroy());
      expect(sandbox.world.repoSecrets.rows).toEqual([]);
      await stack.close();
    } finally {
      rmSync(state, { recursive: true, force: true });
      await sandbox.close();
    }
  });
});

/** The stand-in lives in this process, so it is started in one of its own. */
function standIn(state: string, url: string): ChildProcess {
  const settings = ["--config", `drone:server=${url}`, "--secret", "drone:token=octo-token"];
  const place = ["--project", join(__dirname, "program"), "--state", state];
  const main = join(__dirname, "../engine/main.ts");
  const env = { ...process.env, PROGRAM: JSON.stringify(program) };
  return spawn(process.execPath, ["--import", "tsx", main, "up", ...place, ...settings], { env });
}
