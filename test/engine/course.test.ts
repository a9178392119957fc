import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { needs } from "./engines";
import { withCalls } from "./provider-calls";
import type { ProviderCall } from "./provider-process";
import { comparableState } from "./recording";
import { Stage } from "./stage";

interface Step {
  does: "preview" | "up" | "refresh" | "destroy";
  options?: { refresh?: boolean; previewOnly?: boolean };
  env?: Record<string, string>;
  before?(stage: Stage): void;
}

const program = `
  const { N = "a", V = "1", TOKEN = "t1", S = "" } = process.env;
  const on = (word) => S.split(",").includes(word);
  const provider = new Provider("p", { "drone:token": pulumi.secret(TOKEN) });
  const team = on("rename") ? new Team("t2", { aliases: [{ name: "t" }] }) : new Team("t");
  const a = new Thing("a", { name: N, deleteFirst: on("first"), value: V, secret: pulumi.secret("hidden") },
    { parent: team, provider: on("move") ? provider : undefined });
  const b = new Thing("b", { owner: a.name, value: a.made }, { provider });
  const list = [a.made, pulumi.secret("in-list"), { deep: pulumi.secret("deep"), none: null }];
  const c = new Thing("c", { value: b.name, list },
    { ignoreChanges: ["list[0]"], additionalSecretOutputs: ["made"] });
  if (!on("less")) new Thing("d", { unsure: true, value: V, list: [V] },
    { dependsOn: [a, team], ignoreChanges: on("ignore") ? ["list"] : [] });
  if (on("get")) new Thing("g", {}, { id: "id-d", parent: team });
  if (on("manage")) new Thing("g", { name: "gg" });
  exports.both = { a: a.made, b: pulumi.secret(b.made) };
  exports.id = c.id;
  team.registerOutputs({ made: a.made });
`;

// Where something fails, everything that is not done yet depends on it: what else is under way then is a matter of luck.
const course: Step[] = [
  { does: "preview" },
  { does: "up" },
  { does: "up" },
  { does: "preview", env: { N: "a2", S: "first" } },
  { does: "up", env: { N: "a2", S: "first", FAIL: "create:a2" } },
  { does: "preview", env: { N: "a2", S: "first" } },
  { does: "up", env: { N: "a2", S: "first" } },
  { does: "up", env: { N: "a3", FAIL: "create:a3" } },
  { does: "up", env: { N: "a3", FAIL: "delete:a2" } },
  { does: "up", env: { N: "a3", FAIL: "delete:a2" } },
  { does: "up", env: { N: "a3" } },
  { does: "up", env: { N: "a4", S: "first", FAIL: "delete:b" } },
  { does: "up", env: { N: "a4", S: "first", FAIL: "create:b" } },
  { does: "up", env: { N: "a4", S: "first" } },
  { does: "up", env: { N: "a", V: "3", S: "ignore" } },
  { does: "up", env: { V: "4", S: "ignore" } },
  { does: "up", env: { V: "4", FAIL: "check:a" } },
  { does: "preview", env: { V: "4", FAIL: "diff:a" } },
  { does: "refresh", env: { FAIL: "read:a" } },
  {
    does: "refresh",
    options: { previewOnly: true },
    before: (stage) => stage.put("id-c", { name: "c", value: "drift", list: ["x"], made: "other" }),
  },
  { does: "refresh" },
  { does: "up" },
  {
    does: "refresh",
    before: (stage) => {
      stage.remove("id-a");
      stage.remove("id-b");
    },
  },
  { does: "up", options: { refresh: true } },
  { does: "up", env: { TOKEN: "t2", S: "move" } },
  { does: "up", env: { TOKEN: "t3", S: "rename" } },
  { does: "up", env: { S: "get" } },
  { does: "refresh" },
  { does: "preview", env: { S: "manage" } },
  { does: "up", env: { S: "manage" } },
  { does: "up", env: { S: "get,less" } },
  {
    does: "up",
    options: { refresh: true },
    before: (stage) => stage.put("id-b", { name: "b", value: "drift" }),
  },
  { does: "destroy", env: { FAIL: "delete:b" } },
  { does: "destroy" },
];

describe("both engines, side by side on a winding course", () => {
  const stages: Stage[] = [];

  beforeEach(({ skip }) => needs("pulumi", skip));

  beforeAll(async () => {
    if (!(await needs("pulumi"))) return;
    stages.push(await Stage.open("stand-in"), await Stage.open("pulumi"));
    for (const stage of stages) {
      await stage.workspace.setConfig("drone:token", "from-config", { secret: true });
      stage.source(program);
    }
  });

  afterAll(async () => {
    for (const stage of stages) await stage.close();
  });

  test.each(
    course.map((step, i) => ({ step, title: `${i + 1} ${step.does} ${JSON.stringify(step.env ?? {})}` })),
  )(
    "$title",
    async ({ step }) => {
      const [standIn, real] = await Promise.all(stages.map((stage) => take(stage, step)));
      expect(standIn).toStrictEqual(real);
    },
    60_000,
  );
});

async function take(stage: Stage, { does, options, env, before }: Step) {
  before?.(stage);
  const { outcome, calls } = await withCalls(stage.workspace, join(stage.world, "grpc.jsonl"), (log) =>
    stage.workspace[does]({ ...options, env: { ...env, ...log } }),
  );
  const { deployment } = await stage.workspace.exportState();
  const { output: _, changes, ...counted } = outcome;
  return {
    ...counted,
    state: comparableState(deployment),
    // How much of what has not changed was looked at before something failed is a matter of luck.
    ...(outcome.ok && { changes, calls: byResource(calls) }),
  };
}

function byResource(calls: ProviderCall[]): Record<string, ProviderCall[]> {
  const urns = [...new Set(calls.map(({ urn }) => urn))];
  return Object.fromEntries(urns.map((urn) => [urn, calls.filter((call) => call.urn === urn)]));
}
