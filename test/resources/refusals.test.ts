import { afterEach, beforeEach, expect, test } from "vitest";
import type { Bag, Definition } from "../../src/lifecycle/definition";
import { globalSecret } from "../../src/resources/global-secret";
import { repoSecret } from "../../src/resources/repo-secret";
import { repository } from "../../src/resources/repository";
import { teamSecret } from "../../src/resources/team-secret";
import { user } from "../../src/resources/user";
import { type Sandbox, startSandbox } from "../../src/sandbox";
import { lifecycleOf } from "../contract";
import { liarBefore } from "../liar";
import { byHand } from "../servers";
import { always, stubServer } from "../stub-server";

// What is wrong is said in words that help, and before anything was changed.

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

const octo = () => ({ url: sandbox.url, admin: "octo-token" });
const alice = () => ({ url: sandbox.url, admin: "alice-token" });
const writes = () => sandbox.requests.filter(({ method }) => method !== "GET");
const hand = (method: string, path: string, json?: unknown) =>
  byHand(sandbox.url, "octo-token", method, path, json);

async function refused<A extends object, R>(
  definition: Definition<A, R>,
  given: Bag,
  as = octo(),
): Promise<string> {
  const { inputs, failures } = await lifecycleOf(definition, as).check({}, given);
  if (failures.length > 0) return failures.map(({ reason }) => reason).join("; ");
  const before = writes().length;
  const error = await lifecycleOf(definition, as)
    .create(inputs)
    .then(
      () => new Error("it was not refused"),
      (caught: Error) => caught,
    );
  expect(writes().length, "something was written before it was refused").toBe(before);
  return error.message;
}

const demo = { owner: "octo", name: "demo" };
const secret = { repo: "octo/demo", name: "KEY", value: "s3cret" };

const wrong: [unknown, Bag, string][] = [
  [user, { login: "" }, "login cannot be used: it is empty"],
  [user, { login: "a/b" }, 'login cannot be used: "a/b" has a slash, and Drone could not find it again'],
  [user, { login: ".." }, 'login cannot be used: ".." would be taken for a step in the URL\'s path'],
  [
    user,
    { login: "bob", admin: true },
    "admin cannot be set: Drone 0.5.0+dev has no admin by API, only Drone 1.0+ has. " +
      "Name the administrators in the server's environment, DRONE_ADMIN.",
  ],
  [repository, { ...demo, timeout: -1 }, "timeout must be a whole number of minutes, at least 1, not -1"],
  [repository, { ...demo, timeout: 0 }, "timeout must be a whole number of minutes, at least 1, not 0"],
  [repository, { ...demo, timeout: 1.5 }, "timeout must be a whole number of minutes, at least 1, not 1.5"],
  [
    repository,
    { ...demo, timeout: "60" },
    "timeout must be a whole number of minutes, at least 1, not a string",
  ],
  [
    repository,
    { ...demo, name: "." },
    'name cannot be used: "." would be taken for a step in the URL\'s path',
  ],
  [
    repository,
    { ...demo, onDestroy: "deactivate" },
    'Drone 0.5.0+dev has no deactivation that keeps settings, only Drone 0.8+ has. Use "remove" or "keep".',
  ],
  [repoSecret, { ...secret, repo: "demo" }, 'repo must be owner/name, not "demo"'],
  [repoSecret, { ...secret, repo: "octo/" }, "repo cannot be used: it is empty"],
  [
    repoSecret,
    { ...secret, name: ".." },
    'name cannot be used: ".." would be taken for a step in the URL\'s path',
  ],
  [
    repoSecret,
    { ...secret, events: ["push", "pr"] },
    'events each item must be one of push, pull_request, tag, deployment, not "pr"',
  ],
  [
    repoSecret,
    { ...secret, events: ["*"] },
    'events each item must be one of push, pull_request, tag, deployment, not "*"',
  ],
  [repoSecret, { ...secret, images: "plugins/docker" }, "images must be a list, not a string"],
  [repoSecret, { ...secret, value: "" }, "value must not be empty"],
  [
    teamSecret,
    { ...secret, repo: undefined, team: "a/b" },
    'team cannot be used: "a/b" has a slash, and Drone could not find it again',
  ],
];

test.each(
  wrong.map(([definition, ...rest]) => [(definition as { type: string }).type, definition, ...rest] as const),
)("%#. a %s that no server could take is refused by check", async (_, definition, given, message) => {
  expect(await refused(definition as Definition<object, unknown>, given as Bag)).toBe(message);
});

