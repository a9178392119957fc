import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as provider from "../../src/entry";
import { handlerText } from "../../src/lifecycle/resource";
import { type Sandbox, startSandbox } from "../../src/sandbox";
import { ProviderError, ProviderProcess } from "../engine/provider-process";

// The built package in Pulumi's real provider process, spoken to as the engine does.

let sandbox: Sandbox;
let process: ProviderProcess;
const printed: string[] = [];
beforeAll(async () => {
  sandbox = await startSandbox();
  const cwd = join(__dirname, "../e2e/program");
  process = await ProviderProcess.start({
    project: "e2e",
    cwd,
    line: (text) => printed.push(text),
    called: () => {},
  });
  await process.configure("urn:pulumi:dev::e2e::pulumi:providers:pulumi-nodejs::default", {
    "drone:server": sandbox.url,
    "drone:token": "octo-token",
  });
});
afterAll(async () => {
  await process.close();
  await sandbox.close();
});

const urn = (type: string) => `urn:pulumi:dev::e2e::pulumi-nodejs:dynamic/drone:${type}::it`;

test("the line in the state is at most 80 bytes, the same for ever, and finds its lifecycle", () => {
  const lines = {
    User: 'exports.handler=()=>require("pulumi-drone/provider").user',
    Repository: 'exports.handler=()=>require("pulumi-drone/provider").repository',
    RepoSecret: 'exports.handler=()=>require("pulumi-drone/provider").repoSecret',
    TeamSecret: 'exports.handler=()=>require("pulumi-drone/provider").teamSecret',
    GlobalSecret: 'exports.handler=()=>require("pulumi-drone/provider").globalSecret',
    Registry: 'exports.handler=()=>require("pulumi-drone/provider").registry',
    Cron: 'exports.handler=()=>require("pulumi-drone/provider").cron',
    Template: 'exports.handler=()=>require("pulumi-drone/provider").template',
  };
  for (const [type, line] of Object.entries(lines)) {
    expect(handlerText(type)).toBe(line);
    expect(line.length).toBeLessThanOrEqual(80);
  }
  expect(
    Object.values(provider)
      .map(({ definition }) => definition.type)
      .sort(),
  ).toEqual(Object.keys(lines).sort());
});

test("calls that come before configure is done are configured all the same", async () => {
  const __provider = handlerText("User");
  const reads = Array.from({ length: 8 }, () =>
    process.read(urn("User"), "alice", {}, { __provider, login: "alice" }),
  );
  for (const { properties } of await Promise.all(reads))
    expect(properties).toMatchObject({ login: "alice", remoteId: 2 });
});

test("a secret, over the wire: checked, made, the same, changed, read, deleted", async () => {
  const at = urn("GlobalSecret");
  const given = { __provider: handlerText("GlobalSecret"), name: "KEY", value: "s3cret" };
  const { inputs, failures } = await process.check(at, {}, given);
  expect(failures).toEqual([]);
  expect(inputs).toEqual({
    ...given,
    images: ["*"],
    events: ["push", "tag", "deployment"],
    pullRequestPush: false,
    skipVerify: false,
  });
  const { id, properties } = await process.create(at, inputs);
  expect(id).toBe("KEY");
  expect(properties).toMatchObject({ ...inputs, conceal: false, pushedId: 1, remoteId: 1 });
  expect(await process.diff(at, id, inputs, properties, inputs)).toMatchObject({ changes: 1, replaces: [] });

  const news = { ...inputs, value: "other", events: ["push"] };
  expect((await process.diff(at, id, inputs, properties, news)).changes).toBe(2);
  const updated = (await process.update(at, id, inputs, properties, news)).properties;
  expect(sandbox.world.teamSecrets.rows[0]).toMatchObject({ value: "other", events: ["push"] });
  const read = await process.read(at, id, news, updated);
  expect(read).toEqual({ id, properties: updated, inputs: news });
  await process.delete(at, id, news, updated);
  // A process keeps what it made.
  expect(sandbox.world.teamSecrets.rows).toHaveLength(1);
  await sandbox.world.teamSecrets.rows.splice(0);
  expect((await process.read(at, id, news, updated)).id).toBe("");
});

test("a half-made repository comes with its id, its properties and the reason", async () => {
  const given = { __provider: handlerText("Repository"), owner: "octo", name: "demo", timeout: 5 };
  const original = sandbox.world.isAdmin;
  let asked = 0;
  // Demoted between the activation and the settings.
  sandbox.world.isAdmin = (user) => asked++ < 1 && original.call(sandbox.world, user);
  const error = await process.create(urn("Repository"), given).catch((caught: unknown) => caught);
  sandbox.world.isAdmin = original;
  expect(error).toBeInstanceOf(ProviderError);
  expect((error as ProviderError).partial).toMatchObject({
    id: "octo/demo",
    properties: { ...given, timeout: 60 },
    reasons: [
      expect.stringMatching(/^Drone kept timeout = 60 of Repository octo\/demo\. Only a Drone administrator/),
    ],
  });
});

test("an error of read is printed in one line, without a stack and without a secret", async () => {
  const state = {
    __provider: handlerText("RepoSecret"),
    repo: "octo/ghost",
    name: "KEY",
    value: "s3cret-value",
  };
  sandbox.world.admins.clear();
  await expect(process.read(urn("RepoSecret"), "octo/ghost/KEY", state, state)).rejects.toThrow(
    "no Drone administrator",
  );
  const line = printed.find((text) => text.includes("octo/ghost"));
  expect(line).toMatch(/^RepoSecret: octo\/ghost answers 404/);
  expect(printed.join()).not.toMatch(/s3cret-value|octo-token|\n\s+at /);
});
