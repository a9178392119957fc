import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, vi } from "vitest";
import { engines } from "./engines";
import { factsOf } from "./stage";
import { nameOf } from "./urn";

describe.each(engines)("failures on %s", (engine) => {
  const fact = factsOf(engine);

  fact("a half-done update keeps the old inputs and is tried again", async ({ stage }) => {
    stage.source('new Thing("a", { value: process.env.V, half: process.env.V === "2" });');
    await stage.workspace.up({ env: { V: "1" } });
    const failed = await stage.workspace.up({ env: { V: "2" } });
    expect(failed).toMatchObject({ exitCode: 1, errored: 2 });
    expect(failed.output).toMatch(/error: 1 error occurred:\n\s+\* not all of it/);
    expect(await stage.stored("a")).toMatchObject({
      inputs: { value: "1" },
      outputs: { half: true },
      initErrors: ["not all of it"],
    });
    expect((await stage.workspace.up({ env: { V: "1" } })).changes).toEqual({ update: 1, same: 1 });
    expect((await stage.stored("a"))?.initErrors).toBeUndefined();
  });

  fact("a failed create leaves what was made before, and `up` goes on from there", async ({ stage }) => {
    stage.source('const a = new Thing("a", {});', 'new Thing("b", { value: a.made });');
    const failed = await stage.workspace.up({ env: { FAIL: "create:b" } });
    expect(failed).toMatchObject({ ok: false, exitCode: 1, changes: { create: 2 }, errored: 2 });
    expect(failed.output).toContain("error: cannot create b");
    expect(await stage.stored("b")).toBeUndefined();
    expect((await stage.workspace.up()).changes).toEqual({ create: 1, same: 2 });
  });

  fact("an error thrown by check fails the update, under the resource's name", async ({ stage }) => {
    stage.source('new Thing("a", {});');
    const outcome = await stage.workspace.up({ env: { FAIL: "check:a" } });
    expect(outcome).toMatchObject({ ok: false, exitCode: 1, errored: 1, changes: { create: 1 } });
    expect(outcome.output).toMatch(/drone:Thing \(a\):\n\s+error: cannot check a/);
    expect(stage.said("create")).toEqual([]);
  });

  fact("a program that ends early fails the update and deletes nothing", async ({ stage }) => {
    // One that throws would do, but that takes 20 s: the SDK inspects all that hangs on the error.
    stage.source('new Thing("a", {});', "if (process.env.BROKEN) process.exit(3);", 'new Thing("b", {});');
    await stage.workspace.up();
    const outcome = await stage.workspace.up({ env: { BROKEN: "1" } });
    expect(outcome).toMatchObject({ ok: false, exitCode: 1 });
    expect(outcome.output).toContain("Program exited with non-zero exit code: 3");
    expect(stage.exists("id-b")).toBe(true);
    expect(await stage.stored("b")).toBeDefined();
  });

  fact("an update that is killed loses nothing but what was under way", async ({ stage }) => {
    const { world, program, workspace } = stage;
    stage.source(
      'const a = new Thing("a", {});',
      'new Thing("b", { value: a.made, delay: Number(process.env.DELAY) });',
    );
    const env = { WORLD: world, DELAY: "60000" };
    const main = join(__dirname, "main.ts");
    const state = join(program.folder, "state");
    const command = ["--import", "tsx", main, "up", "--project", program.folder, "--state", state];
    const standIn =
      engine === "stand-in"
        ? spawn(process.execPath, command, { env: { ...process.env, ...env } })
        : undefined;
    const update = standIn ? once(standIn, "exit") : workspace.up({ env });
    await vi.waitUntil(() => stage.said("create").some(({ name }) => name === "b"), {
      timeout: 20_000,
      interval: 50,
    });
    standIn?.kill("SIGKILL");
    await stage.reopen();
    await update;

    const { deployment } = await stage.workspace.exportState();
    expect(deployment.resources?.map(({ urn }) => nameOf(urn))).toEqual(["facts-dev", "default", "a"]);
    expect(deployment.pending_operations).toMatchObject([
      { resource: { inputs: { name: "b" } }, type: "creating" },
    ]);
    const { pid = 0 } = stage.said("create").at(-1) ?? {};
    await vi.waitUntil(() => !isAlive(pid), { timeout: 10_000 });

    const outcome = await stage.workspace.up({ env: { DELAY: "0" } });
    expect(outcome).toMatchObject({ ok: true, changes: { create: 1, same: 2 } });
    expect(outcome.output).toMatch(/1 pending operations[\s\S]*Thing::b, interrupted while creating/);
    expect(stage.exists("id-b")).toBe(true);
  });

  if (engine === "stand-in") {
    fact("what the stand-in does not do is said", async ({ stage }) => {
      stage.source('new Thing("a", {}, { protect: true });');
      const outcome = await stage.workspace.up();
      expect(outcome.exitCode).toBe(1);
      expect(outcome.output).toContain("The stand-in engine does not do protect. Use the Pulumi CLI.");
    });
  }
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