test("a wrong value of a secret is not repeated", async () => {
  const { failures } = await lifecycleOf(repoSecret, octo()).check({}, { ...secret, value: ["s3cret"] });
  expect(JSON.stringify(failures)).not.toContain("s3cret");
  expect(failures).toHaveLength(1);
});

test("no server is configured", async () => {
  const message = await refused(user, { login: "bob" }, { url: "", admin: "" });
  for (const way of ["drone.Provider", "drone:server", "DRONE_SERVER"]) expect(message).toContain(way);
});

test("the server cannot be reached", async () => {
  const gone = await stubServer(always(200, "text/plain", ""));
  await gone.close();
  expect(await refused(user, { login: "bob" }, { url: gone.url, admin: "t" })).toContain(
    `no answer from ${gone.url}`,
  );
});

test("the address is a web site's", async () => {
  const site = await stubServer(always(200, "text/html", "<!DOCTYPE html>"));
  expect(await refused(repository, demo, { url: site.url, admin: "t" })).toContain(
    "does not look like a Drone server",
  );
  await site.close();
});

test("the token is wrong", async () => {
  const message = await refused(globalSecret, secret && { name: "KEY", value: "v" }, {
    ...octo(),
    admin: "wr0ng",
  });
  expect(message).toBe(
    'GET /api/global/secrets: 401, "User not authorized". Drone does not accept this token here: is it the right one, and does its user still exist?',
  );
});

test.each([
  [user, { login: "bob" }],
  [globalSecret, { name: "KEY", value: "v" }],
])("%#. the token is no administrator's", async (definition, given) => {
  expect(await refused(definition as unknown as Definition<object, unknown>, given, alice())).toContain(
    "Only a Drone administrator may do this",
  );
});

test("trusted and timeout need an administrator's token, whom Drone would ignore without a word", async () => {
  const notes = { owner: "alice", name: "notes", trusted: true, timeout: 5 };
  expect(await refused(repository, notes, alice())).toBe(
    "trusted and timeout can only be set by a Drone administrator; drone:token belongs to alice.",
  );
  const { inputs } = await lifecycleOf(repository, alice()).check(
    {},
    { ...notes, trusted: false, timeout: 60 },
  );
  expect((await lifecycleOf(repository, alice()).create(inputs)).outs).toMatchObject({
    trusted: false,
    timeout: 60,
  });
});

test("they are refused to somebody else before anything is written, in an update as well", async () => {
  const notes = { owner: "alice", name: "notes" };
  const { outs } = await lifecycleOf(repository, alice()).create(notes);
  const before = writes().length;
  const news = { ...notes, timeout: 5, allowTag: true };
  await expect(lifecycleOf(repository, alice()).update("alice/notes", outs, news)).rejects.toThrow(
    "timeout can only be set by a Drone administrator; drone:token belongs to alice.",
  );
  expect(writes()).toHaveLength(before);
});

test("the repository of a secret is not active", async () => {
  expect(await refused(repoSecret, secret)).toBe(
    "GET /api/repos/octo/demo/secrets: 404. It is not there, or the token's user may not see it. " +
      "Is octo/demo active in Drone? Give the slug of its Repository, so that Pulumi knows the order.",
  );
});

test("the SCM does not know the repository", async () => {
  const { inputs } = await lifecycleOf(repository, octo()).check({}, { owner: "octo", name: "ghost" });
  await expect(lifecycleOf(repository, octo()).create(inputs)).rejects.toThrow("Is octo/ghost in the SCM?");
  expect(sandbox.world.scm.webhooksOf("octo/ghost")).toEqual([]);
});

test("the SCM spells the repository in another way", async () => {
  expect(await refused(repository, { owner: "Octo", name: "Demo" })).toBe(
    "Octo/Demo is spelled octo/demo in the SCM, and Drone tells letter case apart. Write it so. Nothing was changed.",
  );
});

test("the SCM answers for another spelling, though its list does not show it", async () => {
  const proxy = await liarBefore(sandbox.url, ({ url }) =>
    url === "/api/user/repos/remote" ? { status: 200, type: "application/json", body: "[]" } : undefined,
  );
  await expect(
    lifecycleOf(repository, { ...octo(), url: proxy.url }).create({ owner: "Octo", name: "Demo" }),
  ).rejects.toThrow(
    "Octo/Demo is spelled octo/demo in the SCM, and Drone tells letter case apart. Write it so. Drone has activated it",
  );
  await proxy.close();
});

