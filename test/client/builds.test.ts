import { afterEach, expect, test } from "vitest";
import { DroneClient } from "../../src/client";
import { always, type StubServer, stubServer } from "../stub-server";
import { closeAll, LEGACY, MODERN, onRelease, RELEASES, SINCE_07 } from "./on-release";

const REPO = "octo/demo";

let server: StubServer | undefined;
afterEach(async () => {
  await closeAll();
  await server?.close();
  server = undefined;
});

async function clientOf(release: string, status: number, body: unknown) {
  server = await stubServer(always(status, "application/json", JSON.stringify(body)));
  return new DroneClient({ server: server.url, release });
}

const asked = () => server?.asked.map(({ method, url }) => `${method} ${url}`);

test.each(RELEASES)("%s: a build in one language, with its stages when it is asked for", async (name) => {
  const { drone, build } = await onRelease(name);
  const number = await build();
  const [listed] = await drone.builds.list(REPO);
  expect(listed).toMatchObject({
    number: 1,
    parent: 0,
    status: "pending",
    error: "",
    branch: "master",
    ref: "refs/heads/master",
    deployTo: "",
    startedAt: 0,
    finishedAt: 0,
    authorEmail: expect.any(String),
    commit: expect.stringMatching(/^[0-9a-f]{40}$/),
    createdAt: expect.any(Number),
  });
  expect(listed?.stages).toBeUndefined();
  const found = await drone.builds.find(REPO, number);
  expect(found).toMatchObject({ ...listed, stages: [{ number: 1, status: "pending", exitCode: 0 }] });
  expect(await drone.builds.find(REPO, "latest")).toEqual(found);
  expect(await drone.builds.find(REPO, "latest", { branch: "master" })).toEqual(found);
});

test.each(RELEASES)("%s: feed and queue know the build, and the repository that it is of", async (name) => {
  const { drone, alice, build } = await onRelease(name);
  await drone.repos.activate("octo/vault");
  await build();
  const item = { owner: "octo", name: "demo", slug: REPO, number: 1, status: "pending", branch: "master" };
  expect(await drone.builds.queue()).toMatchObject([item]);
  expect(await drone.user.feed()).toMatchObject([item]);
  const latest = await drone.user.feed({ latest: true });
  expect(latest.find(({ slug }) => slug === REPO)).toMatchObject(item);
  const vault = latest.find(({ slug }) => slug === "octo/vault");
  expect(vault).toMatchObject({ owner: "octo", name: "vault" });
  expect(vault?.number).toBeUndefined();
  await expect(alice.builds.queue()).rejects.toMatchObject({ status: name.startsWith("0.") ? 413 : 403 });
});

test.each(RELEASES)("%s: a build that is not there is none; 0.x answers 500", async (name) => {
  const { drone } = await onRelease(name);
  const found = drone.builds.find(REPO, 99);
  if (name.startsWith("0.")) await expect(found).rejects.toMatchObject({ status: 500 });
  else expect(await found).toBeUndefined();
});

test("0.5: a stage is a job with its cell of the matrix, and has no steps", async () => {
  const { drone, build, sandbox } = await onRelease("0.5");
  await build();
  for (const job of sandbox.world.jobs.rows) Object.assign(job, { environment: { GO: "1.5" }, exitCode: 2 });
  expect((await drone.builds.find(REPO, 1))?.stages).toMatchObject([
    {
      number: 1,
      name: "",
      environment: { GO: "1.5" },
      exitCode: 2,
      enqueuedAt: expect.any(Number),
      steps: [],
    },
  ]);
});

test.each(["0.7", "0.8"] as const)("%s: a stage is a process, its steps are children", async (name) => {
  const { drone, build } = await onRelease(name);
  await build();
  const steps = [
    { number: 2, name: "clone", status: "pending", error: "", exitCode: 0, startedAt: 0, finishedAt: 0 },
    { number: 3, name: "build" },
  ];
  const found = await drone.builds.find(REPO, 1);
  expect(found).toMatchObject({ reviewer: "", reviewedAt: 0, stages: [{ number: 1, machine: "", steps }] });
});

