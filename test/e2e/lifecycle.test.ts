import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../src/sandbox";
import { engines, needs } from "../engine/engines";
import { byHand } from "../servers";
import { all, changed, globalSecret, repo, repoSecret, teamSecret, user } from "./declared";
import { type Declared, type Program, Stack, wentWell } from "./stack";

// The stories of a stack, from the user's side: what pulumi does, and what the server then has.

const expectNoChanges = { expectNoChanges: true };

describe.each(engines)("%s", (engine) => {
  let sandbox: Sandbox;
  let stack: Stack;
  beforeEach(async ({ skip }) => {
    await needs(engine, skip);
    sandbox = await startSandbox();
    stack = await Stack.open(engine, sandbox.url);
  });
  afterEach(async () => {
    await stack?.close();
    await sandbox?.close();
  });

  const meddle = (method: string, path: string, json?: unknown) =>
    byHand(sandbox.url, "octo-token", method, path, json);

  test("a preview writes nothing", async () => {
    expect(wentWell(await stack.preview(all)).changes).toEqual({ create: 6 });
    expect(sandbox.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  test("a pipeline sees drift by exit code 7, and none by 0", async () => {
    wentWell(await stack.up(all));
    const watch = async () => (await stack.refresh({ previewOnly: true, ...expectNoChanges })).exitCode;
    expect(await watch()).toBe(0);
    await meddle("PATCH", "/api/repos/octo/demo", { allow_deploy: true });
    // Nobody declared allowDeploy, so it is no drift.
    expect(await watch()).toBe(0);
    await meddle("PATCH", "/api/repos/octo/demo", { timeout: 5 });
    expect(await watch()).toBe(7);
    await meddle("PATCH", "/api/repos/octo/demo", { timeout: 30 });
    expect(await watch()).toBe(0);

    const secrets = "/api/repos/octo/demo/secrets";
    await meddle("DELETE", `${secrets}/PASSWORD`);
    expect(await watch()).toBe(7);
    const remade = {
      name: "PASSWORD",
      value: "not ours",
      image: ["*"],
      event: ["push", "tag", "deployment"],
    };
    await meddle("POST", secrets, remade);
    expect(await watch()).toBe(7);
    expect(wentWell(await stack.up(all, { refresh: true })).changes).toMatchObject({ update: 1 });
    expect(sandbox.world.secretsOf("octo/demo")?.[0]?.value).toBe("s3cret-of-repo");
    expect(await watch()).toBe(0);
  });

  test("two refreshes forget no value", async () => {
    wentWell(await stack.up(all));
    wentWell(await stack.refresh());
    wentWell(await stack.refresh());
    const ignoring = { ...changed(repoSecret, { value: "ignored" }), opts: { ignoreChanges: ["value"] } };
    const program = [user, repo, ignoring, teamSecret, globalSecret];
    expect(wentWell(await stack.up(program, expectNoChanges)).changes).toEqual({ same: 6 });
    expect(sandbox.world.secretsOf("octo/demo")?.[0]?.value).toBe("s3cret-of-repo");
  });

  test("neither token nor value can be read in state or output", async () => {
    const { output } = wentWell(await stack.up(all));
    const refreshed = wentWell(await stack.refresh()).output;
    const destroyed = async () => wentWell(await stack.destroy()).output;
    const everything = [await stack.workspace.rawState(), output, refreshed, await destroyed()].join();
    for (const secret of ["octo-token", "s3cret"]) expect(everything).not.toContain(secret);
    expect(everything).toContain("ciphertext");
  });

  test("an existing object is looked up by get, in a preview as well; a missing one fails", async () => {
    await meddle("POST", "/api/repos/octo/demo");
    const found: Program = [
      { type: "Repository", name: "demo", get: "octo/demo" },
      { type: "User", name: "alice", get: "alice" },
      {
        type: "TeamSecret",
        name: "slack",
        args: { team: { of: "demo", output: "owner" }, name: "S", value: "v" },
      },
    ];
    wentWell(await stack.preview(found));
    wentWell(await stack.up(found));
    expect(sandbox.world.teamSecrets.rows[0]?.of).toBe("octo");
    wentWell(await stack.refresh());
    expect((await stack.up([...found, { type: "User", name: "ghost", get: "ghost" }])).output).toContain(
      "There is no User ghost on ",
    );
    wentWell(await stack.destroy());
    expect(sandbox.world.repo("octo/demo")).toBeDefined();
  });

  test("a preview needs no token and no server, and says once that nothing was asked", async () => {
    const alone = await Stack.open(engine);
    const { output, changes } = wentWell(await alone.preview(all));
    expect(changes).toEqual({ create: 6 });
    const [, diagnostics = ""] = output.split("Diagnostics:");
    expect(diagnostics.match(/warning: Drone could not be asked.*DRONE_SERVER/g)).toHaveLength(1);
    expect((await alone.up(all)).output).toContain("No Drone server is set.");
    await alone.close();
  });

  test("two servers in one program, each with its own", async () => {
    const other = await startSandbox();
    const program: Program = [
      { type: "Provider", name: "second", args: { server: other.url, token: "octo-token" } },
      { ...user, opts: { provider: "second" } },
      { type: "User", name: "eve", args: { login: "eve" } },
    ];
    wentWell(await stack.up(program));
    expect(other.world.user("bob") && sandbox.world.user("eve")).toBeDefined();
    expect(other.world.user("eve") ?? sandbox.world.user("bob")).toBeUndefined();
    wentWell(await stack.refresh());
    expect(wentWell(await stack.up(program, expectNoChanges)).changes.same).toBe(4);
    wentWell(await stack.destroy());
    expect(other.world.user("bob")).toBeUndefined();
    await other.close();
  });

  test("a resource that gets another name: an alias changes nothing, adoption keeps the object", async () => {
    wentWell(await stack.up([globalSecret]));
    const aliased = { ...globalSecret, name: "aliased", opts: { aliases: ["mirror"] } };
    expect(wentWell(await stack.up([aliased], expectNoChanges)).changes).toEqual({ same: 2 });
    const renamed = { ...globalSecret, name: "renamed" };
    expect((await stack.up([renamed])).output).toContain("GlobalSecret MIRROR exists on");
    const adopted = changed(renamed, { adopt: true });
    wentWell(await stack.up([adopted]));
    expect(sandbox.world.teamSecrets.rows).toHaveLength(1);
    expect((await stack.preview([adopted], expectNoChanges)).exitCode).toBe(0);
    // adopt counts only at creation.
    expect((await stack.preview([renamed], expectNoChanges)).exitCode).toBe(0);
  });

  test("a renamed resource keeps its object, though the up that renamed it stopped half-way", async () => {
    wentWell(await stack.up([globalSecret, repo]));
    const renamed = [
      { ...changed(globalSecret, { adopt: true }), name: "mirror-2" },
      { ...changed(repo, { adopt: true, onDestroy: "remove" }), name: "demo-2" },
    ];
    const failing: Declared = { type: "User", name: "taken", args: { login: "alice" } };
    const stopped = await stack.up([...renamed, failing]);
    expect(stopped.output).toContain("User alice exists on");
    wentWell(await stack.up(renamed));
    expect(sandbox.world.repo("octo/demo")).toBeDefined();
    expect(sandbox.world.teamSecrets.rows).toHaveLength(1);
    expect((await stack.preview(renamed, expectNoChanges)).exitCode).toBe(0);
    wentWell(await stack.destroy());
    expect(sandbox.world.repo("octo/demo")).toBeUndefined();
  });

  test("fields change in place, keys replace, and then nothing is left to do", {
    timeout: 300_000,
  }, async () => {
    let program = all;
    wentWell(await stack.up(program));
    const steps: [Map<Declared, object>, object][] = [
      [
        new Map<Declared, object>([
          [user, { active: false }],
          [repo, { trusted: true, timeout: 5, allowPullRequests: false, allowPush: false }],
          [repoSecret, { value: "another" }],
          [teamSecret, { team: "octo" }],
          [globalSecret, { name: "OTHER" }],
        ]),
        { update: 3, replace: 2, same: 1 },
      ],
      [
        new Map<Declared, object>([
          [user, { login: "eve" }],
          [repo, { allowDeploy: true, allowTag: true, onDestroy: "remove" }],
          [repoSecret, { images: ["plugins/*"], events: ["tag"], skipVerify: true, conceal: true }],
          [teamSecret, { name: "OTHER" }],
        ]),
        { update: 2, replace: 2, same: 2 },
      ],
      [new Map<Declared, object>([[repoSecret, { name: "OTHER" }]]), { replace: 1, same: 5 }],
      // The repository's key takes its secret along.
      [new Map<Declared, object>([[repo, { owner: "acme", name: "api" }]]), { replace: 2, same: 4 }],
    ];
    for (const [step, expected] of steps) {
      const news = new Map([...step].map(([{ name }, args]) => [name, args]));
      program = program.map((each) => changed(each, news.get(each.name) ?? {}));
      // "same" tells of all that was changed before that nothing is left to do.
      expect(wentWell(await stack.up(program)).changes).toEqual(expected);
    }
    expect((await stack.preview(program, expectNoChanges)).exitCode).toBe(0);
    expect(sandbox.world.repos.rows.map(({ fullName }) => fullName)).toEqual(["acme/api"]);
    expect(sandbox.world.secretsOf("acme/api")).toMatchObject([
      {
        name: "OTHER",
        value: "another",
        images: ["plugins/*"],
        events: ["tag"],
        skipVerify: true,
        conceal: true,
      },
    ]);
  });

  test("a component's children live and go with it", async () => {
    const children = all.map((each) => ({ ...each, opts: { parent: "team" } }));
    const program: Program = [{ type: "Team", name: "team" }, ...children];
    expect(wentWell(await stack.up(program)).changes).toEqual({ create: 7 });
    expect((await stack.preview(program, expectNoChanges)).exitCode).toBe(0);
    expect((await stack.refresh({ previewOnly: true, ...expectNoChanges })).exitCode).toBe(0);
    wentWell(await stack.up([]));
    expect(sandbox.world.repos.rows).toEqual([]);
    expect(sandbox.world.user("bob")).toBeUndefined();
  });

  test("what leaves the program is deleted after a refresh as well", async () => {
    wentWell(await stack.up([user, globalSecret]));
    expect(wentWell(await stack.up([user], { refresh: true })).changes).toMatchObject({ delete: 1 });
    expect(sandbox.world.teamSecrets.rows).toEqual([]);
  });

  test("an email that is changed later is refused in the preview already", async () => {
    wentWell(await stack.up([user]));
    const { ok, output } = await stack.preview([changed(user, { email: "other@example.com" })]);
    expect(ok).toBe(false);
    expect(output).toContain("email can only be given when the User is created");
  });

  test("a value that is not known before the up does not trouble the preview", async () => {
    const program: Program = [
      user,
      { ...teamSecret, args: { team: "acme", name: { of: "bob", output: "email" }, value: "v" } },
    ];
    wentWell(await stack.preview(program));
    wentWell(await stack.up(program));
    expect(sandbox.world.teamSecrets.rows[0]?.name).toBe("bob@example.com");
  });

  test("a secret costs at most 1,000 bytes of state more than a resource that holds nothing", async () => {
    wentWell(await stack.up([repo, repoSecret, { type: "Inert", name: "inert" }]));
    const { resources } = (await stack.workspace.exportState()).deployment;
    const size = (name: string) => {
      const resource = resources?.find(({ urn }) => urn.endsWith(`::${name}`));
      return JSON.stringify(resource).length;
    };
    const cost = size("password") - size("inert");
    expect(cost).toBeGreaterThan(0);
    expect(cost).toBeLessThanOrEqual(1000);
  });
});
