import { afterEach, expect, test } from "vitest";
import type { Bag } from "../../src/lifecycle/definition";
import { repository } from "../../src/resources/repository";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox";
import { lifecycleOf } from "../contract";
import { liarBefore } from "../liar";
import { byHand } from "../servers";

// From 0.8 on a repository is there before Drone builds it, and stays when it stops: activation, ownership, and the end.

type Release = NonNullable<SandboxOptions["release"]>;
const remembering: Release[] = ["0.8", "1.10", "2.25"];
const owning: Release[] = ["1.10", "2.25"];

let sandbox: Sandbox;
afterEach(() => sandbox.close());

const open = async (release: Release) => {
  sandbox = await startSandbox({ release });
};
const demo = { owner: "octo", name: "demo" };
const process = (admin = "octo-token") => lifecycleOf(repository, { url: sandbox.url, admin });
const hand = (method: string, path: string, json?: unknown) =>
  byHand(sandbox.url, "octo-token", method, path, json) as Promise<Record<string, unknown>>;
const asked = (method: string, path: RegExp) =>
  sandbox.requests.filter((request) => request.method === method && path.test(request.path)).length;
const syncs = () =>
  sandbox.release === "0.8" ? asked("GET", /^\/api\/user\/repos$/) : asked("POST", /^\/api\/user\/repos$/);
const activations = (slug: string) => asked("POST", new RegExp(`^/api/repos/${slug}$`));
/** So that Drone knows it, as after a person's log-in. */
const sync = () =>
  sandbox.release === "0.8"
    ? hand("GET", "/api/user/repos?all=true&flush=true")
    : hand("POST", "/api/user/repos");
const forget = async (slug: string) => {
  await hand("DELETE", `/api/repos/${slug}?remove=true`);
};

test.each(remembering)(
  "%s: Drone asks the SCM only if it does not know the repository, once in a run",
  async (release) => {
    await open(release);
    await sync();
    const known = syncs();
    await process().create(demo);
    expect(syncs()).toBe(known);
    for (const slug of ["octo/demo", "acme/api", "acme/web"]) await forget(slug);
    const one = process();
    await one.create(demo);
    await forget("acme/api");
    expect(syncs()).toBe(known + 1);
    await one.create({ owner: "acme", name: "web" });
    expect(syncs()).toBe(known + 1);
  },
);

test.each(remembering)("%s: another spelling is refused before it is activated", async (release) => {
  await open(release);
  await expect(process().create({ owner: "Octo", name: "Demo" })).rejects.toThrow(
    "Octo/Demo is spelled octo/demo in the SCM, and Drone tells letter case apart. Write it so. Nothing was changed.",
  );
  expect(activations("Octo/Demo")).toBe(0);
});

test.each(remembering)("%s: what the SCM does not have is a diagnosis", async (release) => {
  await open(release);
  await expect(process().create({ owner: "octo", name: "ghost" })).rejects.toThrow(
    "Drone does not know octo/ghost, not even after it asked the SCM for the repositories of octo, the user of drone:token.",
  );
});

test.each(owning)("%s: an SCM that is down is told apart from one that does not have it", async (release) => {
  await open(release);
  sandbox.world.scm.reachable = false;
  await expect(process().create({ owner: "octo", name: "ghost" })).rejects.toThrow(
    /^Drone does not know octo\/ghost, and could not ask the SCM for the repositories of octo: .* is the SCM up\?$/,
  );
});

test.each(owning)("%s: a machine can neither activate nor own, and is told why", async (release) => {
  await open(release);
  await sync();
  await hand("POST", "/api/users", { login: "bot", machine: true, admin: true, token: "bot-secret" });
  const why = "bot, the user of drone:token, is a machine and cannot";
  await expect(process("bot-secret").create(demo)).rejects.toThrow(`${why} activate octo/demo`);
  await hand("POST", "/api/repos/octo/demo");
  await expect(process("bot-secret").create({ ...demo, adopt: true, chown: true })).rejects.toThrow(
    `${why} own octo/demo`,
  );
  // What a machine can do, it may: settings of an active repository.
  const { outs } = await process("bot-secret").create({ ...demo, adopt: true, timeout: 5 });
  expect(outs).toMatchObject({ timeout: 5, ownerId: 1 });
});

test.each(owning)(
  "%s: an active repository is never activated again, so its owner and webhook stay",
  async (release) => {
    await open(release);
    await sync();
    await byHand(sandbox.url, "alice-token", "POST", "/api/user/repos");
    await byHand(sandbox.url, "alice-token", "POST", "/api/repos/alice/notes");
    const [hook] = sandbox.world.scm.webhooksOf("alice/notes");
    const { outs } = await process().create({ owner: "alice", name: "notes", adopt: true, timeout: 5 });
    expect(outs.ownerId).toBe(2);
    await process().update("alice/notes", outs, { owner: "alice", name: "notes", timeout: 9 });
    expect(activations("alice/notes")).toBe(1);
    expect(sandbox.world.scm.webhooksOf("alice/notes")).toEqual([hook]);
  },
);