test("0.8: the flat list in the answer to a restart becomes the same tree", async () => {
  const { drone, build } = await onRelease("0.8");
  const again = await drone.builds.restart(REPO, await build());
  expect(again).toMatchObject({ number: 2, parent: 1 });
  expect(again.stages).toEqual((await drone.builds.find(REPO, 2))?.stages);
});

test.each(MODERN)("%s: a stage is a pipeline, with steps once it runs", async (name) => {
  const { drone, build } = await onRelease(name);
  await build();
  const [stage] = (await drone.builds.find(REPO, 1))?.stages ?? [];
  expect(stage).toMatchObject({ name: "default", kind: "pipeline", platform: "linux/amd64", steps: [] });
  expect(await drone.system.queue()).toEqual([stage]);
  const step = {
    id: 7,
    step_id: 3,
    number: 1,
    name: "clone",
    status: "running",
    exit_code: 0,
    started: 5,
    version: 1,
  };
  const arm = { id: 3, number: 2, status: "running", exit_code: 0, os: "linux", arch: "arm", variant: "v7" };
  const stages = [{ ...arm, repo_id: 1, build_id: 2, name: "arm", started: 4, stopped: 0, steps: [step] }];
  expect(
    (await (await clientOf(name, 200, { number: 1, stages })).builds.find(REPO, 1))?.stages,
  ).toMatchObject([
    {
      number: 2,
      platform: "linux/arm/v7",
      buildId: 2,
      startedAt: 4,
      dependsOn: [],
      labels: {},
      steps: [{ id: 7, number: 1, name: "clone", status: "running", error: "", startedAt: 5, finishedAt: 0 }],
    },
  ]);
});

test.each(MODERN)(
  "%s: the commit is the one after a push; on the wire what is empty is left out",
  async (name) => {
    const drone = await clientOf(name, 200, { number: 1, before: "b", after: "a", target: "master" });
    const empty = { parent: 0, title: "", error: "", deployTo: "", cron: "", debug: false };
    const found = await drone.builds.find(REPO, 1);
    expect(found).toMatchObject({ before: "b", commit: "a", branch: "master", ...empty });
    // Said apart: a match with {} is one with undefined, too.
    expect(found?.environment).toEqual({});
  },
);

test("pages: from 0.8.5 on, of another size from 1.0 on, of one tag from 2.8 on", async () => {
  const options = { page: 2, perPage: 10, branch: "dev", tag: "v1" };
  const newest = await clientOf("2.25", 200, []);
  await newest.builds.list(REPO, options);
  expect(asked()).toEqual(["GET /api/repos/octo/demo/builds?page=2&per_page=10&branch=dev&tag=v1"]);
  await server?.close();
  for (const [release, option] of [
    ["0.7.3", "page"],
    ["0.8.4", "page"],
    ["0.8.10", "perPage"],
    ["1.4", "branch"],
    ["2.7", "tag"],
  ] as const) {
    const older = await clientOf(release, 200, []);
    await expect(older.builds.list(REPO, { [option]: options[option] })).rejects.toThrow(/only Drone .* has/);
    expect(asked()).toEqual([]);
    await server?.close();
  }
});

test("the latest build of another branch, but not on 1.0 and 1.1", async () => {
  const drone = await clientOf("1.2", 200, { number: 3 });
  expect((await drone.builds.find(REPO, "latest", { branch: "dev" }))?.number).toBe(3);
  expect(asked()).toEqual(["GET /api/repos/octo/demo/builds/latest?branch=dev"]);
  const older = await clientOf("1.1", 200, { number: 3 });
  await expect(older.builds.find(REPO, "latest", { branch: "dev" })).rejects.toThrow(
    "only Drone 0.5–0.8, 1.2+",
  );
});

test("0.8: the second page of 50 builds is empty", async () => {
  const { drone, build } = await onRelease("0.8");
  await build();
  expect(await drone.builds.list(REPO, { page: 1 })).toHaveLength(1);
  expect(await drone.builds.list(REPO, { page: 2 })).toEqual([]);
});

test.each(MODERN)("%s: a build without a push, with variables", async (name) => {
  const { drone, has, sandbox } = await onRelease(name);
  const { commit } = sandbox.world.scm.commit(REPO);
  const words = has("message of a build") ? { message: "my words", action: "acting" } : {};
  const made = await drone.builds.create(REPO, { commit, environment: { A: "b c" }, ...words });
  expect(made).toMatchObject({ event: "custom", trigger: "octo", commit, branch: "master", ...words });
  expect(made.environment).toMatchObject({ A: "b c" });
  expect(made.environment).not.toHaveProperty("commit");
});

