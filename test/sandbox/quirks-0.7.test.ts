import { expect, test } from "vitest";
import { freshSandbox } from "./asking";

const drone = freshSandbox({ release: "0.7" });
const { ask } = drone;
const world = () => drone.sandbox.world;

test("every answer of Drone's carries its release", async () => {
  expect((await ask("GET /api/user", undefined, "")).headers["x-drone-version"]).toBe("0.7.3");
});

test("what 0.7 no longer has, or does not have yet, seems to succeed, with a page", async () => {
  for (const line of [
    "GET /version",
    "GET /api/agents",
    "POST /api/global/secrets",
    "POST /api/teams/acme/secrets",
    "POST /api/repos/octo/demo/move",
    "DELETE /api/repos/octo/demo/builds/1",
  ]) {
    const { status, headers } = await ask(line);
    expect([line, status, headers["content-type"]]).toEqual([line, 200, "text/html; charset=utf-8"]);
  }
});

test("metrics are for admins", async () => {
  expect((await ask("GET /metrics", undefined, "")).status).toBe(401);
  expect((await ask("GET /metrics", undefined, "alice-token")).status).toBe(413);
});

test("a repository is activated without a sync", async () => {
  const { json } = await ask("POST /api/repos/octo/vault");
  expect(json).toEqual({
    id: 1,
    owner: "octo",
    name: "vault",
    full_name: "octo/vault",
    avatar_url: "http://127.0.0.1:3000/avatars/1",
    link_url: "http://127.0.0.1:3000/octo/vault",
    scm: "git",
    clone_url: "http://127.0.0.1:3000/octo/vault.git",
    default_branch: "master",
    timeout: 60,
    visibility: "private",
    private: true,
    trusted: false,
    gated: false,
    allow_pr: true,
    allow_push: true,
    allow_deploys: false,
    allow_tags: false,
    last_build: 0,
    config_file: ".drone.yml",
  });
  expect(await ask("POST /api/repos/octo/vault")).toMatchObject({
    status: 409,
    text: "Repository already exists.",
  });
});

test("what is no repository of Drone's is listed without id, as if it had settings", async () => {
  expect((await ask("GET /api/user/repos")).json).toBeNull();
  expect((await ask("GET /api/user/repos?all=true")).json[0]).toEqual({
    owner: "octo",
    name: "demo",
    full_name: "octo/demo",
    avatar_url: "http://127.0.0.1:3000/avatars/1",
    visibility: "",
    trusted: false,
    gated: false,
    allow_pr: false,
    allow_push: false,
    allow_deploys: false,
    allow_tags: false,
    last_build: 0,
    config_file: "",
  });
});

test("DELETE removes the row, says nothing, and leaves the webhook", async () => {
  await ask("POST /api/repos/octo/demo");
  expect(await ask("DELETE /api/repos/octo/demo")).toMatchObject({ status: 200, text: "" });
  expect((await ask("GET /api/repos/octo/demo")).status).toBe(404);
  expect((await ask("POST /api/repos/octo/demo")).json.id).toBe(2);
  expect(world().scm.webhooksOf("octo/demo")).toHaveLength(2);
});

test("a private repository is a 500 to a stranger among the users", async () => {
  await ask("POST /api/repos/octo/vault");
  expect((await ask("GET /api/repos/octo/vault", undefined, "alice-token")).status).toBe(500);
});

test("who may push may change the settings, but trusted or timeout refuses the whole change", async () => {
  await ask("POST /api/repos/octo/demo");
  const change = (body: object) => ask("PATCH /api/repos/octo/demo", body, "alice-token");
  expect((await change({ allow_pr: false, gated: true })).json).toMatchObject({
    allow_pr: false,
    gated: true,
  });
  expect(await change({ timeout: 60, allow_pr: true })).toMatchObject({
    status: 403,
    text: "Insufficient privileges",
  });
  expect((await ask("GET /api/repos/octo/demo")).json.allow_pr).toBe(false);
});

test("build_counter is not known yet", async () => {
  await ask("POST /api/repos/octo/demo");
  expect((await ask("PATCH /api/repos/octo/demo", { build_counter: 41 })).json.last_build).toBe(0);
});

test("visibility decides who may read, as long as the SCM answers", async () => {
  await ask("POST /api/repos/octo/hello-world");
  await ask("PATCH /api/repos/octo/hello-world", { visibility: "internal" });
  expect((await ask("GET /api/repos/octo/hello-world", undefined, "")).status).toBe(401);
  expect((await ask("GET /api/repos/octo/hello-world", undefined, "alice-token")).status).toBe(200);
  world().scmCache.clear();
  world().scm.reachable = false;
  expect((await ask("GET /api/repos/octo/hello-world", undefined, "alice-token")).status).toBe(500);
});

test("a secret that is there is a 500 to POST, and one that is not there is a 500 to DELETE", async () => {
  await ask("POST /api/repos/octo/demo");
  await ask("POST /api/repos/octo/demo/secrets", { name: "A", value: "v" });
  expect((await ask("POST /api/repos/octo/demo/secrets", { name: "A", value: "w" })).status).toBe(500);
  expect((await ask("DELETE /api/repos/octo/demo/secrets/A")).status).toBe(204);
  expect((await ask("DELETE /api/repos/octo/demo/secrets/A")).status).toBe(500);
});

test("a registry is answered with id 0, and listed with its token in clear", async () => {
  await ask("POST /api/repos/octo/demo");
  const registry = { address: "a.io", username: "u", password: "p", token: "t" };
  expect((await ask("POST /api/repos/octo/demo/registry", registry)).json.id).toBe(0);
  expect((await ask("GET /api/repos/octo/demo/registry")).json).toMatchObject([{ id: 1, token: "t" }]);
});

test("a body can be signed, with the hash of the activation", async () => {
  await ask("POST /api/repos/octo/demo");
  const sign = async () => (await ask("POST /api/repos/octo/demo/sign", "a: b\n")).text;
  const signed = await sign();
  expect(signed.split(".")).toHaveLength(3);
  expect(await sign()).toBe(signed);
  await ask("DELETE /api/repos/octo/demo");
  await ask("POST /api/repos/octo/demo");
  expect(await sign()).not.toBe(signed);
});

test("a fork of a build is answered as the deployment that it was to be, and is none", async () => {
  await ask("POST /api/repos/octo/demo");
  const build = world().push("octo/demo");
  expect((await ask("POST /api/repos/octo/demo/builds/1")).status).toBe(409);
  Object.assign(build ?? {}, { status: "success" });
  const { json } = await ask("POST /api/repos/octo/demo/builds/1?fork=true&event=deployment&deploy_to=prod");
  expect(json).toMatchObject({ number: 2, parent: 1, event: "deployment", deploy_to: "prod" });
  expect((await ask("GET /api/repos/octo/demo/builds/2")).json).toMatchObject({
    event: "push",
    deploy_to: "",
  });
});
