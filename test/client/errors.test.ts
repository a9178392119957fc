import { afterEach, expect, test } from "vitest";
import { DroneClient, DroneError } from "../../src/client";
import { always, type StubServer, stubServer } from "../stub-server";

const TOKEN = "t0ken-that-nobody-may-see";
let server: StubServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function clientOf(answer: Parameters<typeof stubServer>[0], options = {}) {
  server = await stubServer(answer);
  return new DroneClient({ server: server.url, token: TOKEN, release: "0.5", ...options });
}

async function errorOf(work: Promise<unknown>): Promise<DroneError> {
  const error = await work.then(
    () => new Error("nothing went wrong"),
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(DroneError);
  expect(error).not.toHaveProperty("id");
  const everything = [error, (error as Error).cause].map(
    (e) => `${e}${(e as Error)?.stack}${JSON.stringify(e)}`,
  );
  expect(everything.join()).not.toContain(TOKEN);
  return error as DroneError;
}

test("a web page with 200 is no answer but the sign of a missing endpoint", async () => {
  const drone = await clientOf(always(200, "text/html; charset=utf-8", "<!DOCTYPE html><html></html>"));
  const spec = { name: "A", value: "v", images: [], events: [], skipVerify: false, pullRequestPush: false };
  const asked = [
    () => drone.user.current(),
    () => drone.users.list(),
    () => drone.repos.delete("octo/demo"),
    () => drone.secrets.global().create(spec),
    () => drone.user.token(),
    () => drone.debug.index(),
  ];
  for (const ask of asked) {
    const error = await errorOf(ask());
    expect(error).toMatchObject({ kind: "no-endpoint", status: 200 });
    expect(error.message).toMatch(
      /a web page came back. Either http:\/\/127.0.0.1:\d+ is not a Drone server/,
    );
  }
});

test("413 is how Drone 0.5 says that the token is no administrator's", async () => {
  const drone = await clientOf(always(413, "text/plain", "User not authorized"));
  const error = await errorOf(drone.users.list());
  expect(error.message).toBe(
    'GET /api/users: 413, "User not authorized". Only a Drone administrator may do this; this token belongs to somebody else.',
  );
  expect(error).toMatchObject({ kind: "refused", status: 413, request: "GET /api/users" });
});

test("a refused token is told as such", async () => {
  const drone = await clientOf(always(401, "text/plain", ""));
  expect((await errorOf(drone.repos.find("octo/demo"))).message).toBe(
    "GET /api/repos/octo/demo: 401. Drone does not accept this token here: is it the right one, and does its user still exist?",
  );
});

test("a redirect is shown and not followed, and its query is not repeated", async () => {
  const other = await stubServer(always(200, "application/json", "{}"));
  const drone = await clientOf(
    always(302, "text/html", "", { location: `${other.url}/login?access_token=${TOKEN}` }),
  );
  const error = await errorOf(drone.user.current());
  expect(error).toMatchObject({ kind: "redirect", status: 302 });
  expect(error.message).toBe(
    `GET /api/user: 302, a redirect to ${other.url}/login, which is not followed. Give the final address of the server.`,
  );
  expect(other.asked).toHaveLength(0);
  await other.close();
});

test("a server that is not there is named, with the reason", async () => {
  const drone = await clientOf(always(200, "application/json", "{}"));
  const { url } = server as StubServer;
  await server?.close();
  const error = await errorOf(drone.user.current());
  expect(error.kind).toBe("no-answer");
  expect(error.status).toBeUndefined();
  expect(error.message).toContain(`no answer from ${url}: connect ECONNREFUSED`);
});

test("a token in the query is in no error, nor in its cause", async () => {
  const drone = await clientOf(always(200, "application/json", "{}"), { auth: "query" });
  await server?.close();
  await errorOf(drone.user.current());
});

test("an answer that does not come in time ends the call", async () => {
  const drone = await clientOf(() => {}, { timeout: 100 });
  const error = await errorOf(drone.user.current());
  expect(error.kind).toBe("no-answer");
  expect(error.message).toMatch(/no whole answer from .* within 0.1 s/);
});

test("an answer that stalls half-way ends the call", async () => {
  const drone = await clientOf(
    (_, response) => response.writeHead(200, { "content-type": "application/json" }).write('{"login":'),
    { timeout: 100 },
  );
  expect((await errorOf(drone.user.current())).kind).toBe("no-answer");
});

test("an answer cut off by the network is no answer", async () => {
  const drone = await clientOf((_, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
    response.write('[{"login":"octo"}]', () => response.destroy());
  });
  expect((await errorOf(drone.users.list())).kind).toBe("no-answer");
});

test.each([
  ["not JSON", "it works!"],
  ["an empty body", ""],
  ["JSON of another kind", '{"message":"ok"}'],
  ["a list of other things", '[{"message":"ok"}]'],
])("a 200 with %s is no list of users", async (_, body) => {
  const drone = await clientOf(always(200, "application/json", body));
  expect(await errorOf(drone.users.list())).toMatchObject({ kind: "garbled", status: 200 });
});

test("a 200 with another object, as a proxy may answer, is no user", async () => {
  const drone = await clientOf(always(200, "application/json", '{"message":"ok"}'));
  expect(await errorOf(drone.user.current())).toMatchObject({ kind: "garbled", status: 200 });
  expect(await errorOf(drone.users.find("bob"))).toMatchObject({ kind: "garbled" });
});

test("a deletion that is answered with something is not believed", async () => {
  const drone = await clientOf(always(200, "text/plain", "welcome"));
  expect(await errorOf(drone.users.delete("bob"))).toMatchObject({ kind: "garbled" });
});

test("what Drone says is quoted, unless it repeats a secret in any spelling", async () => {
  const secret = 'p"w and more';
  const spec = {
    name: "A",
    value: secret,
    images: [],
    events: [],
    skipVerify: false,
    conceal: false,
    pullRequestPush: false,
  };
  for (const said of [secret, JSON.stringify(secret), encodeURIComponent(secret), btoa(secret), TOKEN]) {
    const drone = await clientOf(always(500, "text/plain", `cannot store ${said}`));
    const error = await errorOf(drone.secrets.ofTeam("acme").create(spec));
    expect(error.message).toBe(
      "POST /api/teams/acme/secrets: 500, with words that repeat a secret and are not shown.",
    );
    await server?.close();
  }
  const drone = await clientOf(always(500, "text/plain", "database is locked\n"));
  expect((await errorOf(drone.secrets.ofTeam("acme").create(spec))).message).toBe(
    'POST /api/teams/acme/secrets: 500, "database is locked".',
  );
});

test("beside a secret only plain words are quoted, for there are spellings that nobody thought of", async () => {
  const drone = await clientOf(always(500, "text/plain", "bad value &lt;hunter2&gt;"));
  const spec = {
    name: "A",
    value: "<hunter2>",
    images: [],
    events: [],
    skipVerify: false,
    conceal: false,
    pullRequestPush: false,
  };
  expect((await errorOf(drone.secrets.global().create(spec))).message).toBe(
    "POST /api/global/secrets: 500, with words that are not shown.",
  );
});

test("a duplicate is recognised by SQLite's words", async () => {
  const words = "meddler.Insert: DB error in Exec: UNIQUE constraint failed: users.user_login";
  const drone = await clientOf(always(500, "text/plain", words));
  expect((await errorOf(drone.users.create({ login: "bob" }))).message).toContain("It exists already.");
});

test("404 is undefined for find, and an error for all else", async () => {
  const drone = await clientOf(always(404, "text/plain", ""));
  expect(await drone.users.find("bob")).toBeUndefined();
  expect(await drone.repos.find("octo/demo")).toBeUndefined();
  await errorOf(drone.secrets.ofRepo("octo/demo").list());
  await errorOf(drone.users.delete("bob"));
});
