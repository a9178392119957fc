import { afterEach, expect, test } from "vitest";
import { Connections } from "../../src/connection/connections";
import { always, type StubServer, stubServer } from "../stub-server";
import { configured, connect, refusal } from "./configured";
import { file, pem, type TlsServer, tlsServer } from "./tls-server";

let server: TlsServer;
afterEach(() => server?.close());

test("a certificate that nobody known has signed is refused, and the message says what to do", async () => {
  server = await tlsServer("self-signed");
  const said = await refusal(() => connect(server.url).user());
  expect(said).toContain(
    `GET /api/user: no authority known here has signed the certificate of ${server.url}`,
  );
  expect(said).toContain("drone:ca");
  expect(server.asked).toEqual([]);
});

test.each([
  ["a file", file("ca")],
  ["PEM", pem("ca")],
  ["PEM of several", pem("other-ca") + pem("ca")],
])("the authority can be given as %s", async (_, ca) => {
  server = await tlsServer("server");
  expect(await connect(server.url, { ca }).user()).toMatchObject({ login: "octo" });
});

test("a self-signed certificate can be given as its own authority", async () => {
  server = await tlsServer("self-signed");
  expect(await connect(server.url, { ca: pem("self-signed") }).user()).toMatchObject({ login: "octo" });
});

test.each([
  ["of another authority", "server", "other-ca", "no authority known here has signed"],
  ["that has expired", "expired", "ca", "is out of date: CERT_HAS_EXPIRED"],
  ["for another name", "other-name", "ca", "is for another name"],
])("a certificate %s is refused", async (_, certificate, ca, why) => {
  server = await tlsServer(certificate);
  const said = await refusal(() => connect(server.url, { ca: file(ca) }).user());
  expect(said).toContain(`the certificate of ${server.url}`);
  expect(said).toContain(why);
  expect(server.asked).toEqual([]);
});

const mutual = { ca: pem("ca"), requestCert: true, rejectUnauthorized: true };

test.each([
  ["files", file("client"), file("key")],
  ["PEM", pem("client"), pem("key")],
])("a client certificate is shown to a server that wants one, given as %s", async (_, cert, key) => {
  server = await tlsServer("server", mutual);
  expect(await connect(server.url, { ca: file("ca"), cert, key }).user()).toMatchObject({ login: "octo" });
});

test.each(["TLSv1.2", "TLSv1.3"] as const)(
  "without the client certificate that a server of %s wants, the message says so",
  async (version) => {
    server = await tlsServer("server", { ...mutual, minVersion: version, maxVersion: version });
    const said = await refusal(() => connect(server.url, { ca: file("ca") }).user());
    expect(said).toContain("If it wants a client certificate, set drone:cert and drone:key.");
    expect(server.asked).toEqual([]);
  },
);

test("a server that is not verified gets the token, and that is one warning in a process", async () => {
  server = await tlsServer("self-signed");
  const warnings: string[] = [];
  const connections = new Connections();
  const warn = (message: string) => warnings.push(message);
  const settings = configured(server.url, { skipVerify: "true" });
  expect(await connections.to(settings, warn).user()).toMatchObject({ login: "octo" });
  await connections.release(settings, warn);
  connections.to(configured(server.url, { skipVerify: "true", timeout: "9" }), warn);
  expect(warnings).toEqual([expect.stringContaining(`certificate of ${server.url} is not verified`)]);
});

test("skipVerify of false is none", async () => {
  server = await tlsServer("self-signed");
  await expect(connect(server.url, { skipVerify: "false" }).user()).rejects.toThrow("no authority");
});

test("a server of http:// on another machine is one warning in a process, one on this machine is none", () => {
  const warnings: string[] = [];
  const connections = new Connections();
  for (const host of ["127.0.0.1", "localhost:8000", "[::1]", "ci.localhost", "192.0.2.1", "192.0.2.2"]) {
    connections.to(configured(`http://${host}`), (message) => warnings.push(message));
  }
  expect(warnings).toEqual([expect.stringContaining("to http://192.0.2.1 unencrypted")]);
});

test.each([
  ["ca: no such file", { ca: "/no/such/ca.pem" }, 'drone:ca, "/no/such/ca.pem", is neither PEM nor a file'],
  ["ca: no PEM in the file", { ca: "package.json" }, 'no certificate in PEM, the file "package.json"'],
  ["ca: broken PEM", { ca: "-----BEGIN CERTIFICATE-----\nx" }, "drone:ca is no certificate in PEM."],
  [
    "cert: broken PEM",
    { cert: "-----BEGIN CERTIFICATE-----\nx", key: pem("key") },
    "drone:cert is no certificate",
  ],
  ["cert without key", { cert: pem("client") }, "drone:cert is set without drone:key"],
  ["key without cert", { key: pem("key") }, "drone:key is set without drone:cert"],
  [
    "key of another",
    { cert: pem("client"), key: pem("other-key") },
    "drone:key does not belong to drone:cert",
  ],
  ["key: no such file", { cert: pem("client"), key: "MIGHAgEAMB" }, "drone:key, is neither PEM nor a file"],
  ["skipVerify", { skipVerify: "yes" }, 'drone:skipVerify must be true or false, not "yes".'],
] as [string, Record<string, string>, string][])(
  "what cannot be used is refused before any request: %s",
  async (_, settings, why) => {
    const said = await refusal(() => connect("https://drone.invalid", settings));
    expect(said).toContain(why);
    if (settings.key) expect(said).not.toContain(settings.key);
  },
);

test("a server that speaks no TLS is told as such", async () => {
  const plain = await stubServer(always(200, "application/json", "{}"));
  const said = await refusal(() => connect(plain.url.replace("http:", "https:")).user());
  expect(said).toContain("does not speak TLS as expected: wrong version number.");
  expect(said).toContain("should it be http://");
  await plain.close();
});

test("the token never follows a redirect, not even to the same machine", async () => {
  const elsewhere: StubServer = await stubServer(always(200, "application/json", '{"login":"eve"}'));
  for (const status of [301, 302, 307, 308]) {
    server = await tlsServer("server", {
      answer: (_, response) => response.writeHead(status, { location: `${elsewhere.url}/api/user` }).end(),
    });
    const said = await refusal(() => connect(server.url, { ca: file("ca") }).user());
    expect(said).toContain(`${status}, a redirect to ${elsewhere.url}/api/user, which is not followed`);
    await server.close();
  }
  expect(elsewhere.asked).toEqual([]);
  await elsewhere.close();
});