test("the repository is active already", async () => {
  await hand("POST", "/api/repos/octo/demo");
  expect(await refused(repository, demo)).toContain("Repository octo/demo exists on");
});

test("a new secret has no value", async () => {
  await hand("POST", "/api/repos/octo/demo");
  expect(await refused(repoSecret, { ...secret, value: undefined })).toBe(
    "The secret KEY is not there yet, and has no value. Set value.",
  );
});

test("an adopted secret without a value stays as it is, and is not changed without one", async () => {
  await hand("POST", "/api/repos/octo/demo");
  const asOnServer = { name: "KEY", value: "s3cret", image: ["*"], event: ["push"] };
  await hand("POST", "/api/repos/octo/demo/secrets", asOnServer);
  const given = { repo: "octo/demo", name: "KEY", adopt: true };
  expect(await refused(repoSecret, given)).toBe(
    "The secret KEY cannot be changed without its value: Drone 0.5 would blank it. " +
      'Set value, or declare what the server has: events: ["push"].',
  );
  const { inputs } = await lifecycleOf(repoSecret, octo()).check({}, { ...given, events: ["push"] });
  const before = writes().length;
  const { outs } = await lifecycleOf(repoSecret, octo()).create(inputs);
  expect(writes()).toHaveLength(before);
  expect(outs).not.toHaveProperty("value");
  // Somebody deletes it and makes it again: that is drift, but there is nothing to push.
  await hand("DELETE", "/api/repos/octo/demo/secrets/KEY");
  await hand("POST", "/api/repos/octo/demo/secrets", asOnServer);
  const { props } = await lifecycleOf(repoSecret, octo()).read("octo/demo/KEY", outs);
  expect((await lifecycleOf(repoSecret, octo()).diff("octo/demo/KEY", props as Bag, inputs)).changes).toBe(
    true,
  );
  const after = writes().length;
  const { outs: accepted } = await lifecycleOf(repoSecret, octo()).update(
    "octo/demo/KEY",
    props as Bag,
    inputs,
  );
  expect(writes()).toHaveLength(after);
  expect(accepted).toMatchObject({ pushedId: 2, remoteId: 2 });
  await expect(
    lifecycleOf(repoSecret, octo()).update("octo/demo/KEY", outs, { ...inputs, events: ["tag"] }),
  ).rejects.toThrow("cannot be changed without its value");
});

const bobs = { login: "bob", email: "bob@example.com" };
const once = /^email can only be given when the User is created, .* Put the old value back/;

test("email and avatar are given once; a later change is refused, with what to do", async () => {
  const lifecycle = () => lifecycleOf(user, octo());
  const { outs } = await lifecycle().create(bobs);
  await expect(lifecycle().diff("bob", outs, { ...bobs, email: "other@example.com" })).rejects.toThrow(once);
  await expect(lifecycle().diff("bob", outs, { ...bobs, avatarUrl: "http://x/new.png" })).rejects.toThrow(
    "avatarUrl can only be given when the User is created",
  );
  // Another login is another user, so there it is no change.
  expect((await lifecycle().diff("bob", outs, { login: "eve", email: "eve@example.com" })).replaces).toEqual([
    "login",
  ]);
});

test("an email left out is not forgotten: putting back another one is refused all the same", async () => {
  const lifecycle = () => lifecycleOf(user, octo());
  const { outs } = await lifecycle().create(bobs);
  expect((await lifecycle().diff("bob", outs, { login: "bob" })).changes).toBe(false);
  const { outs: without } = await lifecycle().update("bob", outs, { login: "bob" });
  await expect(lifecycle().diff("bob", without, { ...bobs, email: "other@example.com" })).rejects.toThrow(
    once,
  );
});

test("an email that is given later is taken if it is the one that the user has", async () => {
  const lifecycle = () => lifecycleOf(user, octo());
  await lifecycle().create(bobs);
  const { outs } = await lifecycle().create({ login: "bob", adopt: true });
  expect((await lifecycle().diff("bob", outs, bobs)).changes).toBe(true);
  const { outs: remembered } = await lifecycle().update("bob", outs, bobs);
  expect((await lifecycle().diff("bob", remembered, bobs)).changes).toBe(false);
  await expect(lifecycle().diff("bob", outs, { ...bobs, email: "other@example.com" })).rejects.toThrow(once);
});

