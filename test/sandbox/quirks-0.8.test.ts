import { expect, test } from "vitest";
import { freshSandbox } from "./asking";

const drone = freshSandbox({ release: "0.8" });
const { ask } = drone;
const world = () => drone.sandbox.world;
const hooks = (fullName: string) => world().scm.webhooksOf(fullName);
const sync = (token?: string) => ask("GET /api/user/repos?all=true&flush=true", undefined, token);

async function activate(fullName: string): Promise<void> {
  await sync();
  await ask(`POST /api/repos/${fullName}`);
}

test("the tag v0.8.10 says that it is 0.8.9", async () => {
  const { headers, json } = await ask("GET /version", undefined, "");
  expect([headers["x-drone-version"], json.version]).toEqual(["0.8.9", "0.8.9"]);
});

test("what 0.8 no longer has seems to succeed, with a page", async () => {
  for (const line of [
    "GET /api/user/repos/remote",
    "POST /api/repos/octo/demo/sign",
    "POST /api/global/secrets",
    "GET /api/teams/acme/secrets",
    "GET /api/agents",
  ]) {
    const { status, headers } = await ask(line);
    expect([line, status, headers["content-type"]]).toEqual([line, 200, "text/html; charset=UTF-8"]);
  }
});

test("a login has letters, digits, dashes, dots and underscores only", async () => {
  expect(await ask("POST /api/users", { login: "a b" })).toMatchObject({
    status: 400,
    text: "Invalid User Login",
  });
  expect((await ask("POST /api/users", { login: "a-b_c.D1" })).json).toMatchObject({ synced: 0 });
});

test("a repository that no sync has seen cannot be activated, not even by an admin", async () => {
  expect(await ask("POST /api/repos/octo/demo")).toMatchObject({ status: 404, text: "" });
  await sync();
  expect((await ask("POST /api/repos/octo/demo")).json).toMatchObject({ id: 1, active: true, timeout: 60 });
});

test("a new repository is there after the next sync, which comes when asked for or after 72 hours", async () => {
  await sync();
  world().scm.addRepo("octo/new");
  const list = async () => (await ask("GET /api/user/repos?all=true")).text;
  expect(await list()).not.toContain("octo/new");
  const now = world().now();
  world().now = () => now + 73 * 3600;
  expect(await list()).toContain("octo/new");
});

test("a sync uses up an id for each repository that it knows already", async () => {
  await sync();
  await sync();
  await sync("alice-token");
  expect(world().repo("alice/notes")?.id).toBe(13);
});

test("a sync that fails is kept quiet: the old list, and the time of a sync", async () => {
  await sync();
  world().scm.reachable = false;
  const later = world().now() + 9999;
  world().now = () => later;
  expect((await sync()).json).toHaveLength(6);
  expect((await ask("GET /api/user")).json.synced).toBe(later);
});

test("whoever looked at a repository has it in his list", async () => {
  await activate("octo/hello-world");
  expect((await ask("GET /api/user/repos", undefined, "alice-token")).json).toEqual([]);
  await ask("GET /api/repos/octo/hello-world", undefined, "alice-token");
  expect((await ask("GET /api/user/repos", undefined, "alice-token")).json).toHaveLength(1);
});

test("a repository that is not activated is shown to its users, to no stranger, and without visibility", async () => {
  await sync();
  const { json } = await ask("GET /api/repos/octo/demo", undefined, "alice-token");
  expect(json).toMatchObject({ active: false, visibility: "", config_file: "", last_build: 0 });
  expect(json).not.toHaveProperty("timeout");
  expect((await ask("GET /api/repos/octo/demo", undefined, "")).status).toBe(401);
});

test("a private repository is a 404 to a stranger among the users", async () => {
  await activate("octo/vault");
  expect((await ask("GET /api/repos/octo/vault", undefined, "alice-token")).status).toBe(404);
});

test("an activation in other letters is a 404", async () => {
  await activate("octo/demo");
  expect((await ask("POST /api/repos/OCTO/Demo")).status).toBe(404);
  expect(hooks("octo/demo")).toHaveLength(1);
});

test("an activation keeps what was set before it", async () => {
  await sync();
  await ask("PATCH /api/repos/octo/demo", { timeout: 15, allow_tag: true });
  expect((await ask("POST /api/repos/octo/demo")).json).toMatchObject({
    timeout: 15,
    allow_tags: true,
    allow_push: false,
    visibility: "public",
    config_file: ".drone.yml",
  });
  expect(await ask("POST /api/repos/octo/demo")).toMatchObject({
    status: 409,
    text: "Repository is already active.",
  });
});

test("DELETE only deactivates: id, settings and secrets stay, and it may be said twice", async () => {
  await activate("octo/demo");
  await ask("PATCH /api/repos/octo/demo", { timeout: 5 });
  await ask("POST /api/repos/octo/demo/secrets", { name: "A", value: "v" });
  for (const _ of ["once", "twice"]) {
    const { status, json } = await ask("DELETE /api/repos/octo/demo");
    expect([status, json.active]).toEqual([200, false]);
  }
  expect((await ask("POST /api/repos/octo/demo")).json).toMatchObject({ id: 1, timeout: 5, active: true });
  expect((await ask("GET /api/repos/octo/demo/secrets")).json).toHaveLength(1);
});

