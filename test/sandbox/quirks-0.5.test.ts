import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { freshSandbox } from "./asking";

const drone = freshSandbox();
const { ask } = drone;
const form = { "Content-Type": "application/x-www-form-urlencoded" };
const world = () => drone.sandbox.world;

test("every answer of Drone's carries its release", async () => {
  expect((await ask("GET /api/user", undefined, "")).headers["x-drone-version"]).toBe("0.5.0+dev");
});

test("an endpoint that 0.5 does not have seems to succeed, with a page", async () => {
  for (const line of [
    "GET /api/user/",
    "PUT /api/user",
    "DELETE /api/nope",
    "GET /version",
    "PATCH //api/user",
  ]) {
    const { status, headers } = await ask(line);
    expect([line, status, headers["content-type"]]).toEqual([line, 200, "text/html; charset=utf-8"]);
  }
});

test("a slash too many is a redirect where no fixed word could follow", async () => {
  expect(await ask("GET /api/builds/")).toMatchObject({ status: 301, headers: { location: "/api/builds" } });
  expect(await ask("POST /api/users/", {})).toMatchObject({
    status: 307,
    headers: { location: "/api/users" },
  });
  expect(await ask("GET /api/users/")).toMatchObject({ status: 301 });
  expect(await ask("GET /api/repos/octo/demo/")).toMatchObject({ status: 200 });
});

test("who is no admin gets 413", async () => {
  expect(await ask("GET /api/users", undefined, "alice-token")).toMatchObject({
    status: 413,
    text: "User not authorized",
  });
});

test("a user shows as admin only to himself", async () => {
  expect((await ask("GET /api/user")).json.admin).toBe(true);
  expect((await ask("GET /api/users/octo")).json).not.toHaveProperty("admin");
});

test("a bad token in the header is not rescued by a good one in the query", async () => {
  expect((await ask("GET /api/user?access_token=octo-token", undefined, "")).status).toBe(200);
  expect((await ask("GET /api/user?access_token=octo-token", undefined, "bad")).status).toBe(401);
});

test("a browser's session may look, and write only with the token of its page", async () => {
  const login = await ask("POST /authorize", "username=octo&password=octo-pass", "", form);
  const cookie = { Cookie: login.headers["set-cookie"]?.split(";")[0] ?? "" };
  expect((await ask("GET /api/user", undefined, "", cookie)).json.login).toBe("octo");
  expect((await ask("POST /api/user/token", undefined, "", cookie)).status).toBe(401);
  const page = await ask("GET /", undefined, "", cookie);
  const csrf = /name="csrf-token" content="([^"]+)"/.exec(page.text)?.[1] ?? "";
  expect((await ask("POST /api/user/token", undefined, "", { ...cookie, "X-CSRF-TOKEN": csrf })).text).toBe(
    "octo-token",
  );
});

test("who logs in for the first time becomes a user", async () => {
  world().scm.accounts.set("carol", "carol-pass");
  await ask("POST /authorize", "username=carol&password=carol-pass", "", form);
  expect((await ask("GET /api/user", undefined, "carol-token")).json).toMatchObject({ id: 3, active: false });
});

test("a user can have any login, once", async () => {
  expect((await ask("POST /api/users", { login: "" })).json).toMatchObject({
    id: 3,
    login: "",
    active: true,
  });
  expect(await ask("POST /api/users", { login: "" })).toMatchObject({
    status: 500,
    text: "meddler.Insert: DB error in Exec: UNIQUE constraint failed: users.user_login",
  });
});

test("a login with a slash is never found again", async () => {
  await ask("POST /api/users", { login: "a/b" });
  expect((await ask("DELETE /api/users/a%2Fb")).headers["content-type"]).toMatch("text/html");
  expect(world().user("a/b")).toBeDefined();
});

test("an update of a user without active deactivates him", async () => {
  await ask("POST /api/users", { login: "bob" });
  expect((await ask("PATCH /api/users/bob", {})).json.active).toBe(false);
});

test("an id is never given again", async () => {
  expect((await ask("POST /api/users", { login: "bob" })).json.id).toBe(3);
  await ask("DELETE /api/users/bob");
  expect((await ask("POST /api/users", { login: "bob" })).json.id).toBe(4);
});

test.each([
  ["", "EOF"],
  [" ", "EOF"],
  ["{", "unexpected EOF"],
  ['{"login":"x', "unexpected EOF"],
  ["x", "invalid character 'x' looking for beginning of value"],
  ["{login:1}", "invalid character 'l' looking for beginning of object key string"],
  ['{"login" 1}', "invalid character '1' after object key"],
  ['{"login":1 2}', "invalid character '2' after object key:value pair"],
  ["[1 2]", "invalid character '2' after array element"],
  ["nul ", "invalid character ' ' in literal null (expecting 'l')"],
  ['{"login":"\n"}', "invalid character '\\n' in string literal"],
  ['{"login":"\\x"}', "invalid character 'x' in string escape code"],
  ["-x", "invalid character 'x' in numeric literal"],
  ['{"login":true}', "json: cannot unmarshal bool into Go struct field User.login of type string"],
  ['{"active":{}}', "json: cannot unmarshal object into Go struct field User.active of type bool"],
  ['{"id":1.5}', "json: cannot unmarshal number 1.5 into Go struct field User.id of type int64"],
  ["5", "json: cannot unmarshal number into Go value of type model.User"],
])("the body %j is refused in Go's words", async (body, words) => {
  expect(await ask("POST /api/users", body)).toMatchObject({ status: 400, text: words });
});

