import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { freshSandbox } from "./asking";

const one = freshSandbox({ release: "1.10" });
const two = freshSandbox({ release: "2.25" });
const { ask } = two;
const world = () => two.sandbox.world;

/** Tests with `drone` hold for both. */
const both = test.each([
  ["1.10", one],
  ["2.25", two],
] as const);

const demo = "/api/repos/octo/demo";
const noRow = { message: "sql: no rows in result set" };

test("each says its release", async () => {
  expect((await one.ask("GET /version", undefined, "")).json).toEqual({ version: "1.10.1" });
  expect((await two.ask("GET /version", undefined, "")).json).toEqual({ version: "2.25.0" });
});

both("%s: the people of the seed have logged in, and Drone knows their repositories", async (_, drone) => {
  const slugs = async (token: string) =>
    (await drone.ask("GET /api/user/repos", undefined, token)).json.map(
      (repo: { slug: string }) => repo.slug,
    );
  expect(await slugs("alice-token")).toEqual(["alice/notes", "octo/demo"]);
  expect(await slugs("octo-token")).not.toContain("alice/notes");
});

both("%s: a path that is no route is a 404 in the API and a page elsewhere", async (_, drone) => {
  expect(await drone.ask("GET /api/nope")).toMatchObject({ status: 404, text: "404 page not found\n" });
  expect((await drone.ask("GET /nope")).headers["content-type"]).toBe("text/html; charset=UTF-8");
  expect(await drone.ask("GET /drone/api/user")).toMatchObject({ status: 200 });
});

both("%s: a method that a path does not have is 405 without a body", async (_, drone) => {
  for (const line of ["PUT /api/user", "HEAD /api/user", `POST ${demo}/secrets/x`, `PUT ${demo}/secrets/x`]) {
    expect([line, await drone.ask(line)]).toMatchObject([line, { status: 405, text: "" }]);
  }
  expect((await drone.ask("OPTIONS /api/user", undefined, "")).status).toBe(200);
});

both("%s: a slash at the end is right for a collection, and wrong for what is in it", async (_, drone) => {
  await drone.ask(`POST ${demo}/secrets`, { name: "pw", data: "x" });
  expect((await drone.ask(`GET ${demo}/secrets/`)).status).toBe(200);
  expect(await drone.ask(`GET ${demo}/secrets/pw/`)).toMatchObject({
    status: 404,
    text: "404 page not found\n",
  });
});

both("%s: what is encoded and need not be is not decoded", async (_, drone) => {
  await drone.ask(`POST ${demo}/secrets`, { name: "a.b", data: "x" });
  expect((await drone.ask(`GET ${demo}/secrets/a.b`)).status).toBe(200);
  expect((await drone.ask(`GET ${demo}/secrets/a%2Eb`)).json).toEqual(noRow);
  expect((await drone.ask("POST /api/secrets/a%2Fb", { name: "n", data: "x" })).json.namespace).toBe("a%2Fb");
  expect((await drone.ask("POST /api/secrets/a%20b", { name: "n", data: "x" })).json.namespace).toBe("a b");
});

both("%s: only Bearer, exactly so, may stand before a token", async (_, drone) => {
  const status = async (token: string) => (await drone.ask("GET /api/user", undefined, token)).status;
  expect(await status("Bearer octo-token")).toBe(200);
  expect(await status("octo-token")).toBe(200);
  expect(await status("bearer octo-token")).toBe(401);
  expect(await status("token octo-token")).toBe(401);
});

both("%s: a bad token in the header is not rescued by a good one in the query", async (_, drone) => {
  expect((await drone.ask("GET /api/user?access_token=octo-token", undefined, "")).status).toBe(200);
  expect((await drone.ask("GET /api/user?access_token=octo-token", undefined, "bad")).status).toBe(401);
});

both("%s: a form's content type eats the body, if the token is in the query", async (_, drone) => {
  const form = { "Content-Type": "application/x-www-form-urlencoded" };
  const line = "POST /api/users?access_token=octo-token";
  expect(await drone.ask(line, { login: "bob" }, "", form)).toMatchObject({
    status: 400,
    json: { message: "EOF" },
  });
  expect((await drone.ask("POST /api/users", { login: "bob" }, "octo-token", form)).status).toBe(200);
});

