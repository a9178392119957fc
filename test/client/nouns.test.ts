import { afterEach, expect, test } from "vitest";
import { DroneClient } from "../../src/client";
import { always, stubServer } from "../stub-server";
import { closeAll, LEGACY, MODERN, onRelease, RELEASES, SINCE_07 } from "./on-release";

const REPO = "octo/demo";
const OWN_EVENTS = ["push", "tag", "deployment"];
const everywhere = { images: ["*"], events: OWN_EVENTS, skipVerify: false, pullRequestPush: false };

afterEach(closeAll);

test.each(RELEASES)("%s: users are made, listed, found, changed and deleted", async (name) => {
  const { drone } = await onRelease(name);
  const bob = await drone.users.create({ login: "bob" });
  expect(bob).toMatchObject({ id: 3, login: "bob", active: true });
  expect((await drone.users.list()).map(({ login }) => login)).toEqual(["alice", "bob", "octo"]);
  expect(await drone.users.find("bob")).toEqual(bob);
  expect(await drone.users.update("bob", { active: false })).toMatchObject({ login: "bob", active: false });
  await drone.users.delete("bob");
  expect(await drone.users.find("bob")).toBeUndefined();
  await expect(drone.users.delete("bob")).rejects.toMatchObject({ status: 404 });
});

test.each(RELEASES)("%s: a user that exists is told as such", async (name) => {
  const { drone } = await onRelease(name);
  const again = drone.users.create({ login: "alice" });
  await expect(again).rejects.toMatchObject({
    status: 500,
    message: expect.stringContaining("It exists already."),
  });
});

test.each(LEGACY)("%s: a user has an email and an avatar, but is no administrator by API", async (name) => {
  const { drone, alice } = await onRelease(name);
  const details = { email: "b@example.com", avatarUrl: "http://x/b.png" };
  expect(await drone.users.create({ login: "bob", ...details })).toMatchObject(details);
  expect(await drone.user.current()).toMatchObject({ login: "octo", admin: true });
  expect(await alice.user.current()).not.toHaveProperty("admin");
  for (const more of [{ admin: true }, { machine: true }, { token: "t".repeat(32) }]) {
    await expect(drone.users.create({ login: "eve", ...more })).rejects.toThrow("only Drone 1.0+ has");
  }
  await expect(drone.users.update("bob", { active: true, admin: true })).rejects.toThrow("DRONE_ADMIN");
  await expect(drone.users.repos("bob")).rejects.toThrow("only Drone 1.7+ has");
});

test.each(MODERN)("%s: a user can be an administrator, or a machine with a token", async (name) => {
  const { drone, sandbox } = await onRelease(name);
  const machine = await drone.users.create({ login: "robot", machine: true, admin: true });
  expect(machine).toMatchObject({ machine: true, admin: true, token: expect.any(String) });
  const robot = new DroneClient({ server: sandbox.url, token: machine.token });
  expect(await robot.user.current()).toMatchObject({ login: "robot", admin: true, machine: true });
  expect(await drone.users.find("robot")).not.toHaveProperty("token");
  expect(await drone.users.update("robot", { admin: false })).toMatchObject({ admin: false, active: true });
  await expect(drone.users.create({ login: "x", email: "x@x" })).rejects.toThrow("The SCM's is taken.");
  await expect(drone.users.create({ login: "x", avatarUrl: "x" })).rejects.toThrow("The SCM's is taken.");
});

test.each(MODERN)("%s: a login is found in any case, but a number is no login", async (name) => {
  const { drone } = await onRelease(name);
  expect((await drone.users.find("ALICE"))?.login).toBe("alice");
  expect(await drone.users.find("2")).toBeUndefined();
});

test.each(MODERN)("%s: the repositories of a user", async (name) => {
  const { drone } = await onRelease(name);
  expect((await drone.users.repos("alice")).map(({ slug }) => slug)).toContain("alice/notes");
  await expect(drone.users.repos("nobody")).rejects.toMatchObject({ status: 404 });
});

test.each(RELEASES)("%s: a token, and another in its place", async (name) => {
  const { alice, sandbox } = await onRelease(name);
  expect(await alice.user.token()).toBe("alice-token");
  const next = await alice.user.rotateToken();
  expect(next).not.toBe("alice-token");
  await expect(alice.user.current()).rejects.toMatchObject({ status: 401 });
  const again = new DroneClient({ server: sandbox.url, token: next });
  expect((await again.user.current()).login).toBe("alice");
});