test("a build's message and action are told to releases that take them only", async () => {
  const drone = await clientOf("2.17", 200, { number: 1 });
  await expect(drone.builds.create(REPO, { message: "x" })).rejects.toThrow(
    "Drone 2.17 has no message of a build",
  );
  const next = await clientOf("2.18", 200, { number: 1 });
  await expect(next.builds.create(REPO, { action: "x" })).rejects.toThrow(
    "Drone 2.18 has no action of a build",
  );
});

test.each(["0.5", "0.7"] as const)("%s: again under the same number, or as a fork", async (name) => {
  const { drone, build, sandbox } = await onRelease(name);
  await build();
  await expect(drone.builds.restart(REPO, 1)).rejects.toMatchObject({ status: 409 });
  for (const row of sandbox.world.builds.rows) row.status = "success";
  expect((await drone.builds.restart(REPO, 1, { fork: false })).number).toBe(1);
  for (const row of sandbox.world.builds.rows) row.status = "success";
  const options = { fork: true, event: "deployment", deployTo: "production" };
  expect(await drone.builds.restart(REPO, 1, options)).toMatchObject({
    number: 2,
    parent: 1,
    event: "deployment",
    deployTo: "production",
  });
});

test.each(["0.8", ...MODERN] as const)("%s: again is always a new build", async (name) => {
  const { drone, build } = await onRelease(name);
  await build();
  const again = await drone.builds.restart(REPO, 1, { fork: true, environment: { A: "b" } });
  expect(again.number).toBe(2);
  // Drone would take it for one more variable.
  if (!name.startsWith("0.")) expect(again.environment).toEqual({ A: "b" });
  await expect(drone.builds.restart(REPO, 1, { fork: false })).rejects.toThrow(
    "Every restart makes a new build.",
  );
});

test.each(MODERN)("%s: again with debugging, but not as another event", async (name) => {
  const { drone, build } = await onRelease(name);
  await build();
  expect(await drone.builds.restart(REPO, 1, { debug: true })).toMatchObject({ debug: true });
  await expect(drone.builds.restart(REPO, 1, { event: "deployment" })).rejects.toThrow("Promote the build.");
});

test.each(MODERN)("%s: promoted and rolled back, listed as latest, and forgotten there", async (name) => {
  const { drone, build } = await onRelease(name);
  await build();
  const target = "qa/eu+west@1";
  const promoted = await drone.builds.promote(REPO, 1, { target, environment: { K: "V" } });
  expect(promoted).toMatchObject({ number: 2, parent: 1, event: "promote", deployTo: target });
  expect(promoted.environment).toEqual({ K: "V" });
  expect(await drone.builds.rollback(REPO, 1, { target: "prod" })).toMatchObject({ event: "rollback" });
  const targets = async () =>
    (await drone.builds.latest(REPO, "deployments")).map(({ deployTo }) => deployTo).sort();
  expect(await targets()).toEqual(["prod", target]);
  await drone.builds.forget(REPO, "deployments", target);
  expect(await targets()).toEqual(["prod"]);
  expect(await drone.builds.latest(REPO, "branches")).toEqual([]);
  expect(await drone.builds.latest(REPO, "pulls")).toEqual([]);
  await drone.builds.forget(REPO, "branches", "feature/x");
  await drone.builds.forget(REPO, "pulls", 7);
});

test.each(LEGACY)("%s: one stage of a build is killed", async (name) => {
  const { drone, build, sandbox } = await onRelease(name);
  await build();
  await expect(drone.builds.cancel(REPO, 1, 1)).rejects.toMatchObject({ status: 400 });
  const { builds, jobs, procs } = sandbox.world;
  for (const row of [...builds.rows, ...jobs.rows, ...procs.rows]) row.status = "running";
  await drone.builds.cancel(REPO, 1, 1);
  const found = await drone.builds.find(REPO, 1);
  expect(found?.stages?.[0]).toMatchObject({ status: "killed", exitCode: 137 });
});