both("%s: a person's new account tells no token, a machine's does", async (_, drone) => {
  expect((await drone.ask("POST /api/users", { login: "bob", token: "chosen" })).json).not.toHaveProperty(
    "token",
  );
  expect((await drone.ask("GET /api/user", undefined, "chosen")).json.login).toBe("bob");
  const robot = await drone.ask("POST /api/users", { login: "robot", machine: true });
  expect((await drone.ask("GET /api/user", undefined, robot.json.token)).json.login).toBe("robot");
  expect((await drone.ask("POST /api/users", { login: "r2", machine: true, token: "x" })).json.token).toBe(
    "x",
  );
});

both("%s: a new user is active and has no address, whatever the body says", async (_, drone) => {
  const body = { login: "bob", active: false, email: "b@x", avatar: "a" };
  expect((await drone.ask("POST /api/users", body)).json).toMatchObject({
    active: true,
    email: "",
    avatar: "",
  });
});

both("%s: a login gets the spelling and the address that the SCM has", async (_, drone) => {
  drone.sandbox.world.scm.accounts.set("carol", "carol-pass");
  expect((await drone.ask("POST /api/users", { login: "CAROL" })).json).toMatchObject({
    login: "carol",
    email: "carol@example.com",
  });
  expect((await drone.ask("GET /api/users/Carol")).json.login).toBe("carol");
});

both("%s: a login or a token that somebody has is a 500", async (_, drone) => {
  expect(await drone.ask("POST /api/users", { login: "OCTO" })).toMatchObject({
    status: 500,
    json: { message: "UNIQUE constraint failed: users.user_login" },
  });
  expect(await drone.ask("POST /api/users", { login: "bob", token: "octo-token" })).toMatchObject({
    status: 500,
    json: { message: "UNIQUE constraint failed: users.user_hash" },
  });
});

test("a dot in a login is right since 2", async () => {
  expect((await two.ask("POST /api/users", { login: "a.b" })).status).toBe(200);
  expect((await one.ask("POST /api/users", { login: "a.b" })).json.message).toBe(
    "Invalid character in username",
  );
});

both("%s: a body without any field of a user makes Drone panic", async (_, drone) => {
  for (const body of ["{}", "null", '{"token":"x"}']) {
    expect(await drone.ask("POST /api/users", body)).toMatchObject({
      status: 500,
      text: "Internal Server Error\n",
    });
  }
  expect((await drone.ask("POST /api/users", '{"admin":null}')).json.message).toBe("Invalid username length");
});

both("%s: who is made inactive is no admin, even if the same body says so", async (_, drone) => {
  await drone.ask("POST /api/users", { login: "bob", admin: true });
  expect((await drone.ask("PATCH /api/users/bob", { active: false, admin: true })).json).toMatchObject({
    active: false,
    admin: false,
  });
  expect((await drone.ask("PATCH /api/users/bob", { active: true })).json.admin).toBe(false);
});

both("%s: only admin and active of a user can change, and what is left out stays", async (_, drone) => {
  const body = { login: "zed", email: "z@x", machine: true };
  const before = (await drone.ask("GET /api/users/alice")).json;
  expect((await drone.ask("PATCH /api/users/alice", body)).json).toEqual(before);
});

both("%s: a change of oneself without an address empties it", async (_, drone) => {
  expect((await drone.ask("PATCH /api/user", { email: "a@b.c" })).json.email).toBe("a@b.c");
  expect((await drone.ask("PATCH /api/user", {})).json.email).toBe("");
});

test("the token that an admin rotates is not told, and 1.10 cannot rotate it", async () => {
  const { token } = (await two.ask("POST /api/users", { login: "robot", machine: true })).json;
  const rotated = (await two.ask("POST /api/users/robot/token/rotate")).json;
  expect(rotated.message).toBe("Token rotated successfully.");
  expect(rotated).not.toHaveProperty("token");
  expect((await two.ask("GET /api/user", undefined, token)).status).toBe(401);
  expect((await one.ask("POST /api/users/alice/token/rotate")).text).toBe("404 page not found\n");
});

