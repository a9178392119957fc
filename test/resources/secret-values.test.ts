import { afterEach, beforeEach, expect, test } from "vitest";
import type { Bag } from "../../src/lifecycle/definition";
import { teamSecret } from "../../src/resources/team-secret";
import { type Sandbox, startSandbox } from "../../src/sandbox";
import { lifecycleOf } from "../contract";
import { liarBefore } from "../liar";
import { byHand } from "../servers";

// Drone never tells a value, so only the sandbox can show which one it has.

let sandbox: Sandbox;
let outs: Bag;
const given = { team: "acme", name: "KEY", value: "first", events: ["push"] };
const id = "acme/KEY";

const process = () => lifecycleOf(teamSecret, { url: sandbox.url, admin: "octo-token" });
const stored = () => sandbox.world.teamSecrets.rows[0];
const writes = () => sandbox.requests.filter(({ method }) => method !== "GET").length;
const update = async (state: Bag, news: Bag) =>
  (await process().update(id, state, (await process().check({}, news)).inputs)).outs;

beforeEach(async () => {
  sandbox = await startSandbox();
  outs = (await process().create((await process().check({}, given)).inputs)).outs;
});
afterEach(() => sandbox.close());

test("the value that was given is what the server has", () => {
  expect(stored()?.value).toBe("first");
});

test("another value alone is written, under the same id", async () => {
  const { id: before } = stored() ?? {};
  await update(outs, { ...given, value: "second" });
  expect(stored()).toMatchObject({ id: before, value: "second" });
});

test("another setting keeps the value, which Drone 0.5 would blank", async () => {
  await update(outs, { ...given, events: ["tag"] });
  expect(stored()).toMatchObject({ value: "first", events: ["tag"] });
});

test("conceal that nobody declared stays as somebody set it", async () => {
  const row = stored();
  if (row) row.conceal = true;
  await update(outs, { ...given, events: ["tag"] });
  expect(stored()).toMatchObject({ events: ["tag"], conceal: true });
});

test("a forged value is overwritten", async () => {
  await byHand(sandbox.url, "octo-token", "DELETE", "/api/teams/acme/secrets/KEY");
  const forged = { name: "KEY", value: "forged", image: ["*"], event: ["push"] };
  await byHand(sandbox.url, "octo-token", "POST", "/api/teams/acme/secrets", forged);
  const { props } = await process().read(id, outs);
  await update(props as Bag, given);
  expect(stored()?.value).toBe("first");
});

test("a value that is taken out is forgotten, and written again when it comes back", async () => {
  const { value, ...rest } = given;
  const without = (await process().check({}, rest)).inputs;
  expect((await process().diff(id, outs, without)).changes).toBe(true);
  const before = writes();
  const forgotten = await update(outs, rest);
  expect(writes()).toBe(before);
  expect(forgotten).not.toHaveProperty("value");
  expect((await process().diff(id, forgotten, without)).changes).toBe(false);
  const row = stored();
  if (row) row.value = "somebody else's";
  expect((await process().diff(id, forgotten, given)).changes).toBe(true);
  await update(forgotten, given);
  expect(stored()?.value).toBe("first");
});

test.each([
  ["the list after it fails", { method: "GET", after: 1 }],
  ["its answer is lost", { method: "POST", after: 0 }],
])(
  "a secret that was written stays in the state though %s; the next up mends it",
  async (_, { method, after }) => {
    await byHand(sandbox.url, "octo-token", "DELETE", "/api/teams/acme/secrets/KEY");
    let left = after;
    let broken = true;
    const liar = await liarBefore(sandbox.url, async (asked) => {
      const concerns = asked.method === method && asked.url.includes("secrets");
      if (!broken || !concerns || left-- > 0) return undefined;
      broken = method === "GET";
      if (method === "POST")
        await byHand(sandbox.url, "octo-token", "POST", asked.url, JSON.parse(asked.body));
      return { status: 502 };
    });
    const lifecycle = lifecycleOf(teamSecret, { url: liar.url, admin: "octo-token" });
    const { inputs } = await process().check({}, given);
    const error = await lifecycle.create(inputs).catch((caught: unknown) => caught);
    await liar.close();
    expect(error).toMatchObject({ id, properties: inputs, reasons: [expect.stringContaining("502")] });
    const { properties } = error as { properties: Bag };
    expect(properties).toEqual(JSON.parse(JSON.stringify(properties)));
    const { outs: mended } = await lifecycleOf(teamSecret, {
      url: sandbox.url,
      admin: "octo-token",
      insteadOf: liar.url,
    }).update(id, properties, inputs);
    expect(stored()?.value).toBe("first");
    expect((await process().diff(id, mended, inputs)).changes).toBe(false);
  },
);

test("bytes of any kind arrive as they are", async () => {
  const value = "line 1\nline 2\t\u0000\u001b \"'\\ ünï 🔑 \u2028";
  await update(outs, { ...given, value });
  expect(stored()?.value).toBe(value);
});

test("nothing is written when nothing differs", async () => {
  const before = writes();
  await update(outs, given);
  expect(writes()).toBe(before);
});