test("keys ignore case, null is absent, and what follows the document is not read", async () => {
  await ask("POST /api/users", '{"LOGIN":"a","login":"b","email":null} nonsense');
  expect(world().user("b")).toMatchObject({ email: "" });
});

test("a repository is activated with these settings, whatever the body says", async () => {
  const { json } = await ask("POST /api/repos/octo/vault", { timeout: 5, trusted: true });
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
    private: true,
    trusted: false,
    allow_pr: true,
    allow_push: true,
    allow_deploys: false,
    allow_tags: false,
  });
});

test("the webhook has the address under which the server was asked", async () => {
  await ask("POST /api/repos/octo/demo", undefined, "octo-token", {
    Host: "ci.example.com",
    "X-Forwarded-Proto": "https",
  });
  expect(world().scm.webhooksOf("octo/demo")[0]?.url).toMatch(
    /^https:\/\/ci\.example\.com\/hook\?access_token=/,
  );
});

test("a second activation in other letters fails after it made a second webhook", async () => {
  await ask("POST /api/repos/octo/demo");
  expect(await ask("POST /api/repos/OCTO/Demo")).toMatchObject({
    status: 500,
    text: expect.stringContaining("UNIQUE"),
  });
  expect(world().scm.webhooksOf("octo/demo")).toHaveLength(2);
});

test("a removed repository leaves its secrets and its webhook behind, and comes back without them", async () => {
  await ask("POST /api/repos/octo/demo");
  await ask("POST /api/repos/octo/demo/secrets", { name: "A", value: "v" });
  expect(await ask("DELETE /api/repos/octo/demo")).toMatchObject({ status: 200, text: "" });
  expect((await ask("GET /api/repos/octo/demo")).status).toBe(404);
  expect((await ask("POST /api/repos/octo/demo")).json.id).toBe(2);
  expect(world().repoSecrets.rows).toHaveLength(1);
  expect((await ask("GET /api/repos/octo/demo/secrets")).json).toBeNull();
  expect(world().scm.webhooksOf("octo/demo")).toHaveLength(2);
});

test("allow_deploys is read, allow_deploy is written", async () => {
  await ask("POST /api/repos/octo/demo");
  expect((await ask("PATCH /api/repos/octo/demo", { allow_deploys: true })).json.allow_deploys).toBe(false);
  expect((await ask("PATCH /api/repos/octo/demo", { allow_deploy: true })).json.allow_deploys).toBe(true);
});

test("trusted and timeout from who is no admin are dropped without a word", async () => {
  await ask("POST /api/repos/octo/demo");
  const { status, json } = await ask(
    "PATCH /api/repos/octo/demo",
    { trusted: true, timeout: 5, allow_pr: false },
    "alice-token",
  );
  expect([status, json.trusted, json.timeout, json.allow_pr]).toEqual([200, false, 60, false]);
});

test("a timeout of 0 is left out, and one of 19 digits keeps them all", async () => {
  await ask("POST /api/repos/octo/demo");
  expect((await ask("PATCH /api/repos/octo/demo", { timeout: 0 })).json).not.toHaveProperty("timeout");
  expect((await ask("PATCH /api/repos/octo/demo", '{"timeout":9223372036854775807}')).text).toContain(
    ":9223372036854775807,",
  );
  expect((await ask("PATCH /api/repos/octo/demo", '{"timeout":9223372036854775808}')).status).toBe(400);
});

test("a private repository is a 500 to a stranger among the users, and a 401 to nobody", async () => {
  await ask("POST /api/repos/octo/vault");
  expect(await ask("GET /api/repos/octo/vault", undefined, "alice-token")).toMatchObject({
    status: 500,
    text: "",
  });
  expect(await ask("GET /api/repos/octo/vault", undefined, "")).toMatchObject({ status: 401, text: "" });
});

test("a permission taken away at the SCM counts for another 15 minutes", async () => {
  await ask("POST /api/repos/octo/demo");
  expect((await ask("GET /api/repos/octo/demo/secrets", undefined, "alice-token")).status).toBe(200);
  world().scm.find("octo/demo")?.members.delete("alice");
  expect((await ask("GET /api/repos/octo/demo/secrets", undefined, "alice-token")).status).toBe(200);
  const now = world().now();
  world().now = () => now + 901;
  expect((await ask("GET /api/repos/octo/demo/secrets", undefined, "alice-token")).status).toBe(404);
});

