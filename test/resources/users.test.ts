import { afterEach, expect, test } from "vitest";
import type { Bag } from "../../src/lifecycle/definition";
import { user } from "../../src/resources/user";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox";
import { lifecycleOf } from "../contract";
import { liarBefore } from "../liar";
import { byHand } from "../servers";

// What is special about users from 1.0 on: machines and their tokens, ownership, letter case.

type Release = NonNullable<SandboxOptions["release"]>;
const modern: Release[] = ["1.10", "2.25"];

let sandbox: Sandbox;
afterEach(() => sandbox.close());

const open = async (release: Release) => {
  sandbox = await startSandbox({ release });
};
const process = (url = sandbox.url) =>
  lifecycleOf(user, { url, admin: "octo-token", insteadOf: sandbox.url });
const hand = (method: string, path: string, json?: unknown, token = "octo-token") =>
  byHand(sandbox.url, token, method, path, json) as Promise<Record<string, unknown>>;
const whoHas = async (token: unknown) => (await hand("GET", "/api/user", undefined, String(token))).login;

const bot = { login: "bot", machine: true };

test.each(modern)(
  "%s: the token of a machine is kept from when it is made, through refresh and update",
  async (release) => {
    await open(release);
    const { outs } = await process().create(bot);
    expect(await whoHas(outs.token)).toBe("bot");
    const { props } = await process().read("bot", outs);
    expect(props?.token).toBe(outs.token);
    const { outs: updated } = await process().update("bot", props as Bag, { ...bot, admin: true });
    expect(updated).toMatchObject({ admin: true, token: outs.token });
  },
);

test.each(modern)(
  "%s: a token that is given is the machine's, and cannot be given later",
  async (release) => {
    await open(release);
    const given = { ...bot, token: "chosen-by-the-program" };
    const { outs } = await process().create(given);
    expect(await whoHas("chosen-by-the-program")).toBe("bot");
    const { props, inputs } = await process().read("bot", outs);
    expect(inputs).toEqual(given);
    expect(props).toEqual(outs);
    expect((await process().diff("bot", outs, given)).changes).toBe(false);
    await expect(process().diff("bot", outs, { ...bot, token: "another" })).rejects.toThrow(
      "token can only be given when the User is created",
    );
    // Its value must not stand in the state under another name, where nothing encrypts it.
    const { token, ...rest } = outs;
    expect(JSON.stringify(rest)).not.toContain("chosen-by-the-program");
  },
);

test.each(modern)(
  "%s: another tokenVersion gives another token, and the old one is worthless",
  async (release) => {
    await open(release);
    const { outs } = await process().create(bot);
    const first = await process().update("bot", outs, { ...bot, tokenVersion: 1 });
    expect(first.outs.token).toBe(outs.token);
    const { outs: rotated } = await process().update("bot", first.outs, {
      ...bot,
      tokenVersion: 2,
      active: true,
    });
    expect(rotated.token).not.toBe(outs.token);
    expect(await whoHas(rotated.token)).toBe("bot");
    await expect(whoHas(outs.token)).rejects.toThrow("401");
    expect((await process().diff("bot", rotated, { ...bot, tokenVersion: 2, active: true })).changes).toBe(
      false,
    );
  },
);

test("nothing ever asks for the rotation by an administrator, which locks a machine out", async () => {
  await open("2.25");
  const { outs } = await process().create(bot);
  await process().update("bot", outs, { ...bot, tokenVersion: 2 });
  const rotations = sandbox.requests.filter(
    ({ method, path }) => method === "POST" && path.endsWith("/rotate"),
  );
  expect(rotations).toEqual([]);
  expect(
    sandbox.requests.filter(({ path, login }) => path === "/api/user/token" && login === "bot"),
  ).toHaveLength(1);
});

test("a token that Drone does not take any more cannot be rotated, and it is said why", async () => {
  await open("2.25");
  const { outs } = await process().create(bot);
  await hand("POST", "/api/user/token?rotate=true", undefined, String(outs.token));
  await expect(process().update("bot", outs, { ...bot, tokenVersion: 2 })).rejects.toThrow(
    "Drone does not accept the token of bot any more that the state has.",
  );
  await hand("DELETE", "/api/users/bot");
  await hand("POST", "/api/users", bot);
  const { outs: adopted } = await process().create({ ...bot, adopt: true });
  expect(adopted).not.toHaveProperty("token");
  await expect(process().update("bot", adopted, { ...bot, tokenVersion: 2 })).rejects.toThrow(
    "The token of bot is not known",
  );
});

test("the token of a machine that somebody deleted and made again is forgotten, not handed on", async () => {
  await open("2.25");
  const { outs } = await process().create(bot);
  await hand("DELETE", "/api/users/bot");
  await hand("POST", "/api/users", bot);
  const { props } = await process().read("bot", outs);
  expect(props).not.toHaveProperty("token");
  expect((await process().update("bot", outs, bot)).outs).not.toHaveProperty("token");
});

