import { afterEach, expect, test } from "vitest";
import { DroneClient } from "../../src/client";
import { always, stubServer } from "../stub-server";
import { closeAll, LEGACY, MODERN, onRelease, RELEASES } from "./on-release";

const REPO = "octo/demo";

afterEach(closeAll);

test.each(RELEASES)(
  "%s: badge and CCMenu for everybody, but from 1.0 on not the CCMenu of a private repository",
  async (name) => {
    const { drone, sandbox, build } = await onRelease(name);
    await build();
    const anyone = new DroneClient({ server: sandbox.url });
    expect(await anyone.badges.status(REPO, { branch: "master" })).toMatch(/^<svg/);
    expect(await drone.badges.ccMenu(REPO)).toContain('<Project name="octo/demo"');
    expect(anyone.badges.statusUrl(REPO)).toBe(`${sandbox.url}/api/badges/octo/demo/status.svg`);
    expect(anyone.badges.ccMenuUrl(REPO)).toBe(`${sandbox.url}/api/badges/octo/demo/cc.xml`);
    expect(await anyone.badges.ccMenu(REPO)).toContain("<Project ");
    await drone.repos.activate("octo/vault");
    expect(await anyone.badges.status("octo/vault")).toMatch(/^<svg/);
    // On 0.x only since it has no build yet.
    const refused = MODERN.includes(name) ? 401 : 404;
    await expect(anyone.badges.ccMenu("octo/vault")).rejects.toMatchObject({ status: refused });
  },
);

test.each(["octo", "octo/demo/x", "octo/.."])("%j is refused as a repository of a badge", (repo) => {
  const drone = new DroneClient({ server: "http://127.0.0.1", release: "2.25" });
  expect(() => drone.badges.statusUrl(repo)).toThrow();
});

test.each(RELEASES)("%s: whether it is well, and what Prometheus reads", async (name) => {
  const { drone, has } = await onRelease(name);
  const { system } = drone;
  if (has("health")) await system.health();
  else await expect(system.health()).rejects.toThrow("only Drone 0.8.2+ has");
  if (has("metrics")) expect(await system.metrics()).toContain("# HELP");
  else await expect(system.metrics()).rejects.toThrow("only Drone 0.6+ has");
});

test.each(MODERN)("%s: what waits, what there is, and what the server works with", async (name) => {
  const { drone, build } = await onRelease(name);
  await build();
  expect(await drone.system.queue()).toMatchObject([{ number: 1, buildId: 1, status: "pending" }]);
  await drone.system.pauseQueue();
  await drone.system.resumeQueue();
  const stats = await drone.system.stats();
  expect(stats).toMatchObject({
    users: 2,
    activeRepos: 1,
    builds: { pending: 1, running: 0, total: 1 },
  });
  expect(stats.platforms).toContainEqual({ platform: "linux/arm/v7", pending: 0, running: 0 });
  expect(stats.platforms).toContainEqual({ platform: "windows/arm64/1809", pending: 0, running: 0 });
  expect(await drone.system.variables()).toEqual({
    scm: { url: expect.stringMatching(/^http/), limit: 0, remaining: 0, reset: 0 },
    license: { kind: "trial", seats: 0, repos: 0, expiresAt: "0001-01-01T00:00:00Z" },
  });
});

test.each(["0.7", "0.8"] as const)("%s: the queue by numbers, never what is in it", async (name) => {
  const server = await stubServer(
    always(
      200,
      "application/json",
      JSON.stringify({
        pending: [{ id: "1", data: "c2VjcmV0", labels: {} }],
        running: null,
        stats: { worker_count: 1, pending_count: 2, running_count: 3, completed_count: 4 },
      }),
    ),
  );
  const stub = new DroneClient({ server: server.url, release: name });
  expect(await stub.system.queueCounts()).toEqual({ agents: 1, pending: 2, running: 3, completed: 4 });
  expect(server.asked[0]?.url).toBe("/api/info/queue");
  await server.close();
  const { drone, alice } = await onRelease(name);
  expect(await drone.system.queueCounts()).toMatchObject({ agents: 0 });
  await expect(alice.system.queueCounts()).rejects.toMatchObject({ status: 413 });
});

test.each(LEGACY)("%s: none of what came with 1.0", async (name) => {
  const { drone, sandbox } = await onRelease(name);
  const sent = sandbox.requests.length;
  const { system } = drone;
  for (const ask of [
    () => system.queue(),
    () => system.pauseQueue(),
    () => system.resumeQueue(),
    () => system.stats(),
    () => system.variables(),
  ]) {
    await expect(ask()).rejects.toThrow("only Drone 1.0+ has");
  }
  expect(sandbox.requests.length).toBe(sent);
});

test.each(RELEASES)("%s: agents are listed on 0.5 only, counts of the queue on 0.6–0.8", async (name) => {
  const { drone } = await onRelease(name);
  if (name === "0.5") expect(await drone.system.agents()).toEqual([]);
  else await expect(drone.system.agents()).rejects.toThrow("only Drone 0.5 has");
  if (!["0.7", "0.8"].includes(name)) {
    await expect(drone.system.queueCounts()).rejects.toThrow("only Drone 0.6–0.8 has");
  }
});

test.each(LEGACY)("%s: the profiler is for administrators", async (name) => {
  const { drone, alice } = await onRelease(name);
  expect(await drone.debug.index()).toContain("/debug/pprof/");
  expect((await drone.debug.profile("heap")).length).toBeGreaterThan(0);
  expect(await drone.debug.symbol(["0x401000"])).toContain("num_symbols");
  await expect(alice.debug.index()).rejects.toMatchObject({ status: 413 });
});

test("from 1.6.4 on the profiler is elsewhere, and off unless the server says otherwise", async () => {
  const { drone } = await onRelease("2.25");
  await expect(drone.debug.index()).rejects.toMatchObject({ status: 404, request: "GET /debug/pprof/" });
  const older = new DroneClient({ server: "http://127.0.0.1:9", release: "1.6.3" });
  await expect(older.debug.index()).rejects.toThrow("only Drone 0.5–0.8, 1.6.4+ has");
  const server = await stubServer(always(200, "application/octet-stream", "profile"));
  const on = new DroneClient({ server: server.url, release: "1.10.1" });
  expect(String(await on.debug.profile("trace", { seconds: 1 }))).toBe("profile");
  expect(server.asked[0]?.url).toBe("/debug/pprof/trace?seconds=1");
  await server.close();
});

test("nothing asks Drone to rotate the token of another user: it never tells the new one", async () => {
  const { drone } = await onRelease("2.25");
  const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(drone.users));
  expect(methods.filter((method) => /token|rotate/i.test(method))).toEqual([]);
});