test.each(RELEASES)("%s: a sync tells of repositories that are not active", async (name) => {
  const { drone, has } = await onRelease(name);
  const synced = await drone.user.sync();
  const web = synced.find(({ slug }) => slug === "acme/web");
  expect(web).toMatchObject({ owner: "acme", name: "web", active: false });
  expect(web?.id !== undefined).toBe(has("repositories known by sync"));
  expect(synced.find(({ slug }) => slug === REPO)).toMatchObject({ active: true, id: expect.any(Number) });
  expect((await drone.user.repos()).map(({ slug }) => slug)).toContain(REPO);
});

test.each(RELEASES)("%s: what the SCM shows, where Drone asks it", async (name) => {
  const { alice, has } = await onRelease(name);
  const remote = alice.user.remoteRepos();
  if (!has("remote repositories")) await expect(remote).rejects.toThrow("only Drone 0.5–0.7, 1.4+ has");
  else expect((await remote).map(({ slug }) => slug)).toContain("alice/notes");
  const one = alice.user.remoteRepo("alice/notes");
  if (!has("one remote repository")) return expect(one).rejects.toThrow("only Drone 1.4+ has");
  expect(await one).toMatchObject({ slug: "alice/notes", active: false });
  await expect(alice.user.remoteRepo("alice/none")).rejects.toMatchObject({ status: 500 });
});

test.each(RELEASES)("%s: one's own email, from 1.0 on", async (name) => {
  const { alice, has } = await onRelease(name);
  const changed = alice.user.update({ email: "new@example.com" });
  if (has("change of one's own email")) expect((await changed).email).toBe("new@example.com");
  else await expect(changed).rejects.toThrow("only Drone 1.0+ has");
});

test.each(RELEASES)(
  "%s: repositories are activated, found, changed, taken over and removed",
  async (name) => {
    const { drone, has } = await onRelease(name);
    const repo = await drone.repos.activate("acme/api");
    expect(repo).toMatchObject({
      slug: "acme/api",
      owner: "acme",
      name: "api",
      active: true,
      timeout: 60,
      trusted: false,
      allowPullRequests: true,
      ignorePullRequests: false,
      defaultBranch: "master",
      cloneUrl: expect.stringContaining("acme/api.git"),
    });
    const settings = {
      trusted: true,
      timeout: 10,
      ignorePullRequests: true,
      ...(has("visibility") ? { visibility: "internal" as const } : {}),
      ...(has("protected") ? { protected: true, configPath: ".ci.yml" } : {}),
      ...(has("counter") ? { counter: 7 } : {}),
      ...(has("allowPush") ? { allowPush: false, allowDeploy: true, allowTag: true } : {}),
      ...(has("ignoreForks") ? { ignoreForks: true } : {}),
      ...(has("autoCancelPushes") ? { autoCancelPushes: true, autoCancelPullRequests: true } : {}),
      ...(has("autoCancelRunning") ? { autoCancelRunning: true } : {}),
      ...(has("throttle") ? { throttle: 3 } : {}),
    };
    const changed = await drone.repos.update("acme/api", settings);
    expect(changed).toMatchObject({ ...settings, allowPullRequests: false });
    expect(await drone.repos.find("acme/api")).toEqual(changed);
    expect((await drone.repos.update("acme/api", { allowPullRequests: true })).ignorePullRequests).toBe(
      false,
    );
    expect((await drone.repos.chown("acme/api")).slug).toBe("acme/api");
    await drone.repos.delete("acme/api");
    expect(await drone.repos.find("acme/api")).toBeUndefined();
  },
);

test.each(RELEASES)(
  "%s: a setting that the release does not have is refused, and nothing is sent",
  async (name) => {
    const { drone, has, sandbox } = await onRelease(name);
    const all = {
      allowPush: true,
      allowDeploy: true,
      allowTag: true,
      visibility: "public",
      protected: true,
      configPath: ".ci.yml",
      counter: 1,
      ignoreForks: true,
      autoCancelPushes: true,
      autoCancelPullRequests: true,
      throttle: 1,
      autoCancelRunning: true,
    } as const;
    const lacking = (Object.keys(all) as (keyof typeof all)[]).filter((setting) => !has(setting));
    expect(lacking).toHaveLength({ "0.5": 9, "0.7": 6, "0.8": 5, "1.10": 4, "2.25": 3 }[name]);
    for (const setting of lacking) {
      const sent = sandbox.requests.length;
      await expect(drone.repos.update(REPO, { [setting]: all[setting] })).rejects.toThrow(
        `has no ${setting}, only`,
      );
      expect(sandbox.requests.length).toBe(sent);
    }
  },
);

