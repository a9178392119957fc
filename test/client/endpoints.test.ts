import { afterAll, beforeAll, expect, test } from "vitest";
import { DroneClient } from "../../src/client";
import { type Sandbox, startSandbox } from "../../src/sandbox";

// The 45 rows of Drone 0.5's API, in groups that make sense one after the other.

let sandbox: Sandbox;
let drone: DroneClient;
let alice: DroneClient;
beforeAll(async () => {
  sandbox = await startSandbox();
  drone = new DroneClient({ server: sandbox.url, token: "octo-token" });
  alice = new DroneClient({ server: sandbox.url, token: "alice-token" });
  await drone.repos.activate("octo/demo");
});
afterAll(() => sandbox.close());

test("the token's own user, and that he is an administrator", async () => {
  expect(await drone.user.current()).toMatchObject({ id: 1, login: "octo", active: false, admin: true });
  expect(await alice.user.current()).not.toHaveProperty("admin");
});

test("his active repositories, all of them, and what the SCM shows", async () => {
  expect((await drone.user.repos()).map(({ slug }) => slug)).toEqual(["octo/demo"]);
  const all = await drone.user.repos({ all: true, flush: true });
  expect(all.map(({ slug }) => slug)).toContain("acme/web");
  expect(all.find(({ slug }) => slug === "acme/web")?.id).toBeUndefined();
  expect((await alice.user.remoteRepos()).map(({ slug }) => slug)).toContain("alice/notes");
});

test("his feed, also one item a repository", async () => {
  sandbox.world.push("octo/demo");
  expect((await drone.user.feed())[0]).toMatchObject({ slug: "octo/demo", number: 1, status: "pending" });
  expect(await drone.user.feed({ latest: true })).toHaveLength(1);
});

test("his token, and another one in its place", async () => {
  expect(await alice.user.token()).toBe("alice-token");
  const next = await alice.user.rotateToken();
  expect(next).not.toBe("alice-token");
  await expect(alice.user.current()).rejects.toMatchObject({ status: 401 });
  alice = new DroneClient({ server: sandbox.url, token: next });
  expect((await alice.user.current()).login).toBe("alice");
});

test("users: create, list, find, change, delete", async () => {
  const bob = await drone.users.create({ login: "bob", email: "b@example.com", avatarUrl: "http://x/b.png" });
  expect(bob).toEqual({
    id: 3,
    login: "bob",
    email: "b@example.com",
    avatarUrl: "http://x/b.png",
    active: true,
  });
  expect((await drone.users.list()).map(({ login }) => login)).toEqual(["alice", "bob", "octo"]);
  expect(await drone.users.find("bob")).toEqual(bob);
  expect((await drone.users.update("bob", { active: false })).active).toBe(false);
  await drone.users.delete("bob");
  expect(await drone.users.find("bob")).toBeUndefined();
});

test("an odd login finds its way through the path", async () => {
  const login = "ä b%?#+&;";
  await drone.users.create({ login });
  expect((await drone.users.find(login))?.login).toBe(login);
  await drone.users.delete(login);
});

test("repositories: activate, find, change, take over, sign, delete", async () => {
  const repo = await drone.repos.activate("acme/api");
  expect(repo).toMatchObject({ slug: "acme/api", timeout: 60, allowPush: true, allowPullRequests: true });
  const changed = await drone.repos.update("acme/api", {
    trusted: true,
    timeout: 10,
    allowDeploy: true,
    allowTag: true,
  });
  expect(changed).toMatchObject({ trusted: true, timeout: 10, allowDeploy: true, allowTag: true });
  expect(await drone.repos.find("acme/api")).toEqual(changed);
  expect((await drone.repos.chown("acme/api")).slug).toBe("acme/api");
  expect((await drone.repos.sign("acme/api", "pipeline: {}")).split(".")).toHaveLength(3);
  await drone.repos.delete("acme/api");
  expect(await drone.repos.find("acme/api")).toBeUndefined();
});

test.each(["repository", "team", "server"])(
  "secrets of a %s: create, list, find, replace, delete",
  async (scope) => {
    const secrets = {
      repository: drone.secrets.ofRepo("octo/demo"),
      team: drone.secrets.ofTeam("acme"),
      server: drone.secrets.global(),
    }[scope] as ReturnType<typeof drone.secrets.global>;
    const spec = {
      name: "KEY",
      value: "v",
      images: ["*"],
      events: ["push"],
      skipVerify: true,
      conceal: true,
      pullRequestPush: false,
    };
    expect(await secrets.list()).toEqual([]);
    await secrets.create(spec);
    const [saved] = await secrets.list();
    const { value, ...shown } = spec;
    expect(saved).toEqual({ id: saved?.id, ...shown });
    await secrets.create({ ...spec, value: "w", images: [], events: [] });
    expect(await secrets.find("KEY")).toEqual({ ...saved, images: [], events: [] });
    await secrets.delete("KEY");
    expect(await secrets.find("KEY")).toBeUndefined();
  },
);

