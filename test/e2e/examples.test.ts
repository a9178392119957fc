import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startSandbox } from "../../src/sandbox";
import { engines, needs } from "../engine/engines";
import { openWorkspace } from "../engine/workspace";
import { wentWell } from "./stack";

// Every example, from its own folder, on each engine: up, nothing left to do, destroy.

const folder = join(__dirname, "../../examples");

describe.each(engines)("%s", (engine) => {
  const open: (() => Promise<unknown>)[] = [];
  beforeEach(async ({ skip }) => {
    await needs(engine, skip);
  });
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });

  test.each(readdirSync(folder))("examples/%s", async (example) => {
    const sandbox = await startSandbox();
    const workspace = await openWorkspace({ project: join(folder, example), engine });
    open.push(
      () => workspace.close(),
      () => sandbox.close(),
    );
    await workspace.setConfig("drone:server", sandbox.url);
    await workspace.setConfig("drone:token", "octo-token", { secret: true });
    wentWell(await workspace.preview());
    wentWell(await workspace.up());
    wentWell(await workspace.preview({ expectNoChanges: true }));
    wentWell(await workspace.refresh({ previewOnly: true, expectNoChanges: true }));
    wentWell(await workspace.destroy());
    expect(sandbox.world.repos.rows).toEqual([]);
  });
});
