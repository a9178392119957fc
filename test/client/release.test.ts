import { afterEach, expect, test } from "vitest";
import { DroneClient, DroneError } from "../../src/client";
import { features, Release } from "../../src/client/release";
import { startSandbox } from "../../src/sandbox";
import { always, type StubServer, stubServer } from "../stub-server";

let server: StubServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function clientOf(answer: Parameters<typeof stubServer>[0], options = {}) {
  server = await stubServer(answer);
  return new DroneClient({ server: server.url, token: "t0ken", ...options });
}

const asked = () => server?.asked.map(({ method, url }) => `${method} ${url}`);
const json = (body: string) => always(200, "application/json", body);

async function refusalOf(drone: DroneClient): Promise<DroneError> {
  const error = await drone.release().catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(DroneError);
  return error as DroneError;
}

function release(text: string): Release {
  const parsed = Release.parse(text);
  if (!parsed) throw new Error(`${text} is no release`);
  return parsed;
}

test.each(["0.5", "v0.8.10", "0.5.0+dev", " 2.25.0 ", "2", "1.10.1-rc.1", "3.0"])(
  "%j is a release",
  (text) => {
    expect(Release.parse(text)?.text).toBe(text.trim());
  },
);

test.each(["", "latest", "0.5.x", "2,25", "1.2.3.4", "v", "-1.0", "0. 5"])("%j is none", (text) => {
  expect(Release.parse(text)).toBeUndefined();
});

test.each<[string, string, boolean]>([
  ["0.5.0+dev", "0.5", true],
  ["0.5.3", "0.5", true],
  ["0.6.0", "0.5", false],
  ["0.50", "0.5", false],
  ["0.5.9", "0.6–0.8", false],
  ["0.6.0", "0.6–0.8", true],
  ["0.7.3", "0.6–0.8", true],
  ["0.8.10", "0.6–0.8", true],
  ["0.9.0", "0.6–0.8", false],
  ["1.0.0", "0.6–0.8", false],
  ["1.10.0", "1.10.1+", false],
  ["1.10.1", "1.10.1+", true],
  ["1.9.9", "1.10.1+", false],
  ["2.0.0", "1.10.1+", true],
  ["1.9.0", "1.10+", false],
  ["0.8.3", "0.8.4–0.8", false],
  ["0.8.10", "0.8.4–0.8", true],
  ["0.5.0", "0.5, 1.1+", true],
  ["0.8.10", "0.5, 1.1+", false],
  ["1.0.1", "0.5, 1.1+", false],
  ["1.1.0", "0.5, 1.1+", true],
  ["2.25.0", "0.5–0.7, 1.4+", true],
])("%s is in %s: %s", (text, spans, is) => {
  expect(release(text).isIn(spans)).toBe(is);
});

test("what a release leaves out counts as the newest: 2 is the last 2.x, 0.8 the last 0.8.x", () => {
  expect(release("2").isIn("2.25+")).toBe(true);
  expect(release("1").isIn("2.0+")).toBe(false);
  expect(release("1").isIn("1.10.1+")).toBe(true);
  expect(release("0.8").isIn("0.8.5+")).toBe(true);
  expect(release("0.8").isIn("0.6–0.8")).toBe(true);
  expect(release("0").isIn("0.6–0.8")).toBe(false);
});

test("a newer release than we know has what the newest has", () => {
  for (const feature of Object.keys(features) as (keyof typeof features)[]) {
    expect(release("9.99.0").has(feature), feature).toBe(release("2.25.0").has(feature));
  }
});

test("each span in the table says what it seems to say", () => {
  for (const [feature, { in: spans }] of Object.entries(features)) {
    expect(spans, feature).toMatch(/^\d+\.\d+(\.\d+)?(\+|–\d+\.\d+)?(, \d+\.\d+(\.\d+)?(\+|–\d+\.\d+)?)*$/);
  }
});

test("what is lacking is told with who has it, and what to do instead", () => {
  expect(release("0.8.10").lacks("agents")).toBe("Drone 0.8.10 has no agents, only Drone 0.5 has.");
  expect(release("1.3.0").lacks("rollback")).toBe(
    "Drone 1.3.0 has no rollback, only Drone 1.4+ has. Promote the build that was there before.",
  );
  expect(release("1.4.0").lacks("rollback")).toBeUndefined();
});

test.each(["0.5", "0.7", "0.8", "1.10", "2.25"] as const)(
  "a sandbox of %s is known for one",
  async (name) => {
    const sandbox = await startSandbox({ release: name });
    // Without a token: nobody needs one for that.
    const drone = new DroneClient({ server: sandbox.url });
    expect((await drone.release()).isIn(name)).toBe(true);
    await sandbox.close();
  },
);

test("0.x says it in a header of each answer, the web page of /version included", async () => {
  const page = "<!DOCTYPE html><title>drone</title>";
  const drone = await clientOf(always(200, "text/html", page, { "x-drone-version": "0.7.3" }));
  expect((await drone.release()).text).toBe("0.7.3");
});

test("the header counts though the token is refused", async () => {
  const drone = await clientOf(always(401, "text/plain", "", { "x-drone-version": "0.5.0+dev" }));
  expect((await drone.release()).text).toBe("0.5.0+dev");
});

