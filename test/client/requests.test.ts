import { afterEach, expect, test } from "vitest";
import { DroneClient } from "../../src/client";
import { deepPath, path, repoPath } from "../../src/client/path";
import { always, type StubServer, stubServer } from "../stub-server";

let server: StubServer;
afterEach(() => server?.close());

const user = always(200, "application/json", '{"login":"octo"}');

test("the token travels in a header, or in the query if so asked", async () => {
  server = await stubServer(user);
  await new DroneClient({ server: server.url, release: "0.5", token: "t" }).user.current();
  await new DroneClient({ server: server.url, release: "0.5", token: "t", auth: "query" }).user.current();
  await new DroneClient({ server: server.url, release: "0.5" }).user.current();
  expect(server.asked.map(({ url, headers }) => [url, headers.authorization])).toEqual([
    ["/api/user", "Bearer t"],
    ["/api/user?access_token=t", undefined],
    ["/api/user", undefined],
  ]);
});

test("a body says that it is JSON, for Drone ignores it otherwise", async () => {
  server = await stubServer(user);
  const drone = new DroneClient({ server: `${server.url}/`, release: "0.5", token: "t" });
  await drone.users.create({ login: "bob", email: "b@x" });
  expect(server.asked[0]).toMatchObject({
    method: "POST",
    url: "/api/users",
    body: '{"login":"bob","email":"b@x"}',
  });
  expect(server.asked[0]?.headers["content-type"]).toBe("application/json");
});

test("active is always sent when a user is changed, for Drone takes its absence for false", async () => {
  server = await stubServer(user);
  await new DroneClient({ server: server.url, release: "0.5" }).users.update("bob", { active: true });
  expect(server.asked[0]?.body).toBe('{"active":true}');
});

test("deployments and tags are written in the singular and read in the plural", async () => {
  server = await stubServer(
    always(200, "application/json", '{"full_name":"o/n","allow_deploys":true,"allow_tags":false}'),
  );
  const repo = await new DroneClient({ server: server.url, release: "0.5" }).repos.update("o/n", {
    allowDeploy: true,
    allowTag: false,
  });
  expect(server.asked[0]?.body).toBe('{"allow_deploy":true,"allow_tag":false}');
  expect(repo).toMatchObject({ allowDeploy: true, allowTag: false });
});

test("null is an empty list", async () => {
  server = await stubServer(always(200, "application/json", "null"));
  const drone = new DroneClient({ server: server.url, release: "0.5" });
  expect(await drone.secrets.global().list()).toEqual([]);
  expect(await drone.user.repos()).toEqual([]);
});

test("connections are kept alive and used again", async () => {
  server = await stubServer(user);
  const drone = new DroneClient({ server: server.url, release: "0.5" });
  await drone.user.current();
  await drone.user.current();
  expect(server.asked[1]?.headers.connection).toBe("keep-alive");
  drone.close();
});

test("nothing else is in flight while something is written", async () => {
  let open = 0;
  const seen: string[] = [];
  server = await stubServer(({ method }, response) => {
    open += 1;
    seen.push(`${method} with ${open - 1} others`);
    setTimeout(() => {
      open -= 1;
      response.writeHead(200, { "content-type": "application/json" }).end('{"login":"octo"}');
    }, 30);
  });
  const drone = new DroneClient({ server: server.url, release: "0.5" });
  await Promise.all([
    drone.user.current(),
    drone.user.current(),
    drone.users.create({ login: "bob" }),
    drone.users.create({ login: "eve" }),
    drone.user.current(),
    drone.user.current(),
  ]);
  const writes = seen.filter((line) => line.startsWith("POST"));
  expect(writes).toEqual(["POST with 0 others", "POST with 0 others"]);
  expect(seen).toContain("GET with 1 others");
});

test("every value is one escaped segment of the path", () => {
  expect(path`/a/${"with space"}/b/${"100%?#+&;=é"}`).toBe("/a/with%20space/b/100%25%3F%23+&;=%C3%A9");
  expect(path`/builds/${7}`).toBe("/builds/7");
  // As Go's own URLs: what is escaped otherwise, Drone 1.0 and later takes for the name.
  expect(path`/a/${"$&+,:;=@-_.~"}/${"it's (so)!*"}`).toBe("/a/$&+,:;=@-_.~/it%27s%20%28so%29%21%2A");
  expect(deepPath("feature/a+b#1")).toBe("/feature/a+b%231");
  expect(repoPath("octo/Mixed.Case")).toBe("/api/repos/octo/Mixed.Case");
});

test.each(["", ".", "..", "a/b", "\ud800"])("%j is refused as a segment", (name) => {
  expect(() => path`/api/users/${name}`).toThrow("cannot go into a Drone URL");
});

test.each(["octo", "octo/", "/demo", "octo/demo/x", "../demo"])("%j is refused as a repository", (repo) => {
  expect(() => repoPath(repo)).toThrow();
});

test.each([
  ["not an address", "is not a URL"],
  ["ftp://drone.example.com", "must begin with https:// or http://"],
  ["https://user:pass@drone.example.com", "take the user, password, query and fragment out"],
  ["https://drone.example.com?access_token=x", "take the user, password, query and fragment out"],
])("%s is refused as a server", (address, why) => {
  expect(() => new DroneClient({ server: address })).toThrow(why);
});

test("a token with a blank in it is refused, and not shown", () => {
  expect(() => new DroneClient({ server: "http://127.0.0.1", token: "abc def" })).toThrow(
    /^(?!.*abc).*pasted whole/,
  );
});
