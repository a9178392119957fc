import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Release } from "../../src/client/release";
import { engines, needs } from "../engine/engines";
import { isModern, lookFor, lookInList, servers, type TestServer } from "../servers";
import { changed } from "./declared";
import { type Declared, type Program, Stack, wentWell } from "./stack";

// One program for every release: it stays as it is when the server is upgraded, and what a release lacks shows in the
// preview.

const OPEN = ["push", "tag", "deployment", "pull_request"];

const repo: Declared = {
  type: "Repository",
  name: "demo",
  args: { owner: "octo", name: "demo", timeout: 30, trusted: true, allowPullRequests: false },
};
const user: Declared = { type: "User", name: "bob", args: { login: "bob" } };
const repoSecret: Declared = {
  type: "RepoSecret",
  name: "password",
  args: { repo: { of: "demo", output: "slug" }, name: "PASSWORD", value: "s3cret-of-repo" },
};
const teamSecret: Declared = {
  type: "TeamSecret",
  name: "slack",
  args: { team: "acme", name: "SLACK", value: { secret: "s3cret-of-team" }, events: OPEN },
};
const program: Program = [user, repo, repoSecret, teamSecret];

const own = { repo: { of: "demo", output: "slug" } };
/** What only some releases have. */
const others: Declared[] = [
  {
    type: "Registry",
    name: "hub",
    args: {
      ...own,
      address: "docker.io",
      username: "octo",
      password: "s3cret-of-hub",
      token: "t0ken-of-hub",
    },
  },
  { type: "User", name: "bot", args: { login: "bot", machine: true } },
  {
    type: "Cron",
    name: "nightly",
    args: { ...own, name: "nightly", expr: "0 30 4 * * *", branch: "master", disabled: true },
  },
  {
    type: "Template",
    name: "node",
    args: { namespace: "acme", name: "node.yaml", data: "kind: pipeline\n" },
  },
];
const FEATURES = {
  Registry: "registries",
  User: "machine users",
  Cron: "crons",
  Template: "templates",
} as const;

const has = (release: string, feature: Parameters<Release["has"]>[0]) =>
  Release.parse(release)?.has(feature) === true;

// Each generation once, of sandboxes: what else differs is the contract's. Every real server.
const generations = ["sandbox 0.5", "sandbox 0.8", "sandbox 2.25"];
const wanted = servers.filter(({ name }) => generations.includes(name) || !name.startsWith("sandbox"));
const cases = engines.flatMap((engine) => wanted.map((server) => ({ engine, server, name: server.name })));

/** A test that a release has no use for is not there, rather than skipped. */
const none = (..._: unknown[]): void => {};

describe.each(cases)("$engine, $name", ({ engine, server: { open, release } }) => {
  let server: TestServer;
  let stack: Stack;
  beforeEach(async ({ skip }) => {
    await needs(engine, skip);
    server = await open();
    stack = await Stack.open(engine, server.url, server.admin);
  });
  afterEach(async () => {
    await stack?.close();
    await server?.close();
  });

  /** The token that Drone gave the machine, out of the state. */
  const tokenOfBot = async () => {
    const { deployment } = await stack.workspace.exportState({ showSecrets: true });
    const bot = deployment.resources?.find(({ urn }) => urn.endsWith("::bot"));
    const { plaintext } = (bot?.outputs?.token ?? {}) as { plaintext?: string };
    expect(plaintext).toBeDefined();
    return JSON.parse(plaintext ?? "") as string;
  };
  const watch = async () => (await stack.refresh({ previewOnly: true, expectNoChanges: true })).exitCode;
  const repoNow = () => lookFor(server, "/api/repos/octo/demo");
  const teamRoute = isModern({ release }) ? "/api/secrets/acme" : "/api/teams/acme/secrets";
  const secretRoute = "/api/repos/octo/demo/secrets";

  const whole = has(release, "team secrets");

  (whole ? test : none)("up, nothing left to do, drift, repair, destroy", async () => {
    expect(wentWell(await stack.up(program)).changes).toEqual({ create: 5 });
    wentWell(await stack.preview(program, { expectNoChanges: true }));
    expect(await watch()).toBe(0);
    expect(await repoNow()).toMatchObject({ timeout: 30, trusted: true });

    await server.byHand("PATCH", "/api/repos/octo/demo", { timeout: 5, trusted: false });
    await server.byHand("DELETE", `${secretRoute}/PASSWORD`);
    await server.byHand("DELETE", "/api/users/bob");
    expect(await watch()).toBe(7);
    wentWell(await stack.up(program, { refresh: true }));
    expect(await watch()).toBe(0);
    expect(await repoNow()).toMatchObject({ timeout: 30, trusted: true });
    expect(await lookInList(server, secretRoute, { name: "PASSWORD" })).toBeDefined();
    expect(await lookFor(server, "/api/users/bob")).toBeDefined();

    const edited = [
      user,
      changed(repo, { timeout: 40 }),
      changed(repoSecret, { value: "another" }),
      changed(teamSecret, { events: ["push", "tag", "deployment"] }),
    ];
    expect(wentWell(await stack.up(edited)).changes).toEqual({ update: 3, same: 2 });

    expect(wentWell(await stack.destroy()).changes).toEqual({ delete: 5 });
    expect(await lookInList(server, teamRoute, { name: "SLACK" })).toBeUndefined();
    expect(await lookInList(server, "/api/users", { login: "bob" })).toBeUndefined();
    expect((await repoNow())?.active ?? false).toBe(false);
  });

  (whole ? none : test)("what the release lacks shows in the preview", async () => {
    const { ok, output } = await stack.preview(program);
    expect(ok).toBe(false);
    expect(output).toContain("has no team secrets, only Drone 0.5, 1.1+ has. Declare a RepoSecret");
    wentWell(await stack.up([user, repo, repoSecret]));
    expect(await watch()).toBe(0);
    wentWell(await stack.destroy());
  });

  const there = others.filter(({ type }) => has(release, FEATURES[type as keyof typeof FEATURES]));

  test.runIf(there.length > 0)(
    "what only this release has: up, refresh, destroy, and no secret in clear",
    async () => {
      const all = [repo, ...there];
      const printed = [wentWell(await stack.up(all)).output];
      wentWell(await stack.preview(all, { expectNoChanges: true }));
      expect(await watch()).toBe(0);
      printed.push(wentWell(await stack.refresh()).output, await stack.workspace.rawState());
      wentWell(await stack.preview(all, { expectNoChanges: true }));
      const secrets = [
        "s3cret-of-hub",
        "t0ken-of-hub",
        ...(isModern({ release }) ? [await tokenOfBot()] : []),
      ];
      for (const secret of secrets) expect(printed.join()).not.toContain(secret);
      wentWell(await stack.destroy());
      expect((await repoNow())?.active ?? false).toBe(false);
    },
  );
});