test.each(RELEASES)("%s: a repository that is deactivated is known from 0.8 on", async (name) => {
  const { drone, has } = await onRelease(name);
  const done = drone.repos.deactivate(REPO);
  if (!has("deactivation that keeps settings")) return expect(done).rejects.toThrow("only Drone 0.8+ has");
  await done;
  expect(await drone.repos.find(REPO)).toMatchObject({ active: false });
});

test("1.0 cannot remove a repository: it would ignore that and only deactivate it", async () => {
  const server = await stubServer(always(200, "application/json", "{}"));
  const drone = new DroneClient({ server: server.url, release: "1.0.1" });
  await expect(drone.repos.delete(REPO)).rejects.toThrow("only Drone 0.5–0.8, 1.1+ has");
  expect(server.asked).toEqual([]);
  await server.close();
});

test.each(RELEASES)("%s: all repositories, from 1.6 on and for administrators", async (name) => {
  const { drone, alice, has } = await onRelease(name);
  const all = drone.repos.list();
  if (!has("list of all repositories")) return expect(all).rejects.toThrow("only Drone 1.6+ has");
  expect((await all).map(({ slug }) => slug)).toEqual(expect.arrayContaining([REPO, "alice/notes"]));
  await expect(alice.repos.list()).rejects.toMatchObject({ status: 403 });
});

test.each(RELEASES)("%s: a repository is repaired, from 0.6 on", async (name) => {
  const { drone, has, sandbox } = await onRelease(name);
  if (!has("repair")) return expect(drone.repos.repair(REPO)).rejects.toThrow("only Drone 0.6+ has");
  await drone.repos.repair(REPO);
  expect(sandbox.requests.at(-1)).toMatchObject({ method: "POST", path: "/api/repos/octo/demo/repair" });
});

test.each(RELEASES)("%s: a repository is moved on 0.8 only", async (name) => {
  const { drone, has, sandbox } = await onRelease(name);
  const done = drone.repos.move(REPO, "octo/renamed").catch((error: Error) => error.message);
  // Drone answers 500 with Gogs, which is what the sandbox has for an SCM.
  if (has("moving")) expect(await done).toMatch(/^POST \/api\/repos\/octo\/demo\/move: 500/);
  else expect(await done).toContain("only Drone 0.8 has. From 1.0 on a sync follows");
  expect(sandbox.requests.some(({ path }) => path.endsWith("/move"))).toBe(has("moving"));
});

test("0.8: where a repository goes is said in the query", async () => {
  const server = await stubServer(always(200, "text/plain", ""));
  await new DroneClient({ server: server.url, release: "0.8" }).repos.move(REPO, "acme/new");
  expect(server.asked[0]?.url).toBe("/api/repos/octo/demo/move?to=acme%2Fnew");
  await server.close();
});

test.each(RELEASES)("%s: a pipeline file is signed, but not by 0.8", async (name) => {
  const { drone, has } = await onRelease(name);
  const signed = drone.repos.sign(REPO, "kind: pipeline\nname: default\n");
  if (!has("signatures")) return expect(signed).rejects.toThrow("only Drone 0.5–0.7, 1.0+ has");
  expect(await signed).toMatch(has("JSON throughout") ? /^[0-9a-f]{64}$/ : /^[\w-]+\.[\w-]+\.[\w-]+$/);
});

test.each(RELEASES)("%s: a value is encrypted for the pipeline file, from 1.0 on", async (name) => {
  const { drone, has } = await onRelease(name);
  const encrypted = drone.repos.encrypt(REPO, "hunter2");
  if (!has("encryption")) return expect(encrypted).rejects.toThrow("only Drone 1.0+ has");
  expect(Buffer.from(await encrypted, "base64").length).toBe(12 + "hunter2".length + 16);
});

