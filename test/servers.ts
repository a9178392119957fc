import { startSandbox } from "../src/sandbox";

/** A Drone server to test against: the sandbox, or a real one. */
export interface TestServer {
  url: string;
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
  {
    name: "sandbox 0.5",
    release: "0.5",
    open: async () => {
      const sandbox = await startSandbox({ release: "0.5" });
      return testServer(sandbox.url, "octo-token", "alice-token", () => sandbox.close());
    },
  },
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
    open: async () => testServer(url, admin, alice, async () => {}),
  };
}

function testServer(url: string, admin: string, alice: string, close: () => Promise<void>): TestServer {
  return { url, admin, alice, close, byHand: (method, path, json) => byHand(url, admin, method, path, json) };
}

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