test.each(["0.8", ...MODERN] as const)("%s: a whole build is killed", async (name) => {
  const { drone, build, sandbox } = await onRelease(name);
  await build();
  for (const row of sandbox.world.builds.rows) row.status = "running";
  await drone.builds.cancel(REPO, 1);
  expect((await drone.builds.find(REPO, 1))?.status).toBe("killed");
});

test("which releases kill what", async () => {
  const modern = await onRelease("2.25");
  await expect(modern.drone.builds.cancel(REPO, 1, 1)).rejects.toThrow("cancel the whole build");
  const legacy = await onRelease("0.7");
  await expect(legacy.drone.builds.cancel(REPO, 1)).rejects.toThrow("name a stage of it");
});

test.each(["0.7", "0.8"] as const)("%s: a blocked build is approved or declined as a whole", async (name) => {
  const { drone, build, sandbox } = await onRelease(name);
  await build();
  await expect(drone.builds.approve(REPO, 1)).rejects.toMatchObject({ status: 500 });
  for (const row of sandbox.world.builds.rows) row.status = "blocked";
  await drone.builds.approve(REPO, 1);
  expect((await drone.builds.find(REPO, 1))?.status).toBe("pending");
  for (const row of sandbox.world.builds.rows) row.status = "blocked";
  await drone.builds.decline(REPO, 1);
  expect(await drone.builds.find(REPO, 1)).toMatchObject({ status: "declined", reviewer: "octo" });
  await expect(drone.builds.approve(REPO, 1, 1)).rejects.toThrow("On 0.6–0.8, approve the whole build.");
});

test.each(MODERN)("%s: a blocked stage is approved or declined", async (name) => {
  const { drone, build, sandbox, has } = await onRelease(name);
  await build();
  const stageOf = async () => (await drone.builds.find(REPO, 1))?.stages?.[0]?.status;
  const block = () => {
    for (const row of sandbox.world.stages.rows) row.status = "blocked";
  };
  await expect(drone.builds.approve(REPO, 1, 1)).rejects.toMatchObject({ status: 400 });
  block();
  await drone.builds.approve(REPO, 1, 1);
  expect(await stageOf()).toBe("pending");
  block();
  await drone.builds.decline(REPO, 1, 1);
  expect(await stageOf()).toBe("declined");
  block();
  await expect(drone.builds.approve(REPO, 1)).rejects.toThrow("From 1.0 on, name a stage of it.");
  const whole = drone.builds.decline(REPO, 1);
  if (has("refusal of a whole build")) await whole;
  else await expect(whole).rejects.toThrow("From 1.0 on, name a stage of it.");
  expect(await stageOf()).toBe(has("refusal of a whole build") ? "declined" : "blocked");
});

test.each(MODERN)("%s: builds before a number are purged", async (name) => {
  const { drone, build } = await onRelease(name);
  await build();
  await build();
  await drone.builds.purge(REPO, { before: 2 });
  expect((await drone.builds.list(REPO)).map(({ number }) => number)).toEqual([2]);
});

test("0.5: the log of a stage, in lists of lines with an empty object at the end", async () => {
  const line = { proc: "build", time: 1, type: 0, pos: 0, out: "a" };
  const drone = await clientOf("0.5", 200, [[line], [{ ...line, pos: 1 }], {}]);
  expect(await drone.logs(REPO).find(4, 2)).toEqual([line, { ...line, pos: 1 }]);
  expect(asked()).toEqual(["GET /api/repos/octo/demo/logs/4/2"]);
  await expect(drone.logs(REPO).find(4, 2, "build")).rejects.toThrow("on 0.5 no step at all");
});

test.each(["0.7", "0.8"] as const)("%s: the log of a step, by its name", async (name) => {
  const { drone, build, sandbox } = await onRelease(name);
  await build();
  expect(await drone.logs(REPO).find(1, 1, "clone")).toBeUndefined();
  const [, clone] = sandbox.world.procs.rows;
  if (clone)
    clone.log = '[{"proc":"clone","pos":0,"out":"a\\n"},{"proc":"clone","time":2,"pos":1,"out":"b"}]';
  const lines = [
    { proc: "clone", time: 0, type: 0, pos: 0, out: "a\n" },
    { proc: "clone", time: 2, type: 0, pos: 1, out: "b" },
  ];
  expect(await drone.logs(REPO).find(1, 1, "clone")).toEqual(lines);
  const byNumber = drone.logs(REPO).find(1, 1, 2);
  if (name === "0.8") expect(await byNumber).toEqual(lines);
  else await expect(byNumber).rejects.toThrow("On 0.6–0.7 give its name");
  await expect(drone.logs(REPO).find(1, 1)).rejects.toThrow("only Drone 0.5 has");
});