test("a person's log-in puts the SCM's email in place, and that is no drift", async () => {
  const given = { login: "alice", email: "", adopt: true };
  const { outs } = await lifecycleOf(user, octo()).create(given);
  const row = sandbox.world.user("alice");
  if (row) row.email = "alice@example.com";
  const { props, inputs } = await lifecycleOf(user, octo()).read("alice", outs);
  expect(props?.email).toBe("alice@example.com");
  expect(inputs).toEqual(given);
  expect((await lifecycleOf(user, octo()).diff("alice", props as Bag, given)).changes).toBe(false);
});

test("a user is not taken over with an email that he does not have", async () => {
  expect(await refused(user, { login: "alice", email: "x@example.com", adopt: true })).toContain(
    "email can only be given when the User is created",
  );
});

test("the token's own user is not deleted", async () => {
  const { outs } = await lifecycleOf(user, octo()).create({ login: "octo", adopt: true });
  await expect(lifecycleOf(user, octo()).delete("octo", outs)).rejects.toThrow(
    "octo is the user of drone:token, and is not deleted with it.",
  );
  expect(sandbox.world.user("octo")).toBeDefined();
});

test("a repository can be kept; an adopted one is kept unless told otherwise", async () => {
  const run = async (given: Bag) => {
    const { outs } = await lifecycleOf(repository, octo()).create({ ...demo, ...given });
    await lifecycleOf(repository, octo()).delete("octo/demo", outs);
    return sandbox.world.repo("octo/demo") !== undefined;
  };
  expect(await run({ onDestroy: "keep" })).toBe(true);
  expect(await run({ adopt: true })).toBe(true);
  expect(await run({ adopt: true, onDestroy: "remove" })).toBe(false);
  expect(await run({})).toBe(false);
});

test("an adopted repository is kept after an update as well", async () => {
  await hand("POST", "/api/repos/octo/demo");
  const adopted = (await lifecycleOf(repository, octo()).create({ ...demo, adopt: true })).outs;
  const { outs } = await lifecycleOf(repository, octo()).update("octo/demo", adopted, {
    ...demo,
    timeout: 5,
  });
  await lifecycleOf(repository, octo()).delete("octo/demo", outs);
  expect(sandbox.world.repo("octo/demo")?.timeout).toBe(5);
});

test("what was activated but could not be set up is kept in the state, and mended by the next up", async () => {
  const proxy = await liarBefore(sandbox.url, ({ method }) =>
    method === "PATCH" ? { status: 500, body: "database is locked" } : undefined,
  );
  const given = { ...demo, timeout: 30, __provider: "text" };
  const error = await lifecycleOf(repository, { ...octo(), url: proxy.url })
    .create(given)
    .catch((caught) => caught);
  await proxy.close();
  expect(error).toMatchObject({
    id: "octo/demo",
    reasons: ['PATCH /api/repos/octo/demo: 500, "database is locked".'],
    properties: { ...given, timeout: 60, remoteId: 1 },
  });
  expect(error.properties).toEqual(JSON.parse(JSON.stringify(error.properties)));
  const { outs } = await lifecycleOf(repository, { ...octo(), insteadOf: proxy.url }).update(
    "octo/demo",
    error.properties,
    given,
  );
  expect(outs).toMatchObject({ timeout: 30, remoteId: 1 });
});

test("a setting that the server ignores is an error that names it", async () => {
  await hand("POST", "/api/repos/octo/demo");
  const before = JSON.stringify(await hand("GET", "/api/repos/octo/demo"));
  const proxy = await liarBefore(sandbox.url, ({ method }) =>
    method === "PATCH" ? { status: 200, type: "application/json", body: before } : undefined,
  );
  const lifecycle = lifecycleOf(repository, { ...octo(), url: proxy.url });
  await expect(
    lifecycle.update("octo/demo", { ...demo, remoteId: 1 }, { ...demo, allowTag: true }),
  ).rejects.toThrow("Drone kept allowTag = false of Repository octo/demo.");
  await proxy.close();
});

