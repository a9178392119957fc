import { afterEach, beforeEach, expect, test } from "vitest";
import { cron } from "../../src/resources/cron";
import { template } from "../../src/resources/template";
import { type Sandbox, startSandbox } from "../../src/sandbox";
import { lifecycleOf } from "../contract";
import { liarBefore } from "../liar";
import { byHand } from "../servers";

// What Drone would make of cron jobs and templates without a word.

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ release: "2.25" });
  await byHand(sandbox.url, "octo-token", "POST", "/api/user/repos");
  await byHand(sandbox.url, "octo-token", "POST", "/api/repos/octo/demo");
});
afterEach(() => sandbox.close());

const process = () => lifecycleOf(cron, { url: sandbox.url, admin: "octo-token" });
const given = { repo: "octo/demo", name: "nightly", expr: "0 30 4 * * *", branch: "main" };

test.each([
  [{ name: "My Cron" }, 'name must be small letters, digits, - and _ between them, not "My Cron"'],
  [{ name: "nightly-" }, 'not "nightly-"'],
  [{ name: "a--b" }, 'not "a--b"'],
  [{ name: "é" }, 'not "é"'],
  [
    { expr: "30 4 * * *" },
    'expr must begin with the seconds, for Drone reads five fields otherwise than cron does: write "0 30 4 * * *"',
  ],
  [{ expr: "* * *" }, "expr must have six fields, the first for the seconds, not 3"],
  [{ expr: "0 0 0 * * * 2030" }, "not 7"],
  [{ expr: "0 99 4 * * *" }, 'expr has "99" for the minutes, which go from 0 to 59'],
  [{ expr: "0 0 4 0 * *" }, 'expr has "0" for the days of the month, which go from 1 to 31'],
  [{ expr: "0 0 4 * * 7" }, "for the days of the week"],
  [{ expr: "0 0 5-4 * * *" }, 'expr has "5-4" for the hours'],
  [{ expr: "0 */0 4 * * *" }, 'expr has "*/0" for the minutes'],
  [{ expr: "0 , 4 * * *" }, 'expr has "," for the minutes'],
  [{ expr: "@every day" }, "expr must be six fields or @hourly"],
  [{ expr: "@reboot" }, "expr must be six fields or @hourly"],
  [{ branch: undefined }, "branch is missing"],
])("%j is refused by check", async (more, reason) => {
  const { failures } = await process().check({}, { ...given, ...more });
  expect(failures).toHaveLength(1);
  expect(failures[0]?.reason).toContain(reason);
});

test.each([
  "0 30 4 * * *",
  "@daily",
  "@every 1h30m",
  "*/30 * * * * *",
  "0 0,30 8-18/2 1,15 jan-JUN,12 Mon-fri",
  "0 0 4 ? * *",
])("%s is taken", async (expr) => {
  const { inputs, failures } = await process().check({}, { ...given, expr });
  expect(failures).toEqual([]);
  expect((await process().create(inputs)).outs).toMatchObject({ expr, event: "push", disabled: false });
});

test.each(["a", "a-b", "a_b", "a__b", "1-2-3"])("Drone leaves the name %s as it is", async (name) => {
  const { inputs, failures } = await process().check({}, { ...given, name });
  expect(failures).toEqual([]);
  expect((await process().create(inputs)).id).toBe(`octo/demo/${name}`);
  expect(sandbox.world.crons.rows[0]?.name).toBe(name);
});

test("another expression deletes it and makes it again, in one process, as Pulumi does it", async () => {
  const { outs } = await process().create(given);
  const news = { ...given, expr: "@daily" };
  const one = process();
  const { inputs } = await one.check({}, news);
  expect(await one.diff("octo/demo/nightly", outs, inputs)).toEqual({
    changes: true,
    replaces: ["expr"],
    deleteBeforeReplace: true,
  });
  await one.delete("octo/demo/nightly", outs);
  await one.create(inputs);
  expect(sandbox.world.crons.rows).toMatchObject([{ name: "nightly", expr: "@daily" }]);
});