test("from 1.0 on /version says it, and a server with a path is asked below it", async () => {
  const drone = await clientOf(json('{"version":"2.25.0"}'));
  expect((await drone.release()).text).toBe("2.25.0");
  const below = new DroneClient({ server: `${server?.url}/drone/` });
  await below.release();
  expect(asked()).toEqual(["GET /version", "GET /drone/version"]);
});

test("a release newer than we know is taken for the newest", async () => {
  const drone = await clientOf(json('{"version":"3.1.0"}'));
  expect((await drone.release()).has("templates")).toBe(true);
});

test("a release that is given is not asked for", async () => {
  const drone = await clientOf(json('{"login":"octo"}'), { release: "v1.10" });
  expect((await drone.release()).text).toBe("v1.10");
  expect(() => new DroneClient({ server: "http://127.0.0.1", release: "latest" })).toThrow(
    '"latest" is no release of Drone; one looks like 0.8 or 2.25.0.',
  );
  expect(asked()).toEqual([]);
});

test("too old is refused, asked or given", async () => {
  const drone = await clientOf(always(200, "text/html", "", { "x-drone-version": "0.4.2" }));
  expect((await refusalOf(drone)).message).toMatch(/Drone 0.4.2 is too old: 0.5 is the first/);
  expect(() => new DroneClient({ server: "http://127.0.0.1", release: "0.4" })).toThrow("too old");
});

test("it is asked for once, however many calls begin together", async () => {
  const drone = await clientOf(({ url }, response) => {
    const body = url === "/version" ? '{"version":"2.25.0"}' : "[]";
    setTimeout(() => response.writeHead(200, { "content-type": "application/json" }).end(body), 20);
  });
  await Promise.all([drone.crons("o/n").list(), drone.templates.list(), drone.user.feed(), drone.release()]);
  expect(asked()?.filter((line) => line === "GET /version")).toHaveLength(1);
});

test("after a failure it is asked for again", async () => {
  let up = false;
  const drone = await clientOf((_, response) => {
    response.writeHead(up ? 200 : 503, { "content-type": "application/json" });
    response.end(up ? '{"version":"2.25.0"}' : "");
  });
  await refusalOf(drone);
  up = true;
  expect((await drone.release()).text).toBe("2.25.0");
});

test.each<[string, Parameters<typeof always>, RegExp]>([
  [
    "a page",
    [200, "text/html", "<html>hello</html>"],
    /200 with a web page, so http.* does not look like a Drone/,
  ],
  [
    "Gitea's page",
    [200, "text/html", "<title> Gitea: Git with a cup of tea</title>"],
    /200 with a web page, "Gitea: Git with a cup of tea", so/,
  ],
  [
    "Harness 3",
    [200, "text/html", "<title>Harness Open Source</title>"],
    /Harness 3 is another product with another API/,
  ],
  ["an empty page", [200, "text/plain", "\n"], /200 with nothing in it, so/],
  ["JSON without a version", [200, "application/json", '{"status":"ok"}'], /200 with no release in it, so/],
  ["a version that is a number", [200, "application/json", '{"version":2}'], /200 with no release in it, so/],
  ["JSON that is null", [200, "application/json", "null"], /200 with no release in it, so/],
  [
    "a version that is none",
    [200, "application/json", '{"version":"latest"}'],
    /200 with no release in it, so/,
  ],
  ["a 404", [404, "text/plain", "404 page not found"], /404 with no release in it, so/],
])("%s is no Drone, and the message says what to do", async (_, answer, message) => {
  const error = await refusalOf(await clientOf(always(...answer)));
  expect(error).toMatchObject({ kind: "no-endpoint", request: "GET /version", status: answer[0] });
  expect(error.message).toMatch(message);
  expect(error.message).toMatch(/set drone:release, e.g. to 2.25/);
});

test.each([502, 503, 504])("%i is a server, or a proxy, that is not ready", async (status) => {
  const error = await refusalOf(await clientOf(always(status, "text/html", "<title>Bad Gateway</title>")));
  expect(error).toMatchObject({ kind: "refused", status });
  expect(error.message).toBe(
    `GET /version: ${status}, a web page. The server, or a proxy before it, is not ready.`,
  );
});

test("a redirect is told as such", async () => {
  const error = await refusalOf(
    await clientOf(always(302, "text/html", "", { location: "https://sso.example.com/login?x=1" })),
  );
  expect(error).toMatchObject({ kind: "redirect", status: 302 });
  expect(error.message).toContain("a redirect to https://sso.example.com/login, which is not followed");
});

test("no answer is told as such", async () => {
  const drone = await clientOf(always(200, "text/html", ""));
  await server?.close();
  expect(await refusalOf(drone)).toMatchObject({ kind: "no-answer" });
});

test("what a release lacks is refused before anything of it is sent", async () => {
  const drone = await clientOf(json("[]"), { release: "0.8" });
  const error = await drone
    .crons("octo/demo")
    .list()
    .catch((caught: unknown) => caught);
  expect(error).toMatchObject({ kind: "no-endpoint", request: server?.url });
  expect((error as Error).message).toBe(`${server?.url}: Drone 0.8 has no crons, only Drone 1.0+ has.`);
  expect(asked()).toEqual([]);
});
