import { describe, expect } from "vitest";
import { engines } from "./engines";
import { factsOf } from "./stage";

describe.each(engines)("provider-config on %s", (engine) => {
  const fact = factsOf(engine);

  fact("a resource has its own provider's configuration, or the whole of the stack's", async ({ stage }) => {
    await stage.workspace.setConfig("drone:token", "from-config", { secret: true });
    stage.source(
      "const { TOKEN, V } = process.env;",
      'const provider = new Provider("p", { "drone:token": pulumi.secret(TOKEN) });',
      'new Thing("a", { value: V }, { provider });',
      'new Thing("b", {});',
      'exports.token = new pulumi.Config("drone").requireSecret("token");',
    );
    const outcome = await stage.workspace.up({ env: { TOKEN: "from-provider", V: "1" } });
    expect(outcome).toMatchObject({ changes: { create: 4 }, stackOutputs: { token: "from-config" } });
    expect(outcome.output).toMatch(/token\s*: \[secret\]/);
    expect(stage.tokens("create")).toEqual({ a: "from-provider", b: "from-config" });
    expect(await stage.workspace.rawState()).not.toMatch(/from-provider|from-config/);
    const provider = /^urn:pulumi:dev::facts::pulumi:providers:pulumi-nodejs::p::/;
    expect((await stage.stored("a"))?.provider).toMatch(provider);

    // What is read is read with what the state says, even when the same run goes on with something else.
    const rotated = await stage.workspace.up({ refresh: true, env: { TOKEN: "rotated", V: "2" } });
    expect(rotated.changes).toEqual({ update: 2, same: 2 });
    expect(stage.tokens("read")).toEqual({ a: "from-provider", b: "from-config" });
    expect(stage.tokens("update")).toEqual({ a: "rotated" });

    expect((await stage.workspace.destroy()).changes).toEqual({ delete: 4 });
    expect(stage.tokens("delete")).toEqual({ a: "rotated", b: "from-config" });
  });

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