test("an expression that somebody changed, by making it anew, is put back", async () => {
  const { outs } = await process().create(given);
  await byHand(sandbox.url, "octo-token", "DELETE", "/api/repos/octo/demo/cron/nightly");
  const other = { name: "nightly", expr: "@hourly", branch: "main" };
  await byHand(sandbox.url, "octo-token", "POST", "/api/repos/octo/demo/cron", other);
  const { props } = await process().read("octo/demo/nightly", outs);
  expect(props?.expr).toBe("@hourly");
  expect((await process().diff("octo/demo/nightly", props ?? {}, given)).replaces).toEqual(["expr"]);
});

test("another expression keeps what the program does not manage: a job that was switched off stays so", async () => {
  const { outs } = await process().create(given);
  const byHandSet = { disabled: true, target: "staging" };
  await byHand(sandbox.url, "octo-token", "PATCH", "/api/repos/octo/demo/cron/nightly", byHandSet);
  const one = process();
  const { inputs } = await one.check({}, { ...given, expr: "@daily" });
  await one.delete("octo/demo/nightly", outs);
  const { outs: remade } = await one.create(inputs);
  expect(sandbox.world.crons.rows).toMatchObject([{ expr: "@daily", ...byHandSet }]);
  expect(remade).not.toHaveProperty("managed");
});

test("a cron job is not adopted with another expression, which Drone cannot change", async () => {
  await process().create(given);
  const before = sandbox.requests.length;
  await expect(process().create({ ...given, expr: "@daily", adopt: true })).rejects.toThrow(
    'Cron octo/demo/nightly has expr "0 30 4 * * *", and Drone cannot change it.',
  );
  expect(sandbox.requests.slice(before).filter(({ method }) => method !== "GET")).toEqual([]);
});

test("a name that Drone changes after all is not left behind", async () => {
  const proxy = await liarBefore(sandbox.url, async ({ method, url, body }) => {
    if (method !== "POST" || !url.endsWith("/cron")) return undefined;
    const renamed = { ...JSON.parse(body), name: "nightly-2" };
    const made = await byHand(sandbox.url, "octo-token", "POST", url, renamed);
    return { status: 200, type: "application/json", body: JSON.stringify(made) };
  });
  const lifecycle = lifecycleOf(cron, { url: proxy.url, admin: "octo-token" });
  await expect(lifecycle.create(given)).rejects.toThrow("Drone turned the name nightly into nightly-2.");
  await proxy.close();
  expect(sandbox.world.crons.rows).toEqual([]);
});

test("a template stays in its namespace when it is changed", async () => {
  const given = { namespace: "acme", name: "a.yaml", data: "x" };
  const { outs } = await templates().create(given);
  await templates().update("acme/a.yaml", outs, { ...given, data: "y" });
  expect(sandbox.world.templates.rows).toMatchObject([{ namespace: "acme", data: "y" }]);
});

const templates = () => lifecycleOf(template, { url: sandbox.url, admin: "octo-token" });

test.each(["a.yml", "a.yaml", "a.star", "a.starlark", "a.script", "a.jsonnet"])(
  "the template %s is taken",
  async (name) => {
    const { inputs, failures } = await templates().check({}, { namespace: "acme", name, data: "x" });
    expect(failures).toEqual([]);
    expect((await templates().create(inputs)).id).toBe(`acme/${name}`);
  },
);

test.each(["a", "a.YAML", "a.json", "dir/a.yaml"])("the template %s is refused by check", async (name) => {
  const { failures } = await templates().check({}, { namespace: "acme", name, data: "x" });
  expect(failures).toHaveLength(1);
  expect(failures[0]?.reason).toMatch(/^name /);
});

test("a template whose name differs by case alone is refused, with the name that is there", async () => {
  await templates().create({ namespace: "acme", name: "Node.yaml", data: "x" });
  await expect(templates().create({ namespace: "acme", name: "node.yaml", data: "x" })).rejects.toThrow(
    "acme has the template Node.yaml, and Drone takes no node.yaml beside it. Write it so.",
  );
});