both(
  "%s: an owner who is made inactive leaves his repository to another admin, or to nobody",
  async (_, drone) => {
    await drone.ask("POST /api/repos/alice/notes", undefined, "alice-token");
    await drone.ask("PATCH /api/users/alice", { active: false });
    const repo = () => drone.sandbox.world.syncedRepo("alice/notes");
    expect(repo()).toMatchObject({ userId: 0, active: true });
    await drone.ask("PATCH /api/users/alice", { active: true });
    expect(repo()?.userId).toBe(0);
    expect(await drone.ask("POST /api/repos/alice/notes/repair")).toMatchObject({ status: 404, json: noRow });
  },
);

both("%s: an owner without permission row leaves his id behind when he is deleted", async (_, drone) => {
  const body = { login: "owner", machine: true, admin: true };
  const { id, token } = (await drone.ask("POST /api/users", body)).json;
  await drone.ask("POST /api/repos/octo/vault/chown", undefined, token);
  expect((await drone.ask("DELETE /api/users/owner")).status).toBe(204);
  expect((await drone.ask("GET /api/repos/octo/vault")).json.user_id).toBe(id);
});

both("%s: an inactive user still sees himself and what is public", async (_, drone) => {
  await drone.ask("PATCH /api/users/alice", { active: false });
  const status = async (line: string) => (await drone.ask(line, undefined, "alice-token")).status;
  expect(await status("GET /api/user")).toBe(200);
  expect(await status(`GET ${demo}`)).toBe(200);
  expect(await status(`GET ${demo}/secrets`)).toBe(403);
});

both(
  "%s: what is not for him is 404 to a user, 401 to a stranger, 403 where admins work",
  async (_, drone) => {
    const answer = async (line: string, token: string) => {
      const { status, json } = await drone.ask(line, undefined, token);
      return `${status} ${json.message}`;
    };
    expect(await answer("GET /api/repos/octo/vault", "alice-token")).toBe("404 Not Found");
    expect(await answer("GET /api/repos/octo/vault", "")).toBe("401 Unauthorized");
    expect(await answer("GET /api/repos/octo/none", "")).toBe("401 Unauthorized");
    expect(await answer(`DELETE ${demo}`, "alice-token")).toBe("404 Not Found");
    expect(await answer("GET /api/users", "alice-token")).toBe("403 Forbidden");
    expect(await answer("GET /api/users", "")).toBe("401 Unauthorized");
  },
);

both(
  "%s: a repository that is not there and a secret that is not there differ by their words",
  async (_, drone) => {
    expect((await drone.ask("GET /api/repos/octo/none/secrets/x")).json).toEqual({ message: "Not Found" });
    expect((await drone.ask(`GET ${demo}/secrets/x`)).json).toEqual(noRow);
  },
);

both(
  "%s: permissions that cannot be refreshed make a repository disappear, for admins too",
  async (_, drone) => {
    expect((await drone.ask(`GET ${demo}`)).status).toBe(200);
    await drone.ask("POST /api/user/repos");
    drone.sandbox.world.scm.reachable = false;
    expect(await drone.ask(`GET ${demo}`)).toMatchObject({ status: 404, json: { message: "Not Found" } });
    expect((await drone.ask("GET /api/users")).status).toBe(200);
    drone.sandbox.world.scm.reachable = true;
    expect((await drone.ask(`GET ${demo}`)).status).toBe(200);
    drone.sandbox.world.scm.reachable = false;
    expect((await drone.ask(`GET ${demo}`)).status).toBe(200);
    const later = drone.sandbox.world.now() + 3601;
    drone.sandbox.world.now = () => later;
    expect((await drone.ask(`GET ${demo}`)).status).toBe(404);
  },
);

both("%s: a repository that nobody synchronized is not there", async (_, drone) => {
  drone.sandbox.world.scm.addRepo("octo/new");
  expect((await drone.ask("POST /api/repos/octo/new")).status).toBe(404);
  await drone.ask("POST /api/user/repos");
  expect((await drone.ask("POST /api/repos/octo/new")).json.active).toBe(true);
});