test("DELETE with ?remove=true takes the row, and the next sync makes another", async () => {
  await activate("octo/demo");
  await ask("POST /api/repos/octo/demo/secrets", { name: "A", value: "v" });
  expect((await ask("DELETE /api/repos/octo/demo?remove=yes")).json.active).toBe(false);
  expect((await ask("GET /api/repos/octo/demo")).status).toBe(200);
  await ask("DELETE /api/repos/octo/demo?remove=true");
  expect((await ask("GET /api/repos/octo/demo")).status).toBe(404);
  await activate("octo/demo");
  expect((await ask("GET /api/repos/octo/demo")).json.id).toBe(7);
  expect((await ask("GET /api/repos/octo/demo/secrets")).json).toEqual([]);
});

test("each activation and repair leaves one more webhook, and one push becomes as many builds", async () => {
  await activate("octo/demo");
  await ask("DELETE /api/repos/octo/demo");
  expect(world().push("octo/demo")).toBeUndefined();
  await ask("POST /api/repos/octo/demo");
  expect(await ask("POST /api/repos/octo/demo/repair")).toMatchObject({ status: 200, text: "" });
  expect(hooks("octo/demo")).toHaveLength(3);
  world().push("octo/demo");
  expect((await ask("GET /api/repos/octo/demo/builds")).json).toHaveLength(3);
});

test("a repair activates nothing", async () => {
  await sync();
  await ask("POST /api/repos/acme/web/repair");
  expect(hooks("acme/web")).toHaveLength(1);
  expect((await ask("GET /api/repos/acme/web")).json.active).toBe(false);
});

test("a repository that is gone at the SCM cannot be activated", async () => {
  await sync();
  world().scm.repos.length = 0;
  expect(await ask("POST /api/repos/octo/demo")).toMatchObject({ status: 500, text: "404 Not Found" });
  expect((await ask("GET /api/repos/octo/demo")).json.active).toBe(false);
});

test("a move is a 500 with Gogs, wherever to", async () => {
  await activate("octo/demo");
  expect(await ask("POST /api/repos/octo/demo/move?to=octo/hello-world")).toMatchObject({
    status: 500,
    text: "",
  });
});

test("who may push may not change the settings", async () => {
  await activate("octo/demo");
  expect(await ask("PATCH /api/repos/octo/demo", { allow_pr: false }, "alice-token")).toMatchObject({
    status: 403,
    text: "User not authorized",
  });
});

test("trusted or timeout from who is no admin of Drone refuses the whole change", async () => {
  await sync("alice-token");
  await ask("POST /api/repos/alice/notes", undefined, "alice-token");
  for (const more of [{ trusted: false }, { timeout: 60 }]) {
    expect(
      await ask("PATCH /api/repos/alice/notes", { ...more, allow_pr: false }, "alice-token"),
    ).toMatchObject({ status: 403, text: "Insufficient privileges" });
  }
  expect((await ask("GET /api/repos/alice/notes")).json.allow_pr).toBe(true);
});

test("a visibility that is none refuses the whole change", async () => {
  await activate("octo/demo");
  expect(await ask("PATCH /api/repos/octo/demo", { visibility: "", timeout: 5 })).toMatchObject({
    status: 400,
    text: "Invalid visibility type",
  });
  expect((await ask("GET /api/repos/octo/demo")).json.timeout).toBe(60);
});

test("visibility decides who may read, whatever the SCM says", async () => {
  await activate("octo/vault");
  await ask("PATCH /api/repos/octo/vault", { visibility: "internal" });
  expect((await ask("GET /api/repos/octo/vault", undefined, "alice-token")).status).toBe(200);
  expect((await ask("GET /api/repos/octo/vault", undefined, "")).status).toBe(401);
  await ask("PATCH /api/repos/octo/vault", { visibility: "public" });
  expect((await ask("GET /api/repos/octo/vault", undefined, "")).json.private).toBe(true);
});

test("build_counter is written, last_build is read, and builds go on from there", async () => {
  await activate("octo/demo");
  expect((await ask("PATCH /api/repos/octo/demo", { last_build: 7 })).json.last_build).toBe(0);
  expect((await ask("PATCH /api/repos/octo/demo", { build_counter: 41 })).json.last_build).toBe(41);
  expect(world().push("octo/demo")?.number).toBe(42);
  expect((await ask("GET /api/repos/octo/demo")).json.last_build).toBe(42);
});

test("a permission counts for an hour", async () => {
  await activate("octo/demo");
  const status = async () => (await ask("GET /api/repos/octo/demo/secrets", undefined, "alice-token")).status;
  expect(await status()).toBe(200);
  world().scm.find("octo/demo")?.members.delete("alice");
  expect(await status()).toBe(200);
  const now = world().now();
  world().now = () => now + 3601;
  expect(await status()).toBe(404);
});