test.each(RELEASES)("%s: collaborators, from 1.0 on", async (name) => {
  const { alice, drone, has } = await onRelease(name);
  const people = drone.collaborators(REPO);
  if (!has("collaborators")) return expect(people.list()).rejects.toThrow("only Drone 1.0+ has");
  // Until somebody comes, Drone knows only what the list of repositories says.
  expect(await people.find("alice")).toEqual({ read: true, write: false, admin: false });
  await alice.repos.find(REPO);
  expect(await people.list()).toMatchObject([
    { userId: 2, login: "alice", read: true, write: true, admin: false, syncedAt: expect.any(Number) },
    { userId: 1, login: "octo", admin: true },
  ]);
  expect(await people.find("alice")).toEqual({ read: true, write: true, admin: false });
  await people.delete("alice");
  expect(await people.find("alice")).toBeUndefined();
});

test.each(RELEASES)("%s: secrets of a repository, in one language", async (name) => {
  const { drone, has } = await onRelease(name);
  const secrets = drone.secrets.ofRepo(REPO);
  expect(await secrets.list()).toEqual([]);
  await secrets.create({ ...everywhere, name: "KEY", value: "v" });
  const made = await secrets.find("KEY");
  expect(made).toMatchObject({ ...everywhere, id: expect.any(Number), name: "KEY" });
  expect(JSON.stringify(made)).not.toContain('"v"');
  const events = [...OWN_EVENTS, "pull_request"];
  await secrets.update({ ...everywhere, name: "KEY", value: "w", events });
  expect(await secrets.find("KEY")).toMatchObject({ id: made?.id, events });
  expect((await secrets.find("KEY"))?.pullRequest).toBe(has("pullRequest") ? true : undefined);
  await secrets.delete("KEY");
  expect(await secrets.list()).toEqual([]);
});

test.each(["0.7", "0.8"] as const)("%s: every image is said by naming none", async (name) => {
  const { drone, sandbox } = await onRelease(name);
  await drone.secrets.ofRepo(REPO).create({ ...everywhere, name: "KEY", value: "v" });
  expect(sandbox.world.repoSecrets.rows[0]?.images).toEqual([]);
  await drone.secrets.ofRepo(REPO).create({ ...everywhere, name: "TWO", value: "v", images: ["alpine"] });
  expect((await drone.secrets.ofRepo(REPO).find("TWO"))?.images).toEqual(["alpine"]);
});

test.each(SINCE_07)("%s: a secret is changed without its value, and made only once", async (name) => {
  const { drone } = await onRelease(name);
  const secrets = drone.secrets.ofRepo(REPO);
  expect(await secrets.create({ ...everywhere, name: "KEY", value: "v" })).toMatchObject({ name: "KEY" });
  const events = [...OWN_EVENTS, "pull_request"];
  expect(await secrets.update({ ...everywhere, name: "KEY", events })).toMatchObject({ events });
  const again = secrets.create({ ...everywhere, name: "KEY", value: "hunter2" });
  await expect(again).rejects.toMatchObject({
    status: 500,
    message: expect.stringMatching(/^(?!.*hunter2).*UNIQUE constraint failed.*It exists already/s),
  });
});

test.each(RELEASES)("%s: what cannot be said of a secret is refused, and nothing is sent", async (name) => {
  const { drone, sandbox } = await onRelease(name);
  const sent = sandbox.requests.length;
  const odd = [
    ...(name === "0.5" ? [] : [{ skipVerify: true }]),
    ...(LEGACY.includes(name) ? [{ pullRequestPush: true }, { pullRequest: true }] : []),
    ...(["0.7", "0.8"].includes(name) ? [{ conceal: true }, { images: ["plugins/*"] }, { events: [] }] : []),
    ...(MODERN.includes(name) ? [{ images: ["alpine"] }, { events: ["push"] }, { conceal: false }] : []),
  ];
  for (const each of odd) {
    const secret = { ...everywhere, name: "KEY", value: "v", ...each };
    await expect(drone.secrets.ofRepo(REPO).create(secret)).rejects.toMatchObject({ kind: "no-endpoint" });
  }
  expect(sandbox.requests.length).toBe(sent);
  expect(await drone.secrets.ofRepo(REPO).list()).toEqual([]);
});