both(
  "%s: whoever enables is the owner, also when it was enabled before, and settings stay",
  async (_, drone) => {
    const first = await drone.ask("POST /api/repos/alice/notes", { timeout: 5 }, "alice-token");
    expect(first.json).toMatchObject({ active: true, user_id: 2, timeout: 60, config_path: ".drone.yml" });
    await drone.ask("PATCH /api/repos/alice/notes", { timeout: 5, config_path: "ci.yml" });
    expect((await drone.ask("POST /api/repos/alice/notes")).json).toMatchObject({
      user_id: 1,
      timeout: 5,
      config_path: "ci.yml",
    });
  },
);

both("%s: each time it is enabled, a repository gets one new webhook for its old one", async (_, drone) => {
  const hooks = () => drone.sandbox.world.scm.webhooksOf("octo/demo");
  await drone.ask(`POST ${demo}`);
  const [before] = hooks();
  expect(before?.url).toBe(`${drone.sandbox.url}/hook`);
  await drone.ask(`POST ${demo}`);
  expect(hooks()).toHaveLength(1);
  expect(hooks()[0]?.id).not.toBe(before?.id);
});

both("%s: a machine account cannot enable, for it has no SCM token", async (_, drone) => {
  const body = { login: "robot", machine: true, admin: true };
  const { token } = (await drone.ask("POST /api/users", body)).json;
  const unauthorized = { status: 500, json: { message: "Unauthorized" } };
  expect(await drone.ask(`POST ${demo}`, undefined, token)).toMatchObject(unauthorized);
  expect(await drone.ask("POST /api/user/repos", undefined, token)).toMatchObject(unauthorized);
  expect((await drone.ask(`GET ${demo}`)).json).toMatchObject({ active: false, user_id: 0 });
  expect((await drone.ask(`PATCH ${demo}`, { timeout: 5 }, token)).json.timeout).toBe(5);
});

both("%s: trusted, timeout, throttle and counter from a non-admin are dropped silently", async (_, drone) => {
  const body = { trusted: true, timeout: 5, throttle: 3, counter: 9, protected: true };
  const mine = "PATCH /api/repos/alice/notes";
  expect((await drone.ask(mine, body, "alice-token")).json).toMatchObject({
    trusted: false,
    timeout: 0,
    counter: 0,
    protected: true,
  });
  expect((await drone.ask(mine, body)).json).toMatchObject({
    trusted: true,
    timeout: 5,
    throttle: 3,
    counter: 9,
  });
});

both(
  "%s: any text is a visibility and any number a timeout; a throttle of 0 is not shown",
  async (_, drone) => {
    const { json } = await drone.ask(`PATCH ${demo}`, { visibility: "bogus", timeout: -5, throttle: 0 });
    expect(json).toMatchObject({ visibility: "bogus", timeout: -5 });
    expect(json).not.toHaveProperty("throttle");
  },
);

test("auto_cancel_running came with 2", async () => {
  const body = { auto_cancel_running: true };
  expect((await two.ask(`PATCH ${demo}`, body)).json.auto_cancel_running).toBe(true);
  const { json } = await one.ask(`PATCH ${demo}`, body);
  expect(json).not.toHaveProperty("auto_cancel_running");
  expect(json).not.toHaveProperty("archived");
});

both("%s: a disabled repository keeps its webhook, settings and secrets", async (_, drone) => {
  await drone.ask(`POST ${demo}`);
  await drone.ask(`POST ${demo}/secrets`, { name: "pw", data: "x" });
  expect((await drone.ask(`DELETE ${demo}`)).json.active).toBe(false);
  expect(drone.sandbox.world.scm.webhooksOf("octo/demo")).toHaveLength(1);
  expect(drone.sandbox.world.secretsOf("octo/demo")).toMatchObject([{ name: "pw", value: "x" }]);
  expect((await drone.ask(`POST ${demo}/cron`, { name: "n", expr: "@daily", branch: "b" })).status).toBe(200);
});

both("%s: a removed repository comes back by a sync, as a new one", async (_, drone) => {
  await drone.ask(`POST ${demo}`);
  await drone.ask(`POST ${demo}/secrets`, { name: "pw", data: "x" });
  const { id } = (await drone.ask(`DELETE ${demo}?remove=true`)).json;
  expect((await drone.ask(`POST ${demo}`)).status).toBe(404);
  await drone.ask("POST /api/user/repos");
  const { json } = await drone.ask(`GET ${demo}`);
  expect(json).toMatchObject({ active: false, user_id: 0 });
  expect(json.id).toBeGreaterThan(id);
  expect((await drone.ask(`GET ${demo}/secrets`)).json).toEqual([]);
});