test("a new repository at the SCM is listed when the list is flushed", async () => {
  await ask("GET /api/user/repos/remote");
  world().scm.addRepo("octo/new");
  expect((await ask("GET /api/user/repos/remote")).text).not.toContain("octo/new");
  expect((await ask("GET /api/user/repos?all=true&flush=true")).text).toContain("octo/new");
});

test("an SCM that is down shows as 404 on activation and as 500 on lists", async () => {
  world().scm.reachable = false;
  expect(await ask("POST /api/repos/octo/demo")).toMatchObject({
    status: 404,
    text: expect.stringContaining("connection refused"),
  });
  expect((await ask("GET /api/user/repos")).status).toBe(500);
});

test("an empty list of secrets is null", async () => {
  await ask("POST /api/repos/octo/demo");
  expect(await ask("GET /api/repos/octo/demo/secrets")).toMatchObject({ status: 200, text: "null\n" });
});

test("saving a secret again keeps its id and resets what is left out, the value too", async () => {
  await ask("POST /api/repos/octo/demo");
  await ask("POST /api/repos/octo/demo/secrets", {
    name: "A",
    value: "v",
    event: ["push"],
    image: ["*"],
    conceal: true,
  });
  expect(await ask("POST /api/repos/octo/demo/secrets", { name: "A" })).toMatchObject({
    status: 200,
    text: "",
  });
  expect(world().secretsOf("octo/demo")).toEqual([
    { id: 1, of: 1, name: "A", value: "", events: [], images: [], skipVerify: false, conceal: false },
  ]);
});

test("no answer shows a secret's value", async () => {
  await ask("POST /api/repos/octo/demo");
  await ask("POST /api/repos/octo/demo/secrets", { name: "A", value: "hush" });
  expect((await ask("GET /api/repos/octo/demo/secrets")).json).toEqual([
    { id: 1, name: "A", value: "", skip_verify: false, conceal: false },
  ]);
});

test("JSON without its content type makes a secret without a name, that cannot be deleted", async () => {
  await ask("POST /api/repos/octo/demo");
  const plain = { "Content-Type": "text/plain" };
  expect((await ask("POST /api/repos/octo/demo/secrets", { name: "A" }, "octo-token", plain)).status).toBe(
    200,
  );
  expect(
    world()
      .secretsOf("octo/demo")
      ?.map((secret) => secret.name),
  ).toEqual([""]);
  expect((await ask("DELETE /api/repos/octo/demo/secrets/")).headers["content-type"]).toMatch("text/html");
});

test("global secrets are those of the team __global__", async () => {
  await ask("POST /api/global/secrets", { name: "G", value: "v" });
  expect((await ask("GET /api/teams/__global__/secrets")).json[0].name).toBe("G");
});

test("secrets of a team are a 500 to who is no admin", async () => {
  expect(await ask("GET /api/teams/alice/secrets", undefined, "alice-token")).toMatchObject({
    status: 500,
    text: "",
  });
});

test("a signature is a compact JWS over the body, made with the hash of the activation", async () => {
  await ask("POST /api/repos/octo/demo");
  const [header = "", payload = "", signature] = (
    await ask("POST /api/repos/octo/demo/sign", "a: b\n")
  ).text.split(".");
  expect(Buffer.from(header, "base64url").toString()).toBe('{"alg":"HS256"}');
  expect(Buffer.from(payload, "base64url").toString()).toBe("a: b\n");
  const hash = world().repo("octo/demo")?.hash ?? "";
  expect(signature).toBe(createHmac("sha256", hash).update(`${header}.${payload}`).digest("base64url"));
});

test("a push is a build when the repository is activated, listens to pushes, and has its own webhook", async () => {
  expect(world().push("octo/demo")).toBeUndefined();
  await ask("POST /api/repos/octo/demo");
  expect(world().push("octo/demo")).toMatchObject({ number: 1, status: "pending" });
  await ask("PATCH /api/repos/octo/demo", { allow_push: false });
  expect(world().push("octo/demo")).toBeUndefined();
  await ask("PATCH /api/repos/octo/demo", { allow_push: true });
  Object.assign(world().repo("octo/demo") ?? {}, { hash: "of another activation" });
  expect(world().push("octo/demo")).toBeUndefined();
});

test("a build that is not there is a 500", async () => {
  await ask("POST /api/repos/octo/demo");
  expect(await ask("GET /api/repos/octo/demo/builds/1")).toMatchObject({ status: 500, text: "" });
});

test("a badge follows the newest push of its branch", async () => {
  await ask("POST /api/repos/octo/demo");
  const badge = async () =>
    />(\w+)<\/text><\/g>/.exec((await ask("GET /api/badges/octo/demo/status.svg", undefined, "")).text)?.[1];
  const build = world().push("octo/demo");
  expect(await badge()).toBe("started");
  for (const [status, word] of [
    ["success", "success"],
    ["failure", "failure"],
    ["killed", "error"],
  ]) {
    Object.assign(build ?? {}, { status });
    expect(await badge()).toBe(word);
  }
});