test.each(owning)(
  "%s: chown makes the token's user the owner, and another owner is drift",
  async (release) => {
    await open(release);
    await sync();
    await byHand(sandbox.url, "alice-token", "POST", "/api/user/repos");
    await byHand(sandbox.url, "alice-token", "POST", "/api/repos/alice/notes");
    sandbox.world.scm.find("alice/notes")?.members.set("octo", "admin");
    await sync();
    const given = { owner: "alice", name: "notes", chown: true };
    const { outs } = await process().create({ ...given, adopt: true });
    expect(outs).toMatchObject({ ownerId: 1, chown: true });
    expect((await process().diff("alice/notes", outs, given)).changes).toBe(false);
    await byHand(sandbox.url, "alice-token", "POST", "/api/repos/alice/notes/chown");
    const { props } = await process().read("alice/notes", outs);
    expect(props).toMatchObject({ ownerId: 2, chown: false });
    expect((await process().diff("alice/notes", props as Bag, given)).changes).toBe(true);
    expect((await process().update("alice/notes", props as Bag, given)).outs).toMatchObject({
      ownerId: 1,
      chown: true,
    });
  },
);

test("chown of false means nothing, and is refused", async () => {
  await open("2.25");
  const { failures } = await process().check({}, { ...demo, chown: false });
  expect(failures).toEqual([{ property: "", reason: "chown must be true or left out, not false" }]);
});

test.each(remembering)(
  "%s: it is deactivated in the end, and keeps settings and secrets, unless told otherwise",
  async (release) => {
    await open(release);
    const run = async (given: Bag) => {
      const { outs } = await process().create({ ...demo, ...given });
      await process().delete("octo/demo", outs);
      return hand("GET", "/api/repos/octo/demo").catch(() => undefined);
    };
    expect(await run({ timeout: 17 })).toMatchObject({
      active: false,
      timeout: release === "0.8" ? expect.anything() : 17,
    });
    expect(await run({ onDestroy: "keep" })).toMatchObject({ active: true });
    expect(await run({ adopt: true })).toMatchObject({ active: true });
    expect(await run({ adopt: true, onDestroy: "remove" })).toBeUndefined();
  },
);

test.each(["0.5", "0.7"] as const)(
  "%s: there is only removal, and deactivation is refused",
  async (release) => {
    await open(release);
    const { failures } = await process().check({}, { ...demo, onDestroy: "deactivate" });
    expect(failures[0]?.reason).toContain(
      'has no deactivation that keeps settings, only Drone 0.8+ has. Use "remove" or "keep".',
    );
    const { outs } = await process().create(demo);
    await process().delete("octo/demo", outs);
    await expect(hand("GET", "/api/repos/octo/demo")).rejects.toThrow("404");
  },
);

test.each(remembering)(
  "%s: one that is known but not active is not taken for one that exists",
  async (release) => {
    await open(release);
    await sync();
    const { outs } = await process().create(demo);
    expect(outs).not.toHaveProperty("adopted");
    await expect(process().create(demo)).rejects.toThrow("exists on");
  },
);

test.each(remembering)(
  "%s: the counter is raised, not lowered, and what Drone counts since is no drift",
  async (release) => {
    await open(release);
    const { outs } = await process().create({ ...demo, counter: 40 });
    const count = async () => {
      const { counter, last_build } = await hand("GET", "/api/repos/octo/demo");
      return counter ?? last_build;
    };
    expect(await count()).toBe(40);
    await hand("PATCH", "/api/repos/octo/demo", { counter: 57, build_counter: 57 });
    const { props } = await process().read("octo/demo", outs);
    expect((await process().diff("octo/demo", props as Bag, { ...demo, counter: 40 })).changes).toBe(false);
    const { outs: other } = await process().update("octo/demo", props as Bag, {
      ...demo,
      counter: 40,
      timeout: 5,
    });
    expect(await count()).toBe(57);
    await expect(process().update("octo/demo", other, { ...demo, counter: 50, timeout: 5 })).rejects.toThrow(
      "counter of octo/demo cannot be 50: Drone has counted to 57, and build numbers would come twice.",
    );
  },
);