test("builds: list, find, the latest one, again, as a deployment, cancel, queue", async () => {
  const [build] = await drone.builds.list("octo/demo");
  expect(build).toMatchObject({ number: 1, event: "push", status: "pending", startedAt: 0 });
  expect((await drone.builds.find("octo/demo", 1))?.stages).toMatchObject([
    { number: 1, status: "pending", steps: [] },
  ]);
  expect((await drone.builds.find("octo/demo", "latest", { branch: "master" }))?.number).toBe(1);
  expect((await drone.builds.queue()).map(({ number }) => number)).toEqual([1]);
  await expect(drone.builds.restart("octo/demo", 1)).rejects.toMatchObject({ status: 409 });
  await expect(drone.builds.cancel("octo/demo", 1, 1)).rejects.toThrow("Cannot cancel a non-running build");

  const row = sandbox.world.builds.rows[0];
  const job = row && sandbox.world.jobsOf(row)[0];
  if (!row || !job) throw new Error("the push made no build");
  row.status = job.status = "running";
  await drone.builds.cancel("octo/demo", 1, 1);
  expect((await drone.builds.find("octo/demo", 1))?.status).toBe("killed");

  expect((await drone.builds.restart("octo/demo", 1, { environment: { FOO: "bar" } })).number).toBe(1);
  row.status = "success";
  const fork = { fork: true, event: "deployment", deployTo: "production" };
  expect(await drone.builds.restart("octo/demo", 1, fork)).toMatchObject({
    number: 2,
    parent: 1,
    event: "deployment",
    deployTo: "production",
  });
});

test("the log of a job, and none where there is none", async () => {
  expect(await drone.logs("octo/demo").find(1, 1)).toBeUndefined();
  const job = sandbox.world.jobs.rows[0];
  if (job) job.log = '{"proc":"build","time":0,"type":0,"pos":0,"out":"hello"}\n';
  expect(await drone.logs("octo/demo").find(1, 1)).toEqual([
    { proc: "build", time: 0, type: 0, pos: 0, out: "hello" },
  ]);
});

test("agents", async () => {
  sandbox.world.addAgent({
    address: "10.0.0.9:1",
    platform: "linux/amd64",
    capacity: 2,
    created: 1,
    updated: 2,
  });
  expect(await drone.system.agents()).toEqual([
    { id: 1, address: "10.0.0.9:1", platform: "linux/amd64", capacity: 2, createdAt: 1, updatedAt: 2 },
  ]);
});

test("badges: the image and the CCMenu feed, public", async () => {
  const anyone = new DroneClient({ server: sandbox.url });
  expect(await anyone.badges.status("octo/demo", { branch: "master" })).toMatch(/^<svg/);
  expect(await anyone.badges.ccMenu("octo/demo")).toContain('<Project name="octo/demo"');
  expect(anyone.badges.statusUrl("octo/demo")).toBe(`${sandbox.url}/api/badges/octo/demo/status.svg`);
  expect(anyone.badges.ccMenuUrl("octo/demo")).toBe(`${sandbox.url}/api/badges/octo/demo/cc.xml`);
});

test("the profiler: index, each profile, symbols", async () => {
  expect(await drone.debug.index()).toContain("/debug/pprof/");
  for (const name of ["block", "cmdline", "goroutine", "heap", "profile", "threadcreate", "trace"] as const) {
    expect((await drone.debug.profile(name, { seconds: 1, debug: 1 })).length).toBeGreaterThan(0);
  }
  expect(await drone.debug.symbol()).toContain("num_symbols");
  expect(await drone.debug.symbol(["0x401000"])).toContain("num_symbols");
});

test("each of the 45 rows was asked for", () => {
  const asked = new Set(
    sandbox.requests.map(({ method, path }) =>
      `${method} ${path}`
        .replace(/(repos|badges)\/[^/]+\/(demo|api|web|notes)/, "$1/o/n")
        .replace(/teams\/acme/, "teams/:team")
        .replace(/secrets\/KEY/, "secrets/:secret")
        .replace(/users\/[^/]+/, "users/:login")
        .replace(/builds\/\d+\/\d+/, "builds/:number/:job")
        .replace(/logs\/\d+\/\d+/, "logs/:number/:job")
        .replace(/builds\/\d+/, "builds/:number"),
    ),
  );
  expect(ROWS.filter((row) => !asked.has(row))).toEqual([]);
  expect(ROWS).toHaveLength(45);
});

const secretRows = (at: string) => [`GET ${at}`, `POST ${at}`, `DELETE ${at}/:secret`];
const ROWS = [
  ...["GET /api/user", "GET /api/user/feed", "GET /api/user/repos", "GET /api/user/repos/remote"],
  ...["DELETE /api/user/token", "POST /api/user/token"],
  ...[
    "GET /api/users",
    "POST /api/users",
    "DELETE /api/users/:login",
    "GET /api/users/:login",
    "PATCH /api/users/:login",
  ],
  ...["GET /api/builds", "GET /api/repos/o/n/builds", "GET /api/repos/o/n/builds/:number"],
  ...["POST /api/repos/o/n/builds/:number", "DELETE /api/repos/o/n/builds/:number/:job"],
  ...["DELETE /api/repos/o/n", "GET /api/repos/o/n", "PATCH /api/repos/o/n", "POST /api/repos/o/n"],
  ...["POST /api/repos/o/n/chown", "GET /api/repos/o/n/logs/:number/:job"],
  ...secretRows("/api/repos/o/n/secrets"),
  "POST /api/repos/o/n/sign",
  ...secretRows("/api/teams/:team/secrets"),
  ...secretRows("/api/global/secrets"),
  ...["GET /api/agents", "GET /api/badges/o/n/cc.xml", "GET /api/badges/o/n/status.svg"],
  "GET /api/debug/pprof/",
  ...["block", "cmdline", "goroutine", "heap", "profile", "symbol", "threadcreate", "trace"].map(
    (name) => `GET /api/debug/pprof/${name}`,
  ),
  "POST /api/debug/pprof/symbol",
];