test("a rotation is the last that is done, so that nothing after it can lose the new token", async () => {
  await open("2.25");
  const { outs } = await process().create(bot);
  const order: string[] = [];
  const proxy = await liarBefore(sandbox.url, ({ method, url }) => {
    if (method !== "GET") order.push(`${method} ${url}`);
    return undefined;
  });
  await process(proxy.url).update("bot", outs, { ...bot, tokenVersion: 2, admin: true });
  await proxy.close();
  expect(order).toEqual(["PATCH /api/users/bot", "POST /api/user/token?rotate=true"]);
});

test.each([
  [{ ...bot, token: "t", tokenVersion: 2 }, "token and tokenVersion exclude each other"],
  [{ login: "bob", token: "t" }, "token and tokenVersion are for machines only"],
  [{ login: "bob", active: false, admin: true }, "An inactive user cannot be an administrator"],
  [{ login: "b o b" }, 'login "b o b" cannot be used'],
  [{ login: "b".repeat(51) }, "it is longer than 50 characters"],
  [{ login: "bob", email: "b@example.com" }, "email cannot be set: Drone 2.25.0 has no email at creation"],
])("2.25: %j is refused by check", async (given, reason) => {
  await open("2.25");
  const { failures } = await process().check({}, given);
  expect(failures).toHaveLength(1);
  expect(failures[0]?.reason).toContain(reason);
});

test.each(["0.5", "0.8"] as const)("%s: what only 1.0 has is refused with the remedy", async (release) => {
  await open(release);
  expect((await process().check({}, { login: "bob", admin: true })).failures[0]?.reason).toContain(
    "DRONE_ADMIN",
  );
  expect((await process().check({}, bot)).failures[0]?.reason).toContain(
    "has no machine users, only Drone 1.0+ has",
  );
});

test.each(modern)(
  "%s: who owns active repositories is neither deactivated nor deleted unless told so",
  async (release) => {
    await open(release);
    await hand("POST", "/api/user/repos", undefined, "alice-token");
    await hand("POST", "/api/repos/alice/notes", undefined, "alice-token");
    const alice = { login: "alice" };
    const { outs } = await process().create({ ...alice, adopt: true });
    const owns = "alice owns the active repositories alice/notes, and is not";
    await expect(process().update("alice", outs, { ...alice, active: false })).rejects.toThrow(
      `${owns} deactivated`,
    );
    await expect(process().delete("alice", outs)).rejects.toThrow(`${owns} deleted`);
    expect(sandbox.world.user("alice")).toBeDefined();
    const told = { ...alice, transferRepositories: true };
    const { outs: inactive } = await process().update("alice", outs, { ...told, active: false });
    expect(inactive.active).toBe(false);
    await process().delete("alice", inactive);
    expect(sandbox.world.user("alice")).toBeUndefined();
  },
);

test.each(modern)(
  "%s: logins are one whatever their case: found, adopted, and never replaced by themselves",
  async (release) => {
    await open(release);
    const { outs } = await process().create({ login: "Alice", adopt: true });
    expect(outs).toMatchObject({ login: "Alice", remoteId: 2 });
    await expect(process().diff("Alice", outs, { login: "alice" })).rejects.toThrow(
      "User alice is Alice: this Drone does not tell letter case apart there. Write it as Alice.",
    );
    await expect(process().create({ login: "ALICE" })).rejects.toThrow("exists on");
  },
);

test("a new token is not lost though something else of the same change fails", async () => {
  await open("2.25");
  const { outs } = await process().create(bot);
  await hand("PATCH", "/api/users/bot", { active: false });
  const error = await process()
    .update("bot", outs, { ...bot, admin: true, tokenVersion: 2 })
    .catch((caught) => caught);
  expect(error.message).toBe(
    "Drone kept admin = false of User bot. An inactive user cannot be one: set active: true as well.",
  );
  await hand("PATCH", "/api/users/bot", { active: true });
  expect(error.id).toBe("bot");
  expect(await whoHas(error.properties.token)).toBe("bot");
});

test("a token that cannot be asked for is not taken for a lost one", async () => {
  await open("2.25");
  const { outs } = await process().create(bot);
  const proxy = await liarBefore(sandbox.url, ({ url, headers }) =>
    url === "/api/user" && headers.authorization === `Bearer ${outs.token}` ? { status: 503 } : undefined,
  );
  await expect(process(proxy.url).update("bot", outs, { ...bot, tokenVersion: 2 })).rejects.toThrow("503");
  await proxy.close();
});

test("a tokenVersion that was taken out and put back gives no other token", async () => {
  await open("2.25");
  const { outs } = await process().create({ ...bot, tokenVersion: 2 });
  const { outs: without } = await process().update("bot", outs, { ...bot, admin: true });
  const { outs: back } = await process().update("bot", without, { ...bot, admin: true, tokenVersion: 2 });
  expect(back.token).toBe(outs.token);
});

