import { afterEach, expect, test } from "vitest";
import { EXPLICIT, readSettings } from "../../src/connection/settings";
import { always, type StubServer, stubServer } from "../stub-server";
import { connect, refusal, TOKEN } from "./configured";

let server: StubServer;
afterEach(() => server?.close());

const user = always(200, "application/json", '{"login":"octo"}', { "x-drone-version": "0.5.0" });
const KEY = "hush-hush";

test("extra headers go with each request, beside the token", async () => {
  server = await stubServer(user);
  const headers = JSON.stringify({ "X-Access-Key": KEY, Cookie: "a=b" });
  const { drone } = connect(server.url, { headers });
  await drone.release();
  await drone.users.create({ login: "bob" });
  for (const asked of server.asked) {
    expect(asked.headers).toMatchObject({
      "x-access-key": KEY,
      cookie: "a=b",
      authorization: `Bearer ${TOKEN}`,
    });
  }
  expect(server.asked.map(({ url }) => url)).toEqual(["/version", "/api/users"]);
});

test.each(["Authorization", "authorization", "HOST", "Content-Type", "content-length", "Transfer-Encoding"])(
  "%s is no extra header",
  async (name) => {
    const said = await refusal(() =>
      connect("http://127.0.0.1:1", { headers: JSON.stringify({ [name]: KEY }) }),
    );
    expect(said).toContain(`drone:headers must not set ${name}: it `);
    expect(said).not.toContain(KEY);
  },
);

test.each([
  ["no JSON", `X-Access-Key: ${KEY}`, "it is not JSON."],
  ["a list", `["${KEY}"]`, "must be JSON of names and values"],
  ["null", "null", "must be JSON of names and values"],
  ["a number", `{"X-Access-Key":7}`, "the value of X-Access-Key is not text."],
  ["a name with a blank", `{"X Key":"${KEY}"}`, '"X Key" cannot be the name of a header'],
  ["a value with a line break", `{"X-Key":"${KEY}\\n"}`, "X-Key has a character that no header can carry"],
  ["a name twice", `{"X-Key":"${KEY}","x-key":"b"}`, "sets x-key twice"],
])("headers that cannot be sent are refused before any request: %s", async (_, headers, why) => {
  const said = await refusal(() => connect("http://127.0.0.1:1", { headers }));
  expect(said).toContain(why);
  expect(said).not.toContain(KEY);
});

test.each([
  ["as it is", KEY],
  ["in Base64", Buffer.from(KEY).toString("base64")],
])("the value of a header that the server repeats %s is in no message", async (_, repeated) => {
  server = await stubServer(always(403, "text/plain", `you sent ${repeated}`));
  const { drone } = connect(server.url, {
    headers: JSON.stringify({ "X-Access-Key": KEY }),
    release: "2.25",
  });
  const said = await refusal(() => drone.user.current());
  expect(said).toContain("words that repeat a secret");
  expect(said).not.toContain(repeated);
});

test("nor is it in the message about what is no Drone", async () => {
  server = await stubServer(always(200, "text/html", `<title>Hello ${KEY}</title>`));
  const { drone } = connect(server.url, { headers: JSON.stringify({ "X-Access-Key": KEY }) });
  const said = await refusal(() => drone.release());
  expect(said).toContain("does not look like a Drone server");
  expect(said).not.toContain(KEY);
});

test("headers belong to a configured server, not to the environment's", () => {
  const configuration = { get: (key: string) => ({ "drone:headers": '{"X-Key":"v"}' })[key] };
  expect(() => readSettings(configuration, { DRONE_SERVER: "https://a.test", DRONE_TOKEN: "t" })).toThrow(
    "drone:headers is set without drone:server",
  );
});

test("a call takes no longer than drone:timeout", async () => {
  server = await stubServer(() => {});
  const began = Date.now();
  const said = await refusal(() => connect(server.url, { timeout: "0.2", release: "2.25" }).user());
  expect(said).toContain(`no whole answer from ${server.url} within 0.2 s.`);
  expect(said).toContain("drone:timeout allows for more");
  expect(Date.now() - began).toBeLessThan(3000);
});

test("an answer that trickles in is waited for no longer either", async () => {
  server = await stubServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const drops = setInterval(() => response.write(" "), 50);
    response.on("close", () => clearInterval(drops));
  });
  const said = await refusal(() => connect(server.url, { timeout: "0.3", release: "2.25" }).user());
  expect(said).toContain("within 0.3 s.");
});

test.each(["0", "-1", "30s", "1e3", "3601", "Infinity", "0x10"])(
  "a timeout of %s is refused",
  async (timeout) => {
    const said = await refusal(() => connect("http://127.0.0.1:1", { timeout }));
    expect(said).toContain("drone:timeout must be a number of seconds up to 3600");
  },
);

test.each([
  ["the server that DRONE_SERVER names", "https://a.test", undefined, true],
  ["a configured server that DRONE_SERVER names as well", "https://a.test", "https://a.test/", true],
  ["another server", "https://a.test", "https://b.test", undefined],
])("DRONE_SKIP_VERIFY counts for %s: %s and %s", (_, named, configured, skipped) => {
  const values: Record<string, string | undefined> = {
    "drone:server": configured,
    "drone:token": configured && "t",
    [EXPLICIT]: configured && "true",
  };
  const env = { DRONE_SERVER: named, DRONE_TOKEN: "t", DRONE_SKIP_VERIFY: "1" };
  expect(readSettings({ get: (key) => values[key] }, env).skipVerify).toBe(skipped);
  values["drone:skipVerify"] = "false";
  expect(readSettings({ get: (key) => values[key] }, env).skipVerify).toBe(false);
});
