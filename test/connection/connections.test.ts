import { expect, test } from "vitest";
import { Connections } from "../../src/connection/connections";
import { always, stubServer } from "../stub-server";

const configured = (server: string, token = "t") => ({
  get: (key: string) => ({ "drone:server": server, "drone:token": token, "drone:retries": "0" })[key],
});
const user = always(200, "application/json", '{"login":"octo"}', { "x-drone-version": "0.5.0" });

test("all resource types of a process share the connection of a server and a token", async () => {
  const connections = new Connections();
  const one = connections.to(configured("http://127.0.0.1:1"));
  expect(connections.to(configured("http://127.0.0.1:1"))).toBe(one);
  expect(connections.to(configured("http://127.0.0.1:1", "another"))).not.toBe(one);
  expect(connections.to(configured("http://127.0.0.1:2"))).not.toBe(one);
});

test("the token's user is asked for once, and again only after a failure", async () => {
  let broken = true;
  const server = await stubServer((asked, response) =>
    (broken ? always(503, "text/plain", "") : user)(asked, response),
  );
  const connection = new Connections().to(configured(server.url));
  await expect(Promise.all([connection.user(), connection.user()])).rejects.toThrow("503");
  broken = false;
  expect((await connection.user()).login).toBe("octo");
  expect((await connection.user()).login).toBe("octo");
  expect(server.asked).toHaveLength(2);
  await server.close();
});

test("what could not be checked is one warning in a process, whatever asks for it", async () => {
  const warnings: string[] = [];
  const warn = (message: string) => warnings.push(message);
  const connections = new Connections();
  await connections.release(undefined, warn);
  await connections.release(configured("http://127.0.0.1:1"), warn);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/^Drone could not be asked, .* (No Drone server|drone:server|DRONE_)/);
});

test("a server that answers is no warning, and its release is known", async () => {
  const server = await stubServer(user);
  const warnings: string[] = [];
  const warn = (message: string) => warnings.push(message);
  expect((await new Connections().release(configured(server.url), warn))?.text).toBe("0.5.0");
  expect(warnings).toEqual([]);
  await server.close();
});

test("a preview does not wait long for a server that says nothing", { timeout: 15_000 }, async () => {
  const server = await stubServer(() => {});
  const warnings: string[] = [];
  await new Connections().release(configured(server.url), (message) => warnings.push(message));
  expect(warnings[0]).toContain(`${server.url} did not answer within 5 s.`);
  await server.close();
});

test("a release that is known is used, though the token's user could not be asked for", async () => {
  const server = await stubServer(always(503, "text/plain", "", { "x-drone-version": "2.25.0" }));
  const warnings: string[] = [];
  const warn = (message: string) => warnings.push(message);
  expect((await new Connections().release(configured(server.url), warn))?.text).toBe("2.25.0");
  expect(warnings[0]).toContain("503");
  await server.close();
});