both("%s: a change of a repository can be told to lose a race", async (_, drone) => {
  drone.sandbox.world.optimisticLockErrors = 1;
  expect(await drone.ask(`PATCH ${demo}`, { timeout: 5 })).toMatchObject({
    status: 500,
    json: { message: "Optimistic Lock Error" },
  });
  expect((await drone.ask(`PATCH ${demo}`, { timeout: 5 })).json).toMatchObject({ timeout: 5, version: 2 });
});

both("%s: a secret is never sent back, and a flag only when it is set", async (_, drone) => {
  const body = { name: "pw", data: "hush", type: "t", pull_request: true, pull_request_push: false };
  expect((await drone.ask(`POST ${demo}/secrets`, body)).json).toEqual({
    id: 1,
    repo_id: drone.sandbox.world.syncedRepo("octo/demo")?.id,
    name: "pw",
    pull_request: true,
  });
  expect(await drone.ask(`POST ${demo}/secrets`, body)).toMatchObject({
    status: 500,
    json: { message: "UNIQUE constraint failed: secrets.secret_repo_id, secrets.secret_name" },
  });
});

both("%s: an update of a secret leaves what it does not name", async (_, drone) => {
  await drone.ask(`POST ${demo}/secrets`, { name: "pw", data: "hush", pull_request: true });
  await drone.ask(`PATCH ${demo}/secrets/pw`, { pull_request_push: true, name: "other" });
  expect(drone.sandbox.world.secretsOf("octo/demo")).toMatchObject([
    { name: "pw", value: "hush", pullRequest: true, pullRequestPush: true },
  ]);
  expect((await drone.ask(`PATCH ${demo}/secrets/pw`, { data: "" })).json.message).toBe(
    "Invalid Secret Value",
  );
});

both("%s: a dot, and two, are names of secrets", async (_, drone) => {
  for (const name of [".", ".."]) await drone.ask(`POST ${demo}/secrets`, { name, data: "x" });
  expect((await drone.ask(`DELETE ${demo}/secrets/..`)).status).toBe(204);
  expect(drone.sandbox.world.secretsOf("octo/demo")).toMatchObject([{ name: "." }]);
});

both("%s: case counts in names of repositories and their secrets, not in namespaces", async (_, drone) => {
  for (const name of ["pw", "PW"]) {
    expect((await drone.ask(`POST ${demo}/secrets`, { name, data: "x" })).status).toBe(200);
  }
  expect((await drone.ask("GET /api/repos/Octo/demo")).status).toBe(404);
  await drone.ask("POST /api/secrets/acme", { name: "pw", data: "x" });
  expect((await drone.ask("GET /api/secrets/ACME/PW")).json).toEqual({
    id: 1,
    namespace: "acme",
    name: "pw",
  });
  expect(await drone.ask("POST /api/secrets/Acme", { name: "Pw", data: "x" })).toMatchObject({
    status: 500,
    json: {
      message: "UNIQUE constraint failed: orgsecrets.secret_namespace, orgsecrets.secret_name",
    },
  });
});

test("the secrets of a namespace are for admins, and since 2 for whom it is named after: 401", async () => {
  const body = { name: "x", data: "y" };
  const answer = async (drone: typeof one, namespace: string) => {
    const { status, json } = await drone.ask(`POST /api/secrets/${namespace}`, body, "alice-token");
    return [status, json.message];
  };
  expect(await answer(two, "acme")).toEqual([401, "Forbidden"]);
  expect(await answer(two, "alice")).toEqual([200, undefined]);
  expect(await answer(one, "acme")).toEqual([401, "Not Found"]);
  expect(await answer(one, "alice")).toEqual([401, "Not Found"]);
  expect((await one.ask("GET /api/secrets/nowhere")).json).toEqual([]);
});

