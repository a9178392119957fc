import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../src/sandbox";
import { differences } from "./difference";
import { type Call, hidden, isCall, readRecording } from "./recording";
import { type Received, send } from "./wire";

/** Calls on which the sandbox and Drone 0.5.0 disagree, and why that is so. */
const disagreements: Record<string, string> = {
  'users: get odd login raw "ünï"': "Node's HTTP parser refuses unescaped UTF-8 in a path, which Go's takes",
};

/** Calls that cannot be sent, and why. */
const unsendable: Record<string, string> = {
  "auth: expired token": "the recording hides the token, and a sandbox's tokens do not expire",
};

/** Hidden tokens that are not the caller's own: what a sandbox has for them. */
const standIns: Record<string, string> = {
  "auth: wrong signature": "octo-token-of-another-server",
  "auth: unknown user in token": "nobody-token",
  'auth: token of type "foo" signed by user hash': "octo-token.foo",
  "auth: sess token GET": "octo-token.sess",
  "auth: sess token POST without CSRF": "octo-token.sess",
  "auth: sess token POST with X-CSRF-TOKEN": "octo-token.sess",
  "auth: user_sess cookie": "octo-token.sess",
  "auth: sub-case login in token (Octo)": "Octo-token",
  "user: old token after DELETE token": "alice-token",
  "repo: ... as bot (token minted)": "bot-token",
  "repo: ... bot reads public repo (perm lookup fails at SCM)": "bot-token",
  "repo: ... bot GET /api/user/repos": "bot-token",
  "auth: token of deleted user": "alice-token-2",
  "auth: token of deleted admin": "octo-token",
};

/** What was done to the server between two calls, by hand, by its SCM, or by bursts of calls that are not replayed. */
const before: Record<string, (sandbox: Sandbox) => unknown> = {
  "builds: list after push": ({ world }) => {
    world.now = () => 1795460987;
    const repo = world.scm.find("octo/demo");
    if (repo) repo.head = "7bf4d04d0fdfe95c726a09b283e559230e8cd079";
    const commit = "20be875cf7a9aed5935b923df855403cc211fd68";
    world.push("octo/demo", { commit, message: "change 1795460986620\n" });
  },
  "builds: cancel running build": ({ world }) => {
    world.now = () => 1795460990;
    Object.assign(world.jobs.rows[0] ?? {}, { status: "running", started: 1795460000 });
  },
  "logs: job with log": ({ world }) => {
    const log = '[{"proc":"build","time":0,"type":0,"pos":0,"out":"hello"}]\n';
    Object.assign(world.jobs.rows[0] ?? {}, { log });
  },
  "builds: restart with fork=true&event=deployment&deploy_to=prod": ({ world }) => {
    Object.assign(world.builds.rows[0] ?? {}, { status: "success", finished: 1795460000 });
  },
  "agents: one": ({ world }) => {
    const times = { created: 1795460000, updated: 1795460001 };
    world.addAgent({ address: "10.0.0.9:1", platform: "linux/amd64", capacity: 2, ...times });
  },
  "scm: delete acme/web to re-activate": ({ url, tokens }) =>
    send(url, {
      method: "POST",
      target: "/api/repos/acme/web",
      headers: { Authorization: `${tokens.octo}` },
    }),
  "scm token revoked: activate": ({ world }) => {
    Object.assign(world.user("octo") ?? {}, { scmToken: "revoked" });
    Object.assign(world.repo("octo/hello-world") ?? {}, { timeout: 80 });
  },
  "repo: user created through POST /api/users has no SCM token: activation as that user": ({ world }) => {
    Object.assign(world.user("octo") ?? {}, { scmToken: "valid" });
    world.users.lastId = 59;
  },
};

/** The calls from here on were made to a new server. */
const firstOfSecondServer = "extra: repo owner who is not Drone admin activates her own repo";

const recording = readRecording("0.5.0");
const calls = recording.filter(isCall);
const results: { name: string; found: string[] }[] = [];
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ release: "0.5", seed: "recorded" });
  for (const call of calls) {
    if (call.name in unsendable) continue;
    if (call.name === firstOfSecondServer) {
      await sandbox.close();
      sandbox = await startSandbox({ release: "0.5", seed: "recorded" });
    }
    await before[call.name]?.(sandbox);
    const found = differences(call, await replay(call));
    results.push({ name: call.name, found: [...found, ...webhookDifferences(call)] });
  }
});

afterAll(() => sandbox.close());

test("every recorded call that is not listed above is answered as Drone 0.5.0 answered it", () => {
  expect(results.filter(({ name, found }) => found.length > 0 && !(name in disagreements))).toEqual([]);
});

test("every listed disagreement is one", () => {
  const disagree = results.filter(({ found }) => found.length > 0).map(({ name }) => name);
  expect(Object.keys(disagreements).filter((name) => !disagree.includes(name))).toEqual([]);
});

test("every name in the tables above is in the recording", () => {
  const names = new Set(recording.map(({ name }) => name));
  const used = [disagreements, unsendable, standIns, before].flatMap((table) => Object.keys(table));
  expect(used.filter((name) => !names.has(name))).toEqual([]);
});

test("nothing of the recording is left out unsaid", () => {
  const bursts = recording.filter((entry) => entry.outcomes);
  const notes = recording.filter((entry) => !entry.request);
  const rest = Object.keys(unsendable).length + bursts.length + notes.length;
  expect(results.length + rest).toBe(recording.length);

  const agreed = results.filter(({ found }) => found.length === 0).length;
  const share = ((100 * agreed) / results.length).toFixed(1);
  process.stdout.write(
    `replay 0.5: ${agreed} of ${results.length} calls agree (${share} %); not: ${Object.keys(disagreements).join("; ")}. Of ${recording.length} entries not sent: ` +
      `${bursts.length} bursts of parallel calls, ${notes.length} notes, ${Object.keys(unsendable).join("; ")}\n`,
  );
  expect(agreed / results.length).toBeGreaterThanOrEqual(0.97);
});

function replay({ name, as, request }: Call): Promise<Received> {
  const own = { admin: sandbox.tokens.octo, user: sandbox.tokens.alice, anonymous: undefined }[as];
  const token = standIns[name] ?? own ?? "";
  const fill = (text: string): string =>
    text.replaceAll(hidden, token).replace("<1 MiB of x>", "x".repeat(1 << 20));
  const headers = Object.entries(request.headers ?? {}).map(([header, value]) => {
    return [header, header === "X-CSRF-TOKEN" ? "octo-token.csrf" : fill(value)];
  });
  const { body, method, path, query } = request;
  return send(sandbox.url, {
    method,
    target: query === undefined ? path : `${path}?${fill(query)}`,
    headers: Object.fromEntries(headers),
    body:
      body === null || body === undefined
        ? undefined
        : fill(typeof body === "string" ? body : JSON.stringify(body)),
  });
}

function webhookDifferences({ request, scm_hooks_after: recorded }: Call): string[] {
  if (!recorded) return [];
  const fullName = request.path.split("/").slice(3, 5).join("/");
  const plain = (hook: { url: string; events: string[]; active: boolean }) => ({
    url: hook.url.replace(/^http:\/\/127\.0\.0\.1:\d+/, "").replace(/=.*/, "="),
    events: hook.events,
    active: hook.active,
  });
  const theirs = JSON.stringify(recorded.map(plain));
  const ours = JSON.stringify(sandbox.world.scm.webhooksOf(fullName).map(plain));
  return ours === theirs ? [] : [`webhooks ${ours}, recorded ${theirs}`];
}
