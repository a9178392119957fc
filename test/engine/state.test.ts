import { describe, expect } from "vitest";
import { engines } from "./engines";
import { factsOf } from "./stage";

describe.each(engines)("state on %s", (engine) => {
  const fact = factsOf(engine);

  fact("`get` reads, in a preview too, and manages nothing", async ({ stage }) => {
    stage.source(
      'const a = new Thing("g", {}, { id: "id-found" });',
      "exports.value = a.value;",
      "exports.id = a.id;",
    );
    stage.put("id-found", { name: "found", value: "there" });
    expect((await stage.workspace.preview()).changes).toEqual({ create: 1 });
    expect(stage.said("read")).not.toEqual([]);
    const outcome = await stage.workspace.up();
    expect(outcome).toMatchObject({ ok: true, changes: { create: 1 }, stackOutputs: { id: "id-found" } });
    expect(await stage.stored("g")).toMatchObject({
      external: true,
      id: "id-found",
      outputs: { value: "there" },
    });
    expect((await stage.workspace.destroy()).changes).toEqual({ delete: 1 });
    expect(stage.said("delete")).toEqual([]);
  });

  fact("`get` of what is not there fails with the provider's words", async ({ stage }) => {
    stage.source('new Thing("g", {}, { id: "id-missing" });');
    const outcome = await stage.workspace.up();
    expect(outcome).toMatchObject({ ok: false, exitCode: 1 });
    expect(outcome.output).toContain("error: There is no id-missing");
  });

  fact(
    "drift is found by a refresh that changes nothing, and repaired by `up` with a refresh",
    async ({ stage }) => {
      stage.source('new Thing("a", { value: "1" });', 'new Thing("b", {});');
      await stage.workspace.up();
      const look = () => stage.workspace.refresh({ previewOnly: true, expectNoChanges: true });
      expect((await look()).exitCode).toBe(0);
      stage.put("id-a", { name: "a", value: "drifted" });
      stage.remove("id-b");
      expect(await look()).toMatchObject({
        exitCode: 7,
        ok: false,
        changes: { update: 1, delete: 1, same: 1 },
      });
      expect(await stage.stored("a")).toMatchObject({ outputs: { value: "1" } });
      const outcome = await stage.workspace.up({ refresh: true });
      expect(outcome.changes).toEqual({ create: 1, update: 1, same: 1 });
      expect(stage.said("update")[0]).toMatchObject({ olds: { value: "drifted" }, news: { value: "1" } });
      expect(stage.exists("id-b")).toBe(true);
    },
  );

  fact(
    "a secret is sealed in inputs and in outputs of its name, in others only if additionalSecretOutputs says so",
    async ({ stage }) => {
      stage.source(
        'new Thing("a", { secret: pulumi.secret(process.env.S), list: ["x", pulumi.secret("in-list")] });',
        'new Thing("b", { secret: pulumi.secret("unseen") }, { additionalSecretOutputs: ["copy"] });',
      );
      await stage.workspace.up({ env: { S: "very-hidden" } });
      expect(stage.said("check").find(({ name }) => name === "a")?.news).toMatchObject({
        secret: "very-hidden",
        list: ["x", "in-list"],
      });
      const resource = await stage.stored("a");
      const sealed = { plaintext: '"very-hidden"' };
      expect(resource).toMatchObject({
        inputs: { secret: sealed },
        outputs: { secret: sealed, copy: "very-hidden" },
      });
      // A list is secret as a whole once the provider has had it.
      const list = { plaintext: '["x","in-list"]' };
      expect(resource).toMatchObject({ inputs: { list }, outputs: { list } });
      await stage.workspace.up({ env: { S: "other-hidden" } });
      expect(stage.said("update")[0]).toMatchObject({
        olds: { secret: "very-hidden" },
        news: { secret: "other-hidden" },
      });
      await stage.workspace.refresh();
      expect(await stage.stored("b")).toMatchObject({ outputs: { copy: { plaintext: '"unseen"' } } });
      expect(await stage.workspace.rawState()).not.toMatch(/unseen|in-list/);
    },
  );
});
