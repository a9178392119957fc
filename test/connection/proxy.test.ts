import { afterEach, expect, test, vi } from "vitest";
import { proxyFor } from "../../src/connection/proxy";
import { always, type StubServer, stubServer } from "../stub-server";
import { connect, refusal, TOKEN } from "./configured";
import { type HttpProxy, httpProxy, NAME } from "./http-proxy";
import { type SocksProxy, socksProxy } from "./socks-proxy";
import { file, pem, type TlsServer, tlsServer } from "./tls-server";

// The servers are known by their name to the proxies alone, so what arrives has gone through one.

const SECURE = `https://${NAME}`;
const PLAIN = `http://${NAME}`;
const ca = file("ca");
const octo = { login: "octo" };
const user = always(200, "application/json", '{"login":"octo"}', { "x-drone-version": "0.5.0" });

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** Closed after the test. */
function until<T extends { close(): Promise<void> }>(server: T): T {
  open.push(server);
  return server;
}
const secure = async (...args: Parameters<typeof tlsServer>): Promise<TlsServer> =>
  until(await tlsServer(...args));
const plain = async (answer = user): Promise<StubServer> => until(await stubServer(answer));
const proxyTo = async (to: number, more: Parameters<typeof httpProxy>[0] = {}): Promise<HttpProxy> =>
  until(await httpProxy({ to, ...more }));
const socksTo = async (to: number, credentials?: string): Promise<SocksProxy> =>
  until(await socksProxy(to, credentials));
const portOf = ({ url }: { url: string }) => Number(new URL(url).port);
const withCredentials = (url: string, credentials: string) => url.replace("://", `://${credentials}@`);

test("a server of https:// is reached by a tunnel, which is used again and does not show the token", async () => {
  const server = await secure("server");
  const proxy = await proxyTo(server.port);
  const connection = connect(SECURE, { ca, proxy: proxy.url });
  expect(await connection.drone.user.current()).toMatchObject(octo);
  expect(await connection.drone.user.current()).toMatchObject(octo);
  expect(proxy.asked).toEqual([`CONNECT ${NAME}:443`]);
  expect(server.asked.map(({ authorization }) => authorization)).toEqual(Array(2).fill(`Bearer ${TOKEN}`));
  expect(JSON.stringify(proxy.headers)).not.toContain(TOKEN);
  connection.drone.close();
});

test("a server of http:// is asked for by its whole address, body and all", async () => {
  const server = await plain();
  const proxy = await proxyTo(portOf(server));
  const { drone } = connect(`${PLAIN}:8000/drone`, { proxy: proxy.url, release: "0.5" });
  expect(await drone.user.current()).toMatchObject(octo);
  expect(await drone.users.create({ login: "bob" })).toMatchObject(octo);
  expect(proxy.asked).toEqual([`GET ${PLAIN}:8000/drone/api/user`, `POST ${PLAIN}:8000/drone/api/users`]);
  expect(server.asked[1]).toMatchObject({ url: "/drone/api/users", body: '{"login":"bob"}' });
  drone.close();
});

test.each([
  ["a server of https://", SECURE],
  ["a server of http://", PLAIN],
])("a proxy of https:// leads to %s; drone:ca may vouch for it as well", async (_, address) => {
  const server = address === SECURE ? await secure("server") : await plain();
  const proxy = await proxyTo(portOf(server), { secure: true });
  expect(await connect(address, { ca, proxy: proxy.url }).user()).toMatchObject(octo);
  expect(proxy.asked).toHaveLength(1);
});

test.each([
  ["https", SECURE],
  ["http", PLAIN],
])("a proxy of https:// that nobody known vouches for is refused, for a server of %s", async (_, address) => {
  const proxy = await proxyTo(0, { secure: true });
  const said = await refusal(() => connect(address, { proxy: proxy.url }).user());
  expect(said).toContain("unable to verify the first certificate");
  expect(said).toContain(proxy.url);
  expect(proxy.asked).toEqual([]);
});

test.each([
  ["http", SECURE],
  ["http", PLAIN],
  ["socks5h", SECURE],
  ["socks5h", PLAIN],
])("a %s proxy that wants a name and a password gets them, for %s", async (kind, address) => {
  const server = address === SECURE ? await secure("server") : await plain();
  const credentials = "us er:p@ss%word";
  const proxy =
    kind === "http"
      ? (await proxyTo(portOf(server), { credentials })).url
      : `${kind}://${(await socksTo(portOf(server), credentials)).address}`;
  const right = withCredentials(proxy, "us%20er:p%40ss%25word");
  expect(await connect(address, { ca, proxy: right }).user()).toMatchObject(octo);
  expect(JSON.stringify(server.asked)).not.toContain("proxy-authorization");

  const said = await refusal(() =>
    connect(address, { ca, proxy: withCredentials(proxy, "me:wr0ng") }).user(),
  );
  expect(said).toMatch(/a name and a password|Socks5 Authentication failed/);
  expect(said).toContain("drone:proxy");
  expect(said).not.toMatch(/wr0ng|me:|p@ss|%word/);
  expect(server.asked).toHaveLength(1);
});

