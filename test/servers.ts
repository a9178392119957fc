import { startSandbox } from "../src/sandbox";
import { releases } from "../src/sandbox/release";

/** A Drone server to test against: the sandbox, or a real one. */
export interface TestServer {
  url: string;
  /** E.g. `0.8`. */
  release: string;
  /** Token of octo, an administrator of Drone. */
  admin: string;
  /** Token of alice, who is none, writes to octo/demo and owns alice/notes. */
  alice: string;
  /** What a person would do with curl, as octo. Throws for anything but success. */
  byHand(method: string, path: string, json?: unknown): Promise<unknown>;
  close(): Promise<void>;
}

export interface KnownServer {
  name: string;
  release: string;
  open(): Promise<TestServer>;
}

/**
 * Always a sandbox of each release; besides it the real servers that DRONE_TEST_SERVERS names, apart by blanks, each as
 * `release=url,token of octo,token of alice`, with the users and SCM repositories that the sandbox has.
 */
export const servers: KnownServer[] = [
  ...(Object.keys(releases) as (keyof typeof releases)[]).map((release) => ({
    name: `sandbox ${release}`,
    release,
    open: async () => {
      const sandbox = await startSandbox({ release });
      return testServer(release, sandbox.url, "octo-token", "alice-token", () => sandbox.close());
    },
  })),
  ...(process.env.DRONE_TEST_SERVERS ?? "").split(/\s+/).filter(Boolean).map(realServer),
];

function realServer(text: string): KnownServer {
  const [release = "", rest = ""] = text.split("=", 2);
  const [url, admin, alice] = rest.split(",");
  if (!url || !admin || !alice)
    throw new Error("DRONE_TEST_SERVERS: each is release=url,token of octo,token of alice");
  return {
    name: `real Drone ${release} at ${url}`,
    release,
    open: async () => testServer(release, url, admin, alice, async () => {}),
  };
}

function testServer(
  release: string,
  url: string,
  admin: string,
  alice: string,
  close: () => Promise<void>,
): TestServer {
  const asOcto: TestServer["byHand"] = (method, path, json) => byHand(url, admin, method, path, json);
  return { release, url, admin, alice, close, byHand: asOcto };
}

/** From 1.0 on Drone speaks in other words. */
export const isModern = ({ release }: { release: string }): boolean => !release.startsWith("0.");

/** From 0.8 on Drone remembers repositories that are not active, and knows them by a sync. */
export const remembersRepos = ({ release }: { release: string }): boolean =>
  isModern({ release }) || release === "0.8";

/** Makes Drone build a repository, by plain HTTP. */
export async function activate(server: TestServer, slug: string): Promise<void> {
  if (isModern(server)) await server.byHand("POST", "/api/user/repos");
  else if (remembersRepos(server)) await server.byHand("GET", "/api/user/repos?all=true&flush=true");
  await server.byHand("POST", `/api/repos/${slug}`);
}

/** Removes a repository with all that belongs to it, by plain HTTP. */
export async function removeRepo(server: TestServer, slug: string): Promise<void> {
  await server.byHand("DELETE", `/api/repos/${slug}${remembersRepos(server) ? "?remove=true" : ""}`);
}

/** An object that may not be there, by plain HTTP. */
export async function lookFor(server: TestServer, path: string): Promise<Row | undefined> {
  try {
    return (await server.byHand("GET", path)) as Row;
  } catch (error) {
    if ((error as Error).message.includes(": 404 ")) return undefined;
    throw error;
  }
}

/** The one of a list with this name, by plain HTTP. */
export async function lookInList(server: TestServer, path: string, name: object): Promise<Row | undefined> {
  const rows = ((await server.byHand("GET", path)) ?? []) as Row[];
  return rows.find((row) => Object.entries(name).every(([field, value]) => row[field] === value));
}

type Row = Record<string, unknown>;

/** A bare HTTP call: no code of the package stands between a test and the server. */
export async function byHand(url: string, token: string, method: string, path: string, json?: unknown) {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: token, ...(json === undefined ? {} : { "content-type": "application/json" }) },
    body: json === undefined ? undefined : JSON.stringify(json),
  });
  const body = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${body}`);
  return response.headers.get("content-type")?.startsWith("application/json") ? JSON.parse(body) : body;
}