test("a secret is answered with its id, and a list that was left out is not an empty one", async () => {
  await activate("octo/demo");
  expect((await ask("GET /api/repos/octo/demo/secrets")).text).toBe("[]\n");
  expect((await ask("POST /api/repos/octo/demo/secrets", { name: "A", value: "v", event: [] })).json).toEqual(
    { id: 1, name: "A", image: null, event: [] },
  );
});

test("a secret that is there is a 500 to POST, and stays as it is", async () => {
  await activate("octo/demo");
  await ask("POST /api/repos/octo/demo/secrets", { name: "A", value: "v" });
  expect(await ask("POST /api/repos/octo/demo/secrets", { name: "A", value: "w" })).toMatchObject({
    status: 500,
    text: 'Error inserting secret "A". meddler.Insert: DB error in Exec: UNIQUE constraint failed: secrets.secret_name, secrets.secret_repo_id',
  });
  expect(world().secretsOf("octo/demo")).toMatchObject([{ value: "v" }]);
});

test.each([
  [{ value: "v" }, "Invalid Secret Name"],
  [{ name: "A" }, "Invalid Secret Value"],
])("the secret %j is refused", async (secret, words) => {
  await activate("octo/demo");
  expect(await ask("POST /api/repos/octo/demo/secrets", secret)).toMatchObject({
    status: 400,
    text: `Error inserting secret. ${words}`,
  });
});

test("a secret's lists can be replaced, and not be cleared", async () => {
  await activate("octo/demo");
  await ask("POST /api/repos/octo/demo/secrets", { name: "A", value: "v", image: ["a"], event: ["push"] });
  await ask("PATCH /api/repos/octo/demo/secrets/A", { name: "B", value: "", image: [], event: ["tag"] });
  expect(world().secretsOf("octo/demo")).toMatchObject([
    { name: "A", value: "v", images: ["a"], events: ["tag"] },
  ]);
});

test("a secret that is not there is a 404 to GET and PATCH, and a 500 to DELETE", async () => {
  await activate("octo/demo");
  const words = 'secret "A". sql: no rows in result set';
  for (const [method, status, doing] of [
    ["GET", 404, "getting"],
    ["PATCH", 404, "getting"],
    ["DELETE", 500, "deleting"],
  ]) {
    expect(
      await ask(`${method} /api/repos/octo/demo/secrets/A`, method === "PATCH" ? {} : undefined),
    ).toMatchObject({
      status,
      text: `Error ${doing} ${words}`,
    });
  }
});

test("a registry is answered as it was sent, with id 0, its token in clear, and without its password", async () => {
  await activate("octo/demo");
  const registry = { address: "docker.io", username: "u", password: "p", email: "e", token: "t" };
  const shown = { ...registry, password: "" };
  expect((await ask("POST /api/repos/octo/demo/registry", registry)).json).toEqual({ id: 0, ...shown });
  expect((await ask("GET /api/repos/octo/demo/registry")).json).toEqual([{ id: 1, ...shown }]);
});

test("a change of a registry is answered as it was sent, which is not what is kept", async () => {
  await activate("octo/demo");
  await ask("POST /api/repos/octo/demo/registry", { address: "a.io", username: "u", password: "p" });
  const { json } = await ask("PATCH /api/repos/octo/demo/registry/a.io", { address: "b.io", token: "t" });
  expect(json).toMatchObject({ id: 0, address: "b.io", username: "" });
  expect(world().registries.rows).toMatchObject([
    { id: 1, address: "a.io", username: "u", password: "p", token: "t" },
  ]);
});

test("a registry that is there is a 500 to POST, and one that is not there is a 500 to DELETE", async () => {
  await activate("octo/demo");
  const registry = { address: "a.io", username: "u", password: "p" };
  await ask("POST /api/repos/octo/demo/registry", registry);
  expect(await ask("POST /api/repos/octo/demo/registry", registry)).toMatchObject({
    status: 500,
    text: expect.stringContaining("UNIQUE constraint failed: registry.registry_addr"),
  });
  expect((await ask("DELETE /api/repos/octo/demo/registry/a.io")).status).toBe(204);
  expect((await ask("DELETE /api/repos/octo/demo/registry/a.io")).status).toBe(500);
  expect((await ask("GET /api/repos/octo/demo/registry/a.io")).status).toBe(404);
});

test("a registry whose address has a slash can be made, and not be reached again", async () => {
  await activate("octo/demo");
  const address = "https://index.docker.io/v1/";
  await ask("POST /api/repos/octo/demo/registry", { address, username: "u", password: "p" });
  const { status, headers } = await ask(
    `DELETE /api/repos/octo/demo/registry/${encodeURIComponent(address)}`,
  );
  expect([status, headers["content-type"]]).toEqual([200, "text/html; charset=UTF-8"]);
  expect(world().registries.rows).toHaveLength(1);
});

test("a restart is always a new build, of a build that still waits too", async () => {
  await activate("octo/demo");
  world().push("octo/demo");
  expect((await ask("POST /api/repos/octo/demo/builds/1")).json).toMatchObject({ number: 2, parent: 1 });
});
