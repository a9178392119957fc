import { describe, expect } from "vitest";
import { engines } from "./engines";
import { factsOf } from "./stage";

describe.each(engines)("options on %s", (engine) => {
  const fact = factsOf(engine);

  fact("an ignored change never reaches the provider", async ({ stage }) => {
    stage.source(
      'const ignoreChanges = ["value", "list[0]"];',
      'new Thing("a", { value: process.env.V, list: [process.env.V, process.env.V] }, { ignoreChanges });',
    );
    await stage.workspace.up({ env: { V: "1" } });
    stage.forget();
    const outcome = await stage.workspace.up({ env: { V: "2" } });
    expect(outcome.changes).toEqual({ update: 1, same: 1 });
    expect(stage.said("check")[0]?.news).toMatchObject({ value: "1", list: ["1", "2"] });
    expect(await stage.stored("a")).toMatchObject({ inputs: { value: "1", list: ["1", "2"] } });
  });

  fact("an alias renames without a write", async ({ stage }) => {
    stage.source('new Thing("a", { name: "a" });');
    await stage.workspace.up();
    stage.source('new Thing("renamed", { name: "a" }, { aliases: [{ name: "a" }] });');
    stage.forget();
    expect((await stage.workspace.up()).changes).toEqual({ same: 2 });
    expect(new Set(stage.said().map(({ verb }) => verb))).toEqual(new Set(["check", "diff"]));
    expect(await stage.stored("renamed")).toMatchObject({ id: "id-a" });
  });

  fact("retainOnDelete leaves the object alone", async ({ stage }) => {
    stage.source('new Thing("a", {}, { retainOnDelete: true });');
    await stage.workspace.up();
    expect((await stage.workspace.destroy()).changes).toEqual({ delete: 2 });
    expect(stage.exists("id-a")).toBe(true);
  });

  fact("children of a component know their parent, and go before it", async ({ stage }) => {
    stage.source(
      'const team = new Team("t");',
      'const a = new Thing("a", {}, { parent: team });',
      'new Thing("b", {}, { parent: a });',
      "team.registerOutputs({ made: a.made });",
    );
    expect((await stage.workspace.up()).changes).toEqual({ create: 4 });
    const root = "urn:pulumi:dev::facts::";
    expect(await stage.stored("a")).toMatchObject({
      urn: `${root}drone:Team$pulumi-nodejs:dynamic/drone:Thing::a`,
      parent: `${root}drone:Team::t`,
    });
    expect(await stage.stored("t")).toMatchObject({ custom: false, outputs: { made: "made-a" } });
    expect((await stage.workspace.up({ expectNoChanges: true })).exitCode).toBe(0);
    expect((await stage.workspace.destroy()).changes).toEqual({ delete: 4 });
    expect(stage.ended("delete")).toEqual(["b", "a"]);
  });

  fact("a delete-first replacement takes its dependents with it, in order", async ({ stage }) => {
    stage.source(
      'const a = new Thing("a", { name: process.env.N, deleteFirst: true });',
      'const b = new Thing("b", { owner: a.name });',
      'new Thing("c", { value: b.name });',
      'new Thing("d", {}, { dependsOn: a });',
    );
    await stage.workspace.up({ env: { N: "a1" } });
    stage.forget();
    const outcome = await stage.workspace.up({ env: { N: "a2" } });
    expect(outcome.changes).toEqual({ replace: 2, same: 3 });
    const writes = stage
      .said()
      .filter(({ verb, phase }) => phase === "ends" && ["create", "delete", "update"].includes(verb));
    expect(writes.map(({ verb, name }) => `${verb} ${name}`)).toEqual([
      "delete b",
      "delete a1",
      "create a2",
      "create b",
    ]);
  });

  fact("checks come one at a time, creates side by side, and after what they need", async ({ stage }) => {
    stage.source(
      'const a = new Thing("a", { delay: 500 });',
      'const b = new Thing("b", { delay: 500 });',
      'new Thing("c", {}, { dependsOn: [a, b] });',
    );
    await stage.workspace.up();
    expect(stage.most("check")).toBe(1);
    expect(stage.most("create")).toBe(2);
    expect(stage.ended("create").at(-1)).toBe("c");
    stage.forget();
    await stage.workspace.destroy();
    expect(stage.ended("delete")[0]).toBe("c");
  });
});
