import { connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import { startSandbox } from "../../src/sandbox";
import { freshSandbox } from "./asking";

const drone = freshSandbox();
const { ask } = drone;

/** Writes bytes to the server and returns all it says until it hangs up. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const socket = connect(Number(new URL(drone.sandbox.url).port), "127.0.0.1", () =>
      socket.write(bytes, "latin1"),
    );
    socket.on("data", (data) => {
      said += data.toString("latin1");
    });
    socket.on("close", () => resolve(said));
    socket.on("error", reject);
  });
}

const connected = (): Promise<Socket> =>
  new Promise((resolve) => {
    const socket = connect(Number(new URL(drone.sandbox.url).port), "127.0.0.1", () => resolve(socket));
  });

test("a sandbox listens on 127.0.0.1, on a free port of its own", async () => {
  const second = await startSandbox();
  expect(second.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(second.url).not.toBe(drone.sandbox.url);
  await second.close();
});

// Other systems have no second loopback address to try.
test.runIf(process.platform === "linux")("a sandbox cannot be reached at another address", async () => {
  const port = Number(new URL(drone.sandbox.url).port);
  const failure = new Promise((resolve) =>
    connect(port, "127.0.0.2").on("error", resolve).on("connect", resolve),
  );
  await expect(failure).resolves.toMatchObject({ code: "ECONNREFUSED" });
});

test("a sandbox listens on the port that is asked for, and leaves it free afterwards", async () => {
  const { url, close } = await startSandbox();
  await close();
  const again = await startSandbox({ port: Number(new URL(url).port) });
  expect(again.url).toBe(url);
  await again.close();
});

test("a port that is taken is an error that names it", async () => {
  const port = Number(new URL(drone.sandbox.url).port);
  await expect(startSandbox({ port })).rejects.toThrow(`127.0.0.1:${port}: the sandbox cannot listen there`);
});

test("an unknown release or seed is an error that tells which there are", async () => {
  await expect(startSandbox({ release: "0.4" as "0.5" })).rejects.toThrow(
    'no release "0.4". It has: 0.5, 0.7, 0.8',
  );
  await expect(startSandbox({ seed: "full" as "empty" })).rejects.toThrow(
    'no seed "full". It has: recorded, empty.',
  );
  await expect(startSandbox({ seed: "toString" as "empty" })).rejects.toThrow("no seed");
});

test("worlds are apart from each other", async () => {
  const second = await startSandbox();
  await ask("POST /api/users", { login: "bob" });
  expect(Object.keys(second.tokens)).toEqual(["octo", "alice"]);
  await second.close();
});

test("tokens tells each user's token, also after it was rotated", async () => {
  expect(drone.sandbox.tokens).toEqual({ octo: "octo-token", alice: "alice-token" });
  const { text } = await ask("DELETE /api/user/token", undefined, "alice-token");
  expect(text).toBe("alice-token-2");
  expect(drone.sandbox.tokens.alice).toBe("alice-token-2");
});

test("a user who is deleted and made again does not get his old token back", async () => {
  await ask("POST /api/users", { login: "bob" });
  expect(drone.sandbox.tokens.bob).toBe("bob-token");
  await ask("DELETE /api/users/bob");
  await ask("POST /api/users", { login: "bob" });
  expect((await ask("GET /api/user", undefined, "bob-token")).status).toBe(401);
  expect((await ask("GET /api/user", undefined, "bob-token-2")).status).toBe(200);
});

test("requests and log tell who asked for what, and neither tokens nor queries nor bodies", async () => {
  const lines: string[] = [];
  const sandbox = await startSandbox({ log: (line) => lines.push(line) });
  await fetch(`${sandbox.url}/api/user?access_token=octo-token`);
  await fetch(`${sandbox.url}/api/user`);
  expect(sandbox.requests).toEqual([
    { method: "GET", path: "/api/user", login: "octo", status: 200 },
    { method: "GET", path: "/api/user", login: undefined, status: 401 },
  ]);
  expect(lines).toEqual(["200 GET /api/user octo", "401 GET /api/user -"]);
  await sandbox.close();
});

test("the empty seed has two users and no repository at the SCM", async () => {
  const sandbox = await startSandbox({ seed: "empty" });
  expect(Object.keys(sandbox.tokens)).toEqual(["octo", "alice"]);
  expect(sandbox.world.scm.repos).toEqual([]);
  sandbox.world.scm.addRepo("octo/mine");
  const headers = { Authorization: "octo-token" };
  const answer = await fetch(`${sandbox.url}/api/repos/octo/mine`, { method: "POST", headers });
  expect(answer.status).toBe(200);
  await sandbox.close();
});

test("a change by hand is what the API shows next", async () => {
  await ask("POST /api/repos/octo/demo");
  Object.assign(drone.sandbox.world.repo("octo/demo") ?? {}, { timeout: 7 });
  expect((await ask("GET /api/repos/octo/demo")).json.timeout).toBe(7);
});

test.each([
  ["a raw space in the path", "GET /api/users/a b HTTP/1.1\r\nHost: x\r\n\r\n"],
  ["broken percent-encoding", "GET /api/users/%zz HTTP/1.1\r\nHost: x\r\n\r\n"],
  ["no Host", "GET /api/user HTTP/1.1\r\n\r\n"],
  ["no HTTP", "hello\r\n\r\n"],
  ["a bad header", "GET /api/user HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n"],
])("%s is a 400 from before Drone, and hurts nobody", async (_, bytes) => {
  const said = await raw(bytes);
  expect(said).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(said).toContain("\r\n\r\n400 Bad Request");
  expect(said.toLowerCase()).not.toContain("x-drone-version");
  expect((await ask("GET /api/user")).status).toBe(200);
});

test.each([
  ["nothing but a method", "GET"],
  ["a body that ends early", "POST /api/users HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"],
])("%s, and then silence and the end of the line, hurts nobody", async (_, bytes) => {
  const socket = await connected();
  socket.resume().end(bytes);
  await new Promise((resolve) => socket.on("close", resolve));
  expect(drone.sandbox.requests.filter(({ status }) => status === 500)).toEqual([]);
  expect((await ask("GET /api/user")).status).toBe(200);
});

test.each([
  ["bytes that are no UTF-8", "GET /api/users/%ff%fe", undefined, 404],
  ["a NUL in a path", "GET /api/users/%00", undefined, 404],
  ["arrays a hundred thousand deep", "POST /api/users", "[".repeat(100_000), 400],
  ["objects nine hundred deep", "POST /api/users", `${'{"a":'.repeat(900)}1${"}".repeat(900)}`, 200],
  ["a name out of Object.prototype", "POST /api/users", '{"__proto__":{"login":"x"},"constructor":1}', 200],
  ["a method nobody knows", "PURGE /api/user", undefined, 200],
])("%s is answered", async (_, line, body, status) => {
  expect((await ask(line, body)).status).toBe(status);
});

test("an answer that HTTP cannot carry is a 500, and is told", async () => {
  const lines: string[] = [];
  const sandbox = await startSandbox({ log: (line) => lines.push(line) });
  sandbox.world.scm.accounts.set("a\nb", "pass");
  const body = "username=a%0Ab&password=pass";
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  expect((await fetch(`${sandbox.url}/authorize`, { method: "POST", body, headers })).status).toBe(500);
  expect(lines[0]).toMatch(/^500 POST \/authorize - TypeError/);
  await sandbox.close();
});

test("close is prompt with a connection idle, another half asked, and a third kept alive", async () => {
  const idle = await connected();
  const half = await connected();
  half.write("POST /api/users HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{");
  const kept = await connected();
  kept.write("GET /api/user HTTP/1.1\r\nHost: x\r\n\r\n");
  await new Promise((resolve) => kept.once("data", resolve));
  const ended = Promise.all(
    [idle, half, kept].map(
      (socket) => new Promise((resolve) => socket.on("error", () => {}).on("close", resolve)),
    ),
  );
  const start = performance.now();
  await drone.sandbox.close();
  await ended;
  expect(performance.now() - start).toBeLessThan(500);
});

test("close may be called twice", async () => {
  await drone.sandbox.close();
  await drone.sandbox.close();
});