both("%s: a new cron job is enabled, for pushes, with a slug for a name", async (_, drone) => {
  const body = {
    name: "My Cron/É x.y_z",
    expr: "@daily",
    branch: "b",
    disabled: true,
    target: "t",
    event: "tag",
  };
  const { json } = await drone.ask(`POST ${demo}/cron`, body);
  expect(json).toMatchObject({
    name: "my-cron-e-x-y_z",
    disabled: false,
    event: "push",
    created: 0,
    version: 0,
  });
  expect(json).not.toHaveProperty("target");
  expect((await drone.ask(`POST ${demo}/cron`, { ...body, name: "MY CRON e x y_z" })).json.message).toBe(
    "UNIQUE constraint failed: cron.cron_repo_id, cron.cron_name",
  );
});

test.each([
  // Mon 23 Nov 2026, 19:01:41
  ["0 0 * * *", "2026-11-23T20:00:00.000Z"],
  ["0 0 0 * * *", "2026-11-24T00:00:00.000Z"],
  ["*/15 * * * * *", "2026-11-23T19:01:45.000Z"],
  ["5/20 * * * * *", "2026-11-23T19:01:45.000Z"],
  ["0 0 0 1 JAN MON", "2027-01-01T00:00:00.000Z"],
  ["0 30 9 ? * MON-FRI", "2026-11-24T09:30:00.000Z"],
  ["0 0 0 1,15 * *", "2026-12-01T00:00:00.000Z"],
  ["@hourly", "2026-11-23T20:00:00.000Z"],
  ["@weekly", "2026-11-29T00:00:00.000Z"],
  ["@every 1h30m", "2026-11-23T20:31:41.000Z"],
  ["@every 300ms", "2026-11-23T19:01:42.000Z"],
])("the cron expression %j is due next at %s", async (expr, next) => {
  world().now = () => Date.UTC(2026, 10, 23, 19, 1, 41) / 1000;
  const { json } = await ask(`POST ${demo}/cron`, { name: "n", expr, branch: "b" });
  expect(new Date(json.next * 1000).toISOString()).toBe(next);
});

test.each([
  "",
  "bogus",
  "@reboot",
  "@Daily",
  "* * * * * * *",
  "* * * *",
  "61 * * * *",
  "x * * * * *",
  "0 0 0 * * 7",
  "5-1 * * * *",
])("%j is no cron expression", async (expr) => {
  expect(await ask(`POST ${demo}/cron`, { name: "n", expr, branch: "b" })).toMatchObject({
    status: 400,
    json: { message: "Invalid Cronjob Expression" },
  });
});

both(
  "%s: a cron job changes branch, target and disabled, and takes what it cannot read for false",
  async (_, drone) => {
    await drone.ask(`POST ${demo}/cron`, { name: "n", expr: "@daily", branch: "b" });
    const body = { branch: "dev", target: "prod", disabled: true, expr: "@hourly", event: "tag" };
    expect((await drone.ask(`PATCH ${demo}/cron/n`, body)).json).toMatchObject({
      branch: "dev",
      target: "prod",
      disabled: true,
      expr: "@daily",
      event: "push",
    });
    expect((await drone.ask(`PATCH ${demo}/cron/n`, "{bad")).json).toMatchObject({ disabled: true });
    expect((await drone.ask(`PATCH ${demo}/cron/n`, { disabled: "no", branch: "" })).json).toMatchObject({
      branch: "",
      disabled: false,
    });
  },
);

test("templates came with 2", async () => {
  const body = { name: "a.yaml", data: "kind: pipeline" };
  expect((await two.ask("POST /api/templates/acme", body)).json).toEqual({
    id: 1,
    namespace: "acme",
    ...body,
  });
  expect((await one.ask("POST /api/templates/acme", body)).text).toBe("404 page not found\n");
});

test("a template has one of six endings, in small letters", async () => {
  for (const ending of ["yml", "yaml", "star", "starlark", "script", "jsonnet"]) {
    expect((await ask("POST /api/templates/acme", { name: `x.${ending}`, data: "x" })).status).toBe(200);
  }
  for (const name of ["x.txt", "x", "x.YAML", ""]) {
    expect((await ask("POST /api/templates/acme", { name, data: "x" })).json.message).toBe(
      "Template extension invalid. Must be yaml, starlark or jsonnet",
    );
  }
});