test("two resources for one object are told apart from adoption, and nothing is overwritten", async () => {
  const lifecycle = lifecycleOf(globalSecret, octo());
  const make = (value: string) =>
    lifecycle.create({ name: "KEY", value, images: ["*"], events: [], adopt: true });
  const outcomes = await Promise.allSettled([make("one"), make("two")]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  expect(outcomes[1]).toMatchObject({
    reason: { message: "GlobalSecret KEY is declared twice in this program. Take one of the two out." },
  });
  expect(sandbox.world.teamSecrets.rows[0]?.value).toBe("one");
});

test("what failed can be tried again in the same process", async () => {
  const lifecycle = lifecycleOf(repoSecret, octo());
  const { inputs } = await lifecycleOf(repoSecret, octo()).check({}, secret);
  await expect(lifecycle.create(inputs)).rejects.toThrow("Is octo/demo active in Drone?");
  await hand("POST", "/api/repos/octo/demo");
  expect((await lifecycle.create(inputs)).id).toBe("octo/demo/KEY");
});

test("a repository that was removed and activated by hand is drift, and accepted by the next up", async () => {
  const { outs } = await lifecycleOf(repository, octo()).create(demo);
  await hand("DELETE", "/api/repos/octo/demo");
  await hand("POST", "/api/repos/octo/demo");
  const { props } = await lifecycleOf(repository, octo()).read("octo/demo", outs);
  expect((await lifecycleOf(repository, octo()).diff("octo/demo", props as Bag, demo)).changes).toBe(true);
  const { outs: accepted } = await lifecycleOf(repository, octo()).update("octo/demo", props as Bag, demo);
  expect((await lifecycleOf(repository, octo()).diff("octo/demo", accepted, demo)).changes).toBe(false);
});

test("an adopted repository that this program had to activate again is its own", async () => {
  await hand("POST", "/api/repos/octo/demo");
  const adopted = (await lifecycleOf(repository, octo()).create({ ...demo, adopt: true })).outs;
  await hand("DELETE", "/api/repos/octo/demo");
  const { outs } = await lifecycleOf(repository, octo()).update("octo/demo", adopted, demo);
  await lifecycleOf(repository, octo()).delete("octo/demo", outs);
  expect(sandbox.world.repo("octo/demo")).toBeUndefined();
});

test("another server under the same stack is refused, unless it is said that it has taken the other's place", async () => {
  const { outs } = await lifecycleOf(repository, octo()).create(demo);
  const other = await startSandbox();
  await byHand(other.url, "octo-token", "POST", "/api/repos/octo/demo");
  const there = { ...octo(), url: other.url };
  const moved = { ...there, insteadOf: `${sandbox.url}/` };
  const refusal = `The state has it of ${sandbox.url}, but drone:server is ${other.url}.`;
  const verbs = (as: typeof there) => {
    const lifecycle = () => lifecycleOf(repository, as);
    return {
      diff: () => lifecycle().diff("octo/demo", outs, demo),
      read: () => lifecycle().read("octo/demo", outs),
      update: () => lifecycle().update("octo/demo", outs, { ...demo, timeout: 5 }),
      delete: () => lifecycle().delete("octo/demo", outs),
    };
  };
  for (const verb of Object.values(verbs(there))) await expect(verb()).rejects.toThrow(refusal);
  expect(other.requests.filter(({ method }) => method !== "GET")).toHaveLength(1);

  const { diff, read, update } = verbs(moved);
  expect((await diff()).changes).toBe(true);
  expect((await read()).props?.server).toBe(other.url);
  const { outs: here } = await update();
  expect(here).toMatchObject({ server: other.url, timeout: 5 });
  expect(
    (await lifecycleOf(repository, there).diff("octo/demo", here, { ...demo, timeout: 5 })).changes,
  ).toBe(false);
  await other.close();
});

test("a write that got lost before Drone had it is sent once more, and only once", async () => {
  const losing = async (times: number) => {
    let left = times;
    const proxy = await liarBefore(sandbox.url, ({ method }) =>
      method === "POST" && left-- > 0 ? { status: 502 } : undefined,
    );
    const given = { name: `KEY${times}`, value: "v", images: ["*"], events: ["push"] };
    const outcome = await lifecycleOf(globalSecret, { ...octo(), url: proxy.url })
      .create(given)
      .catch((caught: Error) => caught);
    const sent = proxy.asked.filter(({ method }) => method === "POST").length;
    await proxy.close();
    return { outcome, sent };
  };
  expect(await losing(1)).toMatchObject({ outcome: { id: "KEY1" }, sent: 2 });
  const { outcome, sent } = await losing(2);
  expect(sent).toBe(2);
  expect((outcome as Error).message).toContain("502");
  expect(sandbox.world.teamSecrets.rows.map(({ name }) => name)).toEqual(["KEY1"]);
});

test("an activation that got lost is not sent again by itself: the webhook may be there", async () => {
  const proxy = await liarBefore(sandbox.url, ({ method }) =>
    method === "POST" ? { status: 502 } : undefined,
  );
  await expect(lifecycleOf(repository, { ...octo(), url: proxy.url }).create(demo)).rejects.toThrow("502");
  expect(proxy.asked.filter(({ method }) => method === "POST")).toHaveLength(1);
  await proxy.close();
});