test("0.8: the logs of a build are deleted, and say so", async () => {
  const { drone, build, sandbox } = await onRelease("0.8");
  await build();
  await expect(drone.logs(REPO).delete(1)).rejects.toMatchObject({ status: 400 });
  for (const row of sandbox.world.builds.rows) row.status = "success";
  await drone.logs(REPO).delete(1);
  expect((await drone.logs(REPO).find(1, 1, "clone"))?.[0]?.out).toMatch(/^logs purged by octo/);
  await expect(drone.logs(REPO).delete(1, 1, 2)).rejects.toThrow(
    "On 0.8, delete the logs of the whole build.",
  );
});

test.each(MODERN)("%s: the log of a step, by its number", async (name) => {
  const drone = await clientOf(name, 200, [{ pos: 0, out: "hello\n", time: 3 }]);
  const line = { proc: "", type: 0, time: 3, pos: 0, out: "hello\n" };
  expect(await drone.logs(REPO).find(5, 1, 2)).toEqual([line]);
  expect(asked()).toEqual(["GET /api/repos/octo/demo/builds/5/logs/1/2"]);
  const { drone: other, build } = await onRelease(name);
  await build();
  expect(await other.logs(REPO).find(1, 1, 1)).toBeUndefined();
  await expect(other.logs(REPO).delete(1, 1, 1)).rejects.toMatchObject({ status: 404 });
  await expect(other.logs(REPO).find(1, 1, "clone")).rejects.toThrow("From 0.8 on give its number");
  await expect(other.logs(REPO).delete(1)).rejects.toThrow("name a stage and a step of it");
});

test("0.8: the files of a build, and what one of them holds", async () => {
  const { drone, build } = await onRelease("0.8");
  await build();
  expect(await drone.files(REPO).list(1)).toEqual([]);
  await expect(drone.files(REPO).read(1, 2, "report.json")).rejects.toMatchObject({ status: 404 });
  const wire = { id: 1, build_id: 2, proc_id: 3, name: "out/a b.txt", size: 5, mime: "text/plain", time: 7 };
  const stub = await clientOf("0.8", 200, [wire]);
  expect(await stub.files(REPO).list(1)).toEqual([
    { id: 1, name: "out/a b.txt", size: 5, mime: "text/plain", createdAt: 7 },
  ]);
  await stub.files(REPO).read(1, 2, "out/a b.txt");
  expect(asked()?.[1]).toBe("GET /api/repos/octo/demo/files/1/2/out/a%20b.txt?raw=true");
});

test.each(SINCE_07.filter((name) => name !== "0.8"))("%s keeps no files", async (name) => {
  const { drone } = await onRelease(name);
  await expect(drone.files(REPO).list(1)).rejects.toThrow("has no files, only Drone 0.8 has.");
});

test.each(LEGACY)("%s has none of the newer ways to build", async (name) => {
  const { drone, build } = await onRelease(name);
  await build();
  await expect(drone.builds.create(REPO)).rejects.toThrow("only Drone 1.2+ has");
  await expect(drone.builds.restart(REPO, 1, { debug: true })).rejects.toThrow("only Drone 1.10+ has");
  await expect(drone.builds.decline(REPO, 1, 1)).rejects.toThrow("On 0.6–0.8, decline the whole build.");
  await expect(drone.builds.promote(REPO, 1, { target: "x" })).rejects.toThrow("only Drone 1.0+ has");
  await expect(drone.builds.rollback(REPO, 1, { target: "x" })).rejects.toThrow("only Drone 1.4+ has");
  await expect(drone.builds.purge(REPO, { before: 1 })).rejects.toThrow("only Drone 1.0+ has");
  await expect(drone.builds.latest(REPO, "branches")).rejects.toThrow("only Drone 1.7+ has");
  await expect(drone.builds.forget(REPO, "branches", "x")).rejects.toThrow("only Drone 1.7+ has");
});