test("a namespace in an update moves a template", async () => {
  await ask("POST /api/templates/acme", { name: "a.yaml", data: "x" });
  await ask("PATCH /api/templates/acme/a.yaml", { namespace: "octo" });
  expect((await ask("GET /api/templates/acme/a.yaml")).json).toEqual(noRow);
  expect((await ask("GET /api/templates/octo/a.yaml")).json.data).toBe("x");
});

test("case counts in the name of a template, but not where it must be unique", async () => {
  await ask("POST /api/templates/acme", { name: "a.yaml", data: "x" });
  expect((await ask("GET /api/templates/ACME/a.yaml")).status).toBe(200);
  expect((await ask("GET /api/templates/acme/A.yaml")).status).toBe(404);
  expect((await ask("POST /api/templates/acme", { name: "A.yaml", data: "x" })).json.message).toBe(
    "UNIQUE constraint failed: templates.template_name, templates.template_namespace",
  );
});

test("without the whole product, secrets, cron jobs and templates are not implemented", async () => {
  world().oss = true;
  for (const line of [
    `GET ${demo}/secrets`,
    "GET /api/secrets/acme",
    `GET ${demo}/cron`,
    "GET /api/templates",
  ]) {
    const { status, json } = await ask(line);
    expect([line, status, json.message]).toEqual([line, 501, "Not Implemented"]);
  }
  expect((await ask(`POST ${demo}`)).status).toBe(200);
  expect((await ask(`GET ${demo}/secrets`, undefined, "")).status).toBe(401);
});

test("a build of what the SCM has not is 404, and 1.10 cannot even find the newest commit of Gogs", async () => {
  for (const { ask } of [one, two]) await ask(`POST ${demo}`);
  expect((await two.ask(`POST ${demo}/builds`)).json).toMatchObject({ number: 1, event: "custom" });
  expect((await two.ask(`POST ${demo}/builds?branch=nope`)).status).toBe(404);
  one.sandbox.world.scm.commit("octo/demo", "e34d08d351f72fc818d1c1988032ae17288864df");
  expect(await one.ask(`POST ${demo}/builds`)).toMatchObject({
    status: 404,
    json: { message: "invalid character 'e' looking for beginning of value" },
  });
  const commit = "e34d08d351f72fc818d1c1988032ae17288864df";
  expect((await one.ask(`POST ${demo}/builds?commit=${commit}`)).status).toBe(200);
});

both(
  "%s: a push to a protected repository waits for an approval, a build by hand does not",
  async (_, drone) => {
    await drone.ask(`POST ${demo}`);
    await drone.ask(`PATCH ${demo}`, { protected: true });
    const body = JSON.stringify({ ref: "refs/heads/master", repository: { full_name: "octo/demo" } });
    const key = drone.sandbox.world.syncedRepo("octo/demo")?.signer ?? "";
    const signature = createHmac("sha256", key).update(body).digest("hex");
    const headers = { "X-Gogs-Event": "push", "X-Gogs-Signature": signature };
    expect((await drone.ask("POST /hook", body, "", headers)).json).toMatchObject({ status: "pending" });
    expect((await drone.ask(`GET ${demo}/builds/1`)).json.stages).toMatchObject([{ status: "blocked" }]);
    expect((await drone.ask(`POST ${demo}/builds/1/approve/1`)).status).toBe(204);
    expect((await drone.ask("POST /hook", body, "", { ...headers, "X-Gogs-Signature": "00" })).status).toBe(
      400,
    );
  },
);

test("who logs in is asked for an address since 2, and 1.10 takes the SCM's", async () => {
  const form = { "Content-Type": "application/x-www-form-urlencoded" };
  const login = async (drone: typeof one) => {
    drone.sandbox.world.scm.accounts.set("carol", "carol-pass");
    const { headers } = await drone.ask("POST /login", "username=carol&password=carol-pass", "", form);
    const cookie = { Cookie: headers["set-cookie"]?.split(";")[0] ?? "" };
    const { json } = await drone.ask("GET /api/user", undefined, "", cookie);
    return [headers.location, json.login, json.email];
  };
  expect(await login(two)).toEqual(["/register", "carol", ""]);
  expect(await login(one)).toEqual(["/", "carol", "carol@example.com"]);
});
