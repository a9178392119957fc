import { describe, expect } from "vitest";
import { engines } from "./engines";
import { factsOf } from "./stage";

describe.each(engines)("provider-config on %s", (engine) => {
  const fact = factsOf(engine);

  fact(
    "a resource has its own provider's configuration, or the whole of the stack's, when destroyed too",
    async ({ stage }) => {
      await stage.workspace.setConfig("drone:token", "from-config", { secret: true });
      stage.source(
        'const provider = new Provider("p", { "drone:token": pulumi.secret(process.env.TOKEN) });',
        'new Thing("a", {}, { provider });',
        'new Thing("b", {});',
        'exports.token = new pulumi.Config("drone").requireSecret("token");',
      );
      const outcome = await stage.workspace.up({ env: { TOKEN: "from-provider" } });
      expect(outcome).toMatchObject({ changes: { create: 4 }, stackOutputs: { token: "from-config" } });
      expect(outcome.output).toMatch(/token\s*: \[secret\]/);
      expect(stage.tokens("create")).toEqual({ a: "from-provider", b: "from-config" });
      expect(await stage.workspace.rawState()).not.toMatch(/from-provider|from-config/);
      expect((await stage.stored("a"))?.provider).toMatch(
        /^urn:pulumi:dev::facts::pulumi:providers:pulumi-nodejs::p::/,
      );
      const rotated = await stage.workspace.up({ env: { TOKEN: "rotated" } });
      expect(rotated.changes).toEqual({ update: 1, same: 3 });
      expect((await stage.workspace.destroy()).changes).toEqual({ delete: 4 });
      expect(stage.tokens("delete")).toEqual({ a: "rotated", b: "from-config" });
    },
  );

  fact("a provider whose configuration is unknown in a preview is not asked", async ({ stage }) => {
    stage.source(
      'const a = new Thing("a", {});',
      'const provider = new Provider("p", { "drone:token": a.made });',
      'const b = new Thing("b", {}, { provider });',
      "exports.b = b.name;",
    );
    const preview = await stage.workspace.preview();
    expect(preview.changes).toEqual({ create: 4 });
    expect(preview.output).toMatch(/b: \[unknown\]/);
    expect(stage.ended("check")).toEqual(["a"]);
    await stage.workspace.up();
    expect(stage.tokens("create").b).toBe("made-a");
  });
});