test.each(RELEASES)("%s: secrets of a team, on 0.5 and from 1.1 on", async (name) => {
  const { drone, has } = await onRelease(name);
  const secrets = drone.secrets.ofTeam("acme");
  if (!has("team secrets")) return expect(secrets.list()).rejects.toThrow("only Drone 0.5, 1.1+ has");
  await secrets.create({ ...everywhere, name: "KEY", value: "v" });
  expect(await secrets.list()).toMatchObject([{ name: "KEY" }]);
  expect((await secrets.find("key"))?.name).toBe(name === "0.5" ? undefined : "KEY");
  await secrets.delete("KEY");
  expect(await secrets.find("KEY")).toBeUndefined();
});

test.each(RELEASES)("%s: secrets of all, on 0.5 only", async (name) => {
  const { drone, has } = await onRelease(name);
  const secrets = drone.secrets.global();
  if (!has("global secrets")) return expect(secrets.list()).rejects.toThrow("only Drone 0.5 has");
  await secrets.create({ ...everywhere, name: "KEY", value: "v" });
  expect(await secrets.list()).toMatchObject([{ name: "KEY" }]);
  await secrets.delete("KEY");
});

test.each(RELEASES)("%s: registries, on 0.6–0.8", async (name) => {
  const { drone, has } = await onRelease(name);
  const registries = drone.registries(REPO);
  if (!has("registries")) return expect(registries.list()).rejects.toThrow("only Drone 0.6–0.8 has");
  const address = "registry.example.com:5000";
  await registries.create({ address, username: "ci", password: "hunter2", email: "ci@x" });
  await registries.create({ address: "docker.io", username: "ci", password: "hunter2" });
  await registries.delete("docker.io");
  const made = await registries.find(address);
  expect(await registries.find("docker.io")).toBeUndefined();
  expect(made).toEqual({ id: 1, address, username: "ci", email: "ci@x", token: "" });
  await registries.update({ address, username: "cd" });
  expect(await registries.list()).toEqual([{ ...made, username: "cd" }]);
  await registries.delete(address);
  expect(await registries.find(address)).toBeUndefined();
});

test.each(RELEASES)("%s: crons, from 1.0 on", async (name) => {
  const { drone, has } = await onRelease(name);
  const crons = drone.crons(REPO);
  if (!has("crons")) return expect(crons.list()).rejects.toThrow("only Drone 1.0+ has");
  const made = await crons.create({ name: "Every Night", expr: "@daily", branch: "master" });
  expect(made).toMatchObject({ name: "every-night", target: "", disabled: false, event: "push", prev: 0 });
  expect(await crons.list()).toEqual([made]);
  const changed = await crons.update("every-night", { target: "prod", disabled: true });
  expect(changed).toEqual({ ...made, target: "prod", disabled: true });
  expect(await crons.find("every-night")).toEqual(changed);
  expect(await crons.execute("every-night")).toMatchObject({ number: 1, event: "cron", cron: "every-night" });
  await crons.delete("every-night");
  expect(await crons.find("every-night")).toBeUndefined();
});

test("a cron is executed from 1.5 on", async () => {
  const drone = new DroneClient({ server: "http://127.0.0.1:9", release: "1.4" });
  await expect(drone.crons(REPO).execute("x")).rejects.toThrow("only Drone 1.5+ has");
});

test.each(RELEASES)("%s: templates, from 2.1 on", async (name) => {
  const { drone, has } = await onRelease(name);
  const { templates } = drone;
  if (!has("templates")) return expect(templates.list()).rejects.toThrow("only Drone 2.1+ has");
  const made = await templates.create("acme", { name: "a+b.yaml", data: "kind: pipeline" });
  expect(made).toMatchObject({ namespace: "acme", name: "a+b.yaml", data: "kind: pipeline" });
  expect(await templates.update("acme", "a+b.yaml", { data: "x" })).toEqual({ ...made, data: "x" });
  // Namespaces fold case: the one that is there stays as it was spelt.
  expect((await templates.update("ACME", "a+b.yaml", { data: "x" })).namespace).toBe("acme");
  const other = await templates.create("octo", { name: "b.yaml", data: "x" });
  expect(await templates.list("octo")).toEqual([other]);
  expect(await templates.list()).toHaveLength(2);
  await templates.delete("octo", "b.yaml");
  expect(await templates.find("acme", "a+b.yaml")).toEqual({ ...made, data: "x" });
  await templates.delete("acme", "a+b.yaml");
  expect(await templates.list()).toEqual([]);
});
