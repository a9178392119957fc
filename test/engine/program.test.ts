import { describe, expect } from "vitest";
import { engines } from "./engines";
import { factsOf } from "./stage";

describe.each(engines)("program on %s", (engine) => {
  const fact = factsOf(engine);

  fact("a preview is given what is not known yet as unknown, in a process of its own", async ({ stage }) => {
    stage.source(
      'const a = new Thing("a", {});',
      'new Thing("b", { value: a.made, list: ["x", a.made] });',
      "exports.made = a.made;",
    );
    const { output, changes } = await stage.workspace.up({ preview: true });
    expect(output).toMatch(/Previewing update[\s\S]*made: \[unknown\][\s\S]*\+ 3 to create/);
    expect(output).toMatch(/Updating[\s\S]*made: "made-a"[\s\S]*\+ 3 created/);
    expect(changes).toEqual({ create: 3 });
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const [previewed, updated] = stage.said("check").filter(({ name, news }) => name === "b" && news);
    expect(previewed?.news).toMatchObject({ value: unknown, list: ["x", unknown] });
    expect(updated?.news).toMatchObject({ value: "made-a", list: ["x", "made-a"] });
    expect(stage.said("create").map(({ pid }) => pid)).not.toContain(previewed?.pid);
  });

  fact("outputs of a resource that will be updated are unknown in a preview", async ({ stage }) => {
    stage.source('const a = new Thing("a", { value: process.env.V });', 'new Thing("b", { value: a.made });');
    await stage.workspace.up({ env: { V: "1" } });
    stage.forget();
    const outcome = await stage.workspace.preview({ env: { V: "2" } });
    expect(outcome.changes).toEqual({ update: 2, same: 1 });
    expect(stage.said("diff").find(({ name }) => name === "b")).toMatchObject({
      olds: { value: "made-a" },
      news: { value: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" },
    });
    expect(stage.said("update")).toEqual([]);
  });

  fact("what program and provider say is shown", async ({ stage }) => {
    stage.source(
      'console.log("the program says");',
      'pulumi.log.info("an info");',
      'pulumi.log.warn("a warning", new Thing("a", { says: "the provider says" }));',
    );
    const { output } = await stage.workspace.up();
    const diagnostics = output.slice(output.indexOf("Diagnostics:"));
    expect(diagnostics).toMatch(/pulumi:pulumi:Stack \(facts-dev\):[\s\S]*the program says/);
    expect(diagnostics).toMatch(/^ +an info$/m);
    expect(diagnostics).toMatch(/^ +the provider says$/m);
    expect(diagnostics).toMatch(/drone:Thing \(a\):\s+warning: a warning/);
  });

  fact("a TypeScript program in the folder of `main` runs there", async ({ stage }) => {
    const { program, workspace } = stage;
    program.write("Pulumi.yaml", "name: facts\nruntime: nodejs\nmain: src\nconfig:\n  own: given\n");
    program.write(
      "src/tsconfig.json",
      JSON.stringify({ compilerOptions: { module: "nodenext", strict: true } }),
    );
    program.write(
      "src/index.ts",
      `import * as pulumi from "@pulumi/pulumi";
       declare const process: { cwd(): string };
       export const own: string = new pulumi.Config().require("own");
       export const folder = process.cwd().split("/").pop();`,
    );
    expect((await workspace.up()).stackOutputs).toEqual({ own: "given", folder: "src" });
  });

  fact("a proxy in the environment is not used between the engine and its processes", async ({ stage }) => {
    stage.source('new Thing("a", {});');
    const nowhere = "http://127.0.0.1:9";
    const env = { HTTPS_PROXY: nowhere, https_proxy: nowhere, HTTP_PROXY: nowhere, http_proxy: nowhere };
    expect(await stage.workspace.up({ env })).toMatchObject({ ok: true, changes: { create: 2 } });
  });

  fact("two resources of one name are refused", async ({ stage }) => {
    stage.source('new Thing("a", {});', 'new Thing("a", {});');
    const outcome = await stage.workspace.up();
    expect(outcome.exitCode).toBe(1);
    expect(outcome.output).toMatch(/error: Duplicate resource URN '.*Thing::a'; try giving it a unique name/);
  });
});