test.each([
  ["https", SECURE, 443],
  ["http", PLAIN, 80],
])("a SOCKS5 proxy leads to a server of %s", async (_, address, port) => {
  const server = address === SECURE ? await secure("server") : await plain();
  const proxy = await socksTo(portOf(server));
  const { drone } = connect(address, { ca, proxy: `socks5h://${proxy.address}` });
  expect(await drone.user.current()).toMatchObject(octo);
  expect(await drone.user.current()).toMatchObject(octo);
  expect(proxy.asked).toEqual([`${NAME}:${port}`]);
  drone.close();
});

test("with socks5:// the server's name is looked up here, with socks:// by the proxy", async () => {
  const server = await plain();
  const proxy = await socksTo(portOf(server));
  await connect("http://127.0.0.2:8000", { proxy: `socks5://${proxy.address}` }).user();
  expect(await refusal(() => connect(PLAIN, { proxy: `socks5://${proxy.address}` }).user())).toContain(NAME);
  await connect(PLAIN, { proxy: `socks://${proxy.address}` }).user();
  expect(proxy.asked).toEqual(["127.0.0.2:8000", `${NAME}:80`]);
});

test.each([
  ["http", "self-signed", "no authority known here has signed"],
  ["socks5h", "self-signed", "no authority known here has signed"],
  ["http", "other-name", "is for another name"],
  ["socks5h", "other-name", "is for another name"],
])("through a %s proxy, a server's certificate that is %s is refused as such", async (kind, which, why) => {
  const server = await secure(which);
  const proxy =
    kind === "http" ? (await proxyTo(server.port)).url : `${kind}://${(await socksTo(server.port)).address}`;
  const said = await refusal(() => connect(SECURE, { ca, proxy }).user());
  expect(said).toContain(`the certificate of ${SECURE}`);
  expect(said).toContain(why);
  expect(server.asked).toEqual([]);
  // Nor does a socket stay behind.
  await vi.waitFor(() => expect(server.sockets.size).toBe(0));
});

test.each(["http", "socks5h"])(
  "through a %s proxy, the client certificate is the server's to see",
  async (kind) => {
    const mutual = await secure("server", { requestCert: true, ca: pem("ca") });
    const proxy =
      kind === "http"
        ? (await proxyTo(mutual.port)).url
        : `${kind}://${(await socksTo(mutual.port)).address}`;
    const settings = { ca, cert: file("client"), key: file("key"), proxy };
    expect(await connect(SECURE, settings).user()).toMatchObject(octo);
    const { cert: _, key: __, ...without } = settings;
    expect(await refusal(() => connect(SECURE, without).user())).toContain("set drone:cert and drone:key");
  },
);

test.each([
  ["http", SECURE],
  ["http", PLAIN],
  ["https", SECURE],
  ["socks5h", SECURE],
])("a %s proxy that is down is named, without its password, on the way to %s", async (kind, address) => {
  const said = await refusal(() => connect(address, { proxy: `${kind}://me:hush@127.0.0.1:1` }).user());
  expect(said).toContain(`no connection to ${address} through the proxy ${kind}://127.0.0.1:1: `);
  expect(said).toContain("connect ECONNREFUSED 127.0.0.1:1. Is drone:proxy (or HTTPS_PROXY) right");
  expect(said).not.toContain("hush");
});

test.each([403, 404, 407, 502, 302])(
  "a tunnel that is refused with %d is not the server's answer",
  async (status) => {
    const proxy = await proxyTo(0, { refusal: status });
    const connection = connect(SECURE, { ca, proxy: proxy.url, release: "0.5" });
    const error = await connection.drone.repos.find("o/n").catch((thrown) => thrown);
    expect(error).toMatchObject({ kind: "no-answer", status: undefined });
    expect(error.message).toContain(`through the proxy ${proxy.url}: EPROXY, ${status}, it`);
  },
);

test("a SOCKS5 proxy that cannot connect says so", async () => {
  const proxy = await socksTo(1);
  const said = await refusal(() => connect(SECURE, { proxy: `socks5h://${proxy.address}` }).user());
  expect(said).toContain(`through the proxy socks5h://${proxy.address}: `);
  expect(said).toContain("ConnectionRefused");
});

test.each([
  ["https", SECURE],
  ["http", PLAIN],
])("a proxy that says nothing is waited for no longer than drone:timeout, to %s", async (_, address) => {
  const proxy = await proxyTo(0, { refusal: 0 });
  const began = Date.now();
  const said = await refusal(() => connect(address, { proxy: proxy.url, timeout: "0.3" }).user());
  expect(Date.now() - began).toBeLessThan(3000);
  expect(said).toContain(`no whole answer from ${address} through the proxy ${proxy.url} within 0.3 s.`);
  // Nor does a socket stay behind, which would keep the process.
  await vi.waitFor(() => expect(proxy.clients.size).toBe(0), 2000);
});