test("allowPullRequests says the same on every release, and not beside its opposite", async () => {
  for (const release of ["0.5", "0.8", "2.25"] as const) {
    await open(release);
    const { outs } = await process().create({ ...demo, allowPullRequests: false });
    expect(outs).toMatchObject({ allowPullRequests: false, ignorePullRequests: true });
    const { outs: opened } = await process().update("octo/demo", outs, {
      ...demo,
      ignorePullRequests: false,
    });
    expect(opened).toMatchObject({ allowPullRequests: true, ignorePullRequests: false });
    const { failures } = await process().check(
      {},
      { ...demo, allowPullRequests: true, ignorePullRequests: true },
    );
    expect(failures[0]?.reason).toContain("are one setting");
    if (release !== "2.25") await sandbox.close();
  }
});

test.each([
  [
    "0.5",
    { visibility: "private" },
    "visibility cannot be set: Drone 0.5.0+dev has no visibility, only Drone 0.7+ has.",
  ],
  ["0.7", { counter: 5 }, "counter cannot be set: Drone 0.7.3 has no counter, only Drone 0.8+ has."],
  [
    "0.8",
    { ignoreForks: true },
    "ignoreForks cannot be set: Drone 0.8.9 has no ignoreForks, only Drone 1.0+ has.",
  ],
  [
    "1.10",
    { autoCancelRunning: true },
    "autoCancelRunning cannot be set: Drone 1.10.1 has no autoCancelRunning, only Drone 2.2+ has.",
  ],
  [
    "2.25",
    { allowTag: true },
    "allowTag cannot be set: Drone 2.25.0 has no allowTag, only Drone 0.5–0.8 has. Write a trigger into the pipeline.",
  ],
] as const)(
  "%s: a setting that it does not have is refused by check, and before the first write",
  async (release, given, reason) => {
    await open(release);
    expect((await process().check({}, { ...demo, ...given })).failures).toEqual([{ property: "", reason }]);
    await expect(process().create({ ...demo, ...given })).rejects.toThrow(reason);
    expect(sandbox.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  },
);

test("a counter that was not set when a creation broke off is set by the next up", async () => {
  await open("2.25");
  const proxy = await liarBefore(sandbox.url, ({ method }) =>
    method === "PATCH" ? { status: 500, body: "no" } : undefined,
  );
  const lifecycle = lifecycleOf(repository, { url: proxy.url, admin: "octo-token" });
  const given = { ...demo, counter: 100, timeout: 30 };
  const error = await lifecycle.create(given).catch((caught) => caught);
  await proxy.close();
  expect(error.properties).not.toHaveProperty("counter");
  const next = lifecycleOf(repository, { url: sandbox.url, admin: "octo-token", insteadOf: proxy.url });
  expect((await next.diff("octo/demo", error.properties, given)).changes).toBe(true);
  await next.update("octo/demo", error.properties, given);
  expect(await hand("GET", "/api/repos/octo/demo")).toMatchObject({ counter: 100, timeout: 30 });
});

test.each(["0.7", "0.8"] as const)(
  "%s: settings of an administrator that are so already stop nobody else",
  async (release) => {
    await open(release);
    const notes = { owner: "alice", name: "notes", timeout: 60, trusted: false, allowTag: true };
    expect((await process("alice-token").create(notes)).outs).toMatchObject({ timeout: 60, allowTag: true });
  },
);

test("0.8: anybody who administers the repository sets its counter", async () => {
  await open("0.8");
  await process("alice-token").create({ owner: "alice", name: "notes", counter: 7 });
  expect(await hand("GET", "/api/repos/alice/notes")).toMatchObject({ last_build: 7 });
});

test("2.25: a counter that is not sent asks for no administrator", async () => {
  await open("2.25");
  const notes = { owner: "alice", name: "notes" };
  const { outs } = await process("alice-token").create(notes);
  await hand("PATCH", "/api/repos/alice/notes", { counter: 9 });
  const state = { ...outs, counter: 5 };
  const news = { ...notes, counter: 5, protected: true };
  expect((await process("alice-token").update("alice/notes", state, news)).outs.protected).toBe(true);
});

test.each(["0.5", "0.8"] as const)(
  "%s: chown is done once, for Drone does not tell who owns what",
  async (release) => {
    await open(release);
    const given = { ...demo, chown: true };
    const { outs } = await process().create(given);
    await process().update("octo/demo", outs, { ...given, timeout: 5 });
    expect(asked("POST", /\/chown$/)).toBe(1);
  },
);

test("2.25: what is one's own already is not taken over again", async () => {
  await open("2.25");
  const { outs } = await process().create({ ...demo, chown: true });
  await process().update("octo/demo", outs, { ...demo, chown: true, timeout: 5 });
  expect(asked("POST", /\/chown$/)).toBe(0);
});

test("1.0: there is no removal, and that is said in the preview", async () => {
  await open("1.10");
  const old = lifecycleOf(repository, { url: sandbox.url, admin: "octo-token", release: "1.0" });
  const { failures } = await old.check({}, { ...demo, onDestroy: "remove" });
  expect(failures[0]?.reason).toContain("has no removal of repositories");
});
