import { afterEach, expect, test } from "vitest";
import { DroneClient } from "../../src/client";
import { startSandbox } from "../../src/sandbox";
import { type StubServer, stubServer } from "../stub-server";

// What is sent again, and what is believed at once.

let server: StubServer;
afterEach(() => server.close());

interface Answer {
  status: number;
  body?: string;
  headers?: Record<string, string>;
}

const ok: Answer = { status: 200, body: '{"login":"bob","id":1,"slug":"o/n","full_name":"o/n"}' };

/** A server of this release that gives these answers in turn, the last one for ever. */
async function answering(release: string, ...answers: Answer[]): Promise<DroneClient> {
  let at = 0;
  server = await stubServer((_, response) => {
    const { status, body = "", headers } = answers[Math.min(at++, answers.length - 1)] as Answer;
    const type = body.startsWith("{") ? "application/json" : "text/plain";
    response.writeHead(status, { "content-type": type, ...headers }).end(body);
  });
  return new DroneClient({ server: server.url, token: "t0ken", release });
}

const lock: Answer = { status: 500, body: "database is locked" };
const optimistic: Answer = { status: 500, body: '{"message":"Optimistic Lock Error"}' };

test.each([
  ["0.5", "a 401 of a locked database", { status: 401 }],
  ["0.8", "a locked database", lock],
  ["2.25", "a gateway", { status: 502 }],
  ["2.25", "a server that is not ready", { status: 503 }],
  ["2.25", "too many requests", { status: 429, headers: { "retry-after": "0" } }],
] as const)("%s: %s is asked again", async (release, _, answer) => {
  const drone = await answering(release, answer, ok);
  expect((await drone.user.current()).login).toBe("bob");
  expect(server.asked).toHaveLength(2);
});

test.each([
  ["0.8", "a locked database", lock],
  ["0.8", "a 401 of a locked database", { status: 401 }],
  ["0.8", "a 404 without a word, of a locked database", { status: 404 }],
  ["2.25", "somebody else's change in between", optimistic],
  ["2.25", "too many requests", { status: 429 }],
  ["2.25", "a server that says when it is back", { status: 503, headers: { "retry-after": "0" } }],
] as const)("%s: a change is sent again after %s, for it was not done", async (release, _, answer) => {
  const drone = await answering(release, answer, ok);
  await drone.repos.update("o/n", { timeout: 5 });
  expect(server.asked.map(({ method }) => method)).toEqual(["PATCH", "PATCH"]);
});

test.each([
  ["0.8", "an activation that met a lock, for the webhook may be there", lock],
  ["2.25", "a gateway that lost the answer", { status: 502 }],
  ["2.25", "a 503 that does not say when", { status: 503 }],
  ["2.25", "a refusal", { status: 401 }],
  ["2.25", "an absence", { status: 404 }],
  ["2.25", "another failure", { status: 500, body: '{"message":"UNIQUE constraint failed"}' }],
  ["2.25", "a wait that is longer than a call may take", { status: 429, headers: { "retry-after": "3600" } }],
] as const)("%s: %s is no reason to send it again", async (release, _, answer) => {
  const drone = await answering(release, answer, ok);
  await expect(drone.repos.activate("o/n")).rejects.toMatchObject({ status: answer.status });
  expect(server.asked).toHaveLength(1);
});

test("a wait that is too long is told", async () => {
  const drone = await answering("2.25", { status: 429, headers: { "retry-after": "3600" } });
  await expect(drone.user.current()).rejects.toThrow("is asked too often. It asks to wait 3600 s.");
});

test("it ends: after three more tries the failure is believed", async () => {
  const drone = await answering("0.8", { status: 401 });
  await expect(drone.user.current()).rejects.toMatchObject({ status: 401 });
  expect(server.asked).toHaveLength(4);
});

test("without patience the first answer is believed", async () => {
  await answering("0.8", { status: 401 });
  const drone = new DroneClient({ server: server.url, token: "t", release: "0.8", retries: 0 });
  await expect(drone.user.current()).rejects.toMatchObject({ status: 401 });
  expect(server.asked).toHaveLength(1);
});

test("changes of one repository from several sides all arrive", async () => {
  await answering("2.25", ok);
  const sandbox = await startSandbox({ release: "2.25" });
  const drone = new DroneClient({ server: sandbox.url, token: "octo-token" });
  sandbox.world.optimisticLockErrors = 3;
  const repo = await drone.repos.update("octo/demo", { protected: true });
  expect(repo.protected).toBe(true);
  await sandbox.close();
});