test("the proxy may do without http://, and is asked for servers on this machine as well", async () => {
  const server = await plain();
  const proxy = await proxyTo(portOf(server));
  expect(await connect(server.url, { proxy: proxy.url.replace("http://", "") }).user()).toMatchObject(octo);
  expect(proxy.asked).toEqual([`GET ${server.url}/api/user`]);
});

test("NO_PROXY excepts a server from drone:proxy", async () => {
  const server = await plain();
  vi.stubEnv("NO_PROXY", "example.com,127.0.0.1");
  expect(await connect(server.url, { proxy: "http://127.0.0.1:1" }).user()).toMatchObject(octo);
});

test("a proxy of the environment is used, but not for servers on this machine", async () => {
  const server = await plain();
  const proxy = await proxyTo(portOf(server));
  vi.stubEnv("HTTP_PROXY", proxy.url);
  expect(await connect(PLAIN).user()).toMatchObject(octo);
  expect(await connect(server.url).user()).toMatchObject(octo);
  expect(proxy.asked).toEqual([`GET ${PLAIN}/api/user`]);
});

test("redirects are not followed through a proxy either", async () => {
  const server = await secure("server", {
    answer: (_, response) => response.writeHead(302, { location: "https://eve.test/" }).end(),
  });
  const proxy = await proxyTo(server.port);
  const said = await refusal(() => connect(SECURE, { ca, proxy: proxy.url }).user());
  expect(said).toContain("a redirect to https://eve.test/, which is not followed");
  expect(proxy.asked).toEqual([`CONNECT ${NAME}:443`]);
});

test.each([
  ["http://proxy example", "is not a URL"],
  ["ftp://me:hush@proxy.example.com", "cannot begin with ftp://"],
  ["http://me:hush%@proxy.example.com", "must be written as %25"],
])("a proxy that cannot be one is refused before any request, and not shown: %s", async (proxy, why) => {
  const said = await refusal(() => connect(SECURE, { proxy }));
  expect(said).toContain(why);
  expect(said).not.toContain("hush");
});

const P = "http://proxy.example.com:3128";
const Q = "http://other.example.com:3128";

test.each([
  ["https://ci.example.org", undefined, {}, undefined],
  ["https://ci.example.org", P, { HTTPS_PROXY: Q }, P],
  ["https://ci.example.org", undefined, { HTTPS_PROXY: P, HTTP_PROXY: Q }, P],
  ["https://ci.example.org", undefined, { https_proxy: P, HTTPS_PROXY: Q }, P],
  ["http://ci.example.org", undefined, { HTTPS_PROXY: Q, HTTP_PROXY: P }, P],
  ["http://ci.example.org", undefined, { HTTPS_PROXY: Q }, undefined],
  ["https://ci.example.org", undefined, { all_proxy: P }, P],
  ["https://localhost", undefined, { HTTPS_PROXY: P }, undefined],
  ["https://[::1]", undefined, { HTTPS_PROXY: P }, undefined],
  ["https://127.9.9.9", undefined, { HTTPS_PROXY: P }, undefined],
  ["https://localhost", P, {}, P],
] as const)("%s, drone:proxy %s and %j: %s", (server, given, env, proxy) => {
  expect(proxyFor(new URL(server), given, env)).toBe(proxy);
});

test.each([
  ["ci.example.org", "https://ci.example.org", true],
  ["example.org", "https://ci.example.org", true],
  [".example.org", "https://ci.example.org", true],
  ["*.example.org", "https://ci.example.org", true],
  ["CI.Example.org", "https://ci.example.org", true],
  ["a.com, ci.example.org", "https://ci.example.org.", true],
  ["a.com ci.example.org", "https://ci.example.org", true],
  ["*", "https://ci.example.org", true],
  ["ci.example.org:443", "https://ci.example.org", true],
  ["ci.example.org:8443", "https://ci.example.org", false],
  ["example.org", "https://notexample.org", false],
  ["ci.example.org", "https://example.org", false],
  ["10.0.0.0/8", "https://10.1.2.3", true],
  ["10.0.0.0/8", "https://11.1.2.3", false],
  ["10.0.0.0/99", "https://10.1.2.3", false],
  ["10.1.2.3:443", "https://10.1.2.3", true],
  ["fd00::/8", "https://[fd12::1]", true],
  ["fd12::1", "https://[fd12::1]", true],
  ["[fd12::1]:443", "https://[fd12::1]", true],
  ["[fd12::1]:8443", "https://[fd12::1]", false],
  ["", "https://ci.example.org", false],
  [",", "https://ci.example.org", false],
])("NO_PROXY=%s excepts %s: %s", (list, server, excepted) => {
  expect(proxyFor(new URL(server), P, { NO_PROXY: list })).toBe(excepted ? undefined : P);
});