test("a given token of a machine that somebody made anew is not taken for its token", async () => {
  await open("2.25");
  const given = { ...bot, token: "chosen-by-the-program" };
  const { outs } = await process().create(given);
  await hand("DELETE", "/api/users/bot");
  await hand("POST", "/api/users", bot);
  const why = "Somebody deleted this User and made it anew, so its token is not the one that was given";
  await expect(process().update("bot", outs, { ...given, admin: true })).rejects.toThrow(why);
  const { props } = await process().read("bot", outs);
  await expect(process().diff("bot", props as Bag, given)).rejects.toThrow(why);
});

test("a machine is adopted with the token that it has, and with no other", async () => {
  await open("2.25");
  await hand("POST", "/api/users", { ...bot, token: "chosen-by-the-program" });
  await expect(process().create({ ...bot, token: "another", adopt: true })).rejects.toThrow(
    "token can only be given",
  );
  const { outs } = await process().create({ ...bot, token: "chosen-by-the-program", adopt: true });
  expect(outs.token).toBe("chosen-by-the-program");
});

test("no message repeats a token that was given, even if the server does", async () => {
  await open("2.25");
  const proxy = await liarBefore(sandbox.url, ({ method, body }) =>
    method === "POST" ? { status: 400, body: `no: ${body}` } : undefined,
  );
  const error = await process(proxy.url)
    .create({ ...bot, token: "chosen-by-the-program" })
    .catch((caught) => caught);
  await proxy.close();
  expect(error.message).toContain("400");
  expect(error.message).not.toContain("chosen-by-the-program");
});

test("a machine whose token got lost with the answer is told to be made anew", async () => {
  await open("2.25");
  const proxy = await liarBefore(sandbox.url, async ({ method, url, body }) => {
    if (method !== "POST") return undefined;
    await hand("POST", url, JSON.parse(body));
    return { status: 502 };
  });
  const error = await process(proxy.url)
    .create(bot)
    .catch((caught) => caught);
  await proxy.close();
  expect(error).toMatchObject({ id: "bot" });
  expect(error.message).toContain(
    "If bot was made, its token is lost with the answer: delete it and make it anew",
  );
});

test("who owns nothing active is deactivated without a word", async () => {
  await open("2.25");
  await hand("POST", "/api/user/repos", undefined, "alice-token");
  await hand("POST", "/api/repos/alice/notes", undefined, "alice-token");
  await hand("DELETE", "/api/repos/alice/notes");
  const { outs } = await process().create({ login: "alice", adopt: true });
  expect((await process().update("alice", outs, { login: "alice", active: false })).outs.active).toBe(false);
});

test.each(modern)(
  "%s: a user whose login changed its case in the program stays the same row",
  async (release) => {
    await open(release);
    await hand("POST", "/api/users", { login: "bob" });
    const { outs } = await process().create({ login: "Bob", adopt: true });
    const one = process();
    const { inputs } = await one.check({}, { login: "bob", adopt: true });
    await one.create(inputs);
    await one.delete("Bob", outs);
    expect(sandbox.world.user("bob")).toBeDefined();
  },
);

test.each(["0.5", "0.8"] as const)("%s: logins that differ by case are two", async (release) => {
  await open(release);
  const { outs } = await process().create({ login: "Alice" });
  expect(outs.remoteId).not.toBe(2);
  expect((await process().diff("Alice", outs, { login: "alice" })).deleteBeforeReplace).toBe(false);
});

test.each(modern)(
  "%s: the token's own user is neither deactivated, demoted nor deleted, however he is spelled",
  async (release) => {
    await open(release);
    const { outs } = await process().create({ login: "Octo", adopt: true });
    const own = "Octo is the user of drone:token, and is not";
    await expect(process().update("Octo", outs, { login: "Octo", active: false })).rejects.toThrow(
      `${own} deactivated`,
    );
    await expect(process().update("Octo", outs, { login: "Octo", admin: false })).rejects.toThrow(
      `${own} made less`,
    );
    await expect(process().delete("Octo", outs)).rejects.toThrow(`${own} deleted`);
    expect(await hand("GET", "/api/user")).toMatchObject({ active: true, admin: true });
  },
);

test("a refusal is believed: what somebody else made in between is not taken for ours", async () => {
  await open("2.25");
  const proxy = await liarBefore(sandbox.url, async ({ method, url, body }) => {
    if (method !== "POST") return undefined;
    await hand("POST", url, JSON.parse(body));
    return { status: 400, body: "no" };
  });
  const error = await process(proxy.url)
    .create({ login: "bob" })
    .catch((caught) => caught);
  await proxy.close();
  expect(error.message).toContain("400");
  expect(error).not.toHaveProperty("id");
});

test("what a preview without a server let pass is refused by an update, before the first write", async () => {
  await open("2.25");
  const { outs } = await process().create({ login: "bob" });
  const before = sandbox.requests.length;
  await expect(process().update("bob", outs, { login: "bob", active: false, admin: true })).rejects.toThrow(
    "An inactive user cannot be an administrator",
  );
  expect(sandbox.requests.slice(before).filter(({ method }) => method !== "GET")).toEqual([]);
});
