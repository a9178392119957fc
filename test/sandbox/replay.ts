import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox";
import { differences } from "./difference";
import { type Call, hidden, isCall, readRecording } from "./recording";
import { type Received, send } from "./wire";

export interface Replay {
  release: NonNullable<SandboxOptions["release"]>;
  /** The release that was recorded, e.g. `0.5.0`: the name of the file. */
  recording: string;
  /** Calls on which the sandbox and Drone disagree, and why that is so. */
  disagreements: Record<string, string>;
  /** Calls that cannot be sent, and why. */
  unsendable: Record<string, string>;
  /** Hidden tokens that are not the caller's own: what a sandbox has for them. */
  standIns: Record<string, string>;
  /** What was done to the server between two calls, by hand, by its SCM, or by calls that are not replayed. */
  before: Record<string, (sandbox: Sandbox) => unknown>;
  /** Bodies that the recorder cut, whole. */
  bodies?: Record<string, string>;
  /** The calls from each of these on were made to a new server. */
  newServers: string[];
  /** The clock goes by the times in the recording, and where there are none, by this: what it shows at a call. */
  clock?: Record<string, number>;
}

/** Sends all calls of a recording to a sandbox, in their order, and tests that it answers as the real server did. */
export function testReplay({ release, recording: file, newServers, clock, ...tables }: Replay): void {
  const { disagreements, unsendable, standIns, before, bodies = {} } = tables;
  const recording = readRecording(file);
  const calls = recording.filter(isCall);
  const results: { name: string; found: string[] }[] = [];
  let sandbox: Sandbox;
  let now = Math.min(...calls.flatMap(timesIn));

  beforeAll(async () => {
    sandbox = await startSandbox({ release, seed: "recorded" });
    for (const call of calls) {
      if (call.name in unsendable) continue;
      if (newServers.includes(call.name)) {
        await sandbox.close();
        sandbox = await startSandbox({ release, seed: "recorded" });
      }
      if (clock) {
        now = Math.max(now, clock[call.name] ?? 0, ...timesIn(call));
        sandbox.world.now = () => now;
      }
      await before[call.name]?.(sandbox);
      const body = bodies[call.name] ?? call.request.body;
      const sent = { ...call, request: { ...call.request, body } };
      const got = await replay(sandbox, sent, standIns[call.name]);
      results.push({
        name: call.name,
        found: [...differences(call, got), ...webhookDifferences(sandbox, call)],
      });
    }
  });

  afterAll(() => sandbox.close());

  test(`every recorded call that is not listed is answered as Drone ${file} answered it`, () => {
    expect(results.filter(({ name, found }) => found.length > 0 && !(name in disagreements))).toEqual([]);
  });

  test("every listed disagreement is one", () => {
    const disagree = results.filter(({ found }) => found.length > 0).map(({ name }) => name);
    expect(Object.keys(disagreements).filter((name) => !disagree.includes(name))).toEqual([]);
  });

  test("every name in the tables is in the recording", () => {
    const names = new Set(recording.map(({ name }) => name));
    const listed = [disagreements, unsendable, standIns, before, bodies, clock ?? {}].flatMap((table) =>
      Object.keys(table),
    );
    expect([...listed, ...newServers].filter((name) => !names.has(name))).toEqual([]);
  });

  test("nothing of the recording is left out unsaid", () => {
    const bursts = recording.filter((entry) => entry.outcomes);
    const notes = recording.filter((entry) => !entry.request);
    const rest = Object.keys(unsendable).length + bursts.length + notes.length;
    expect(results.length + rest).toBe(recording.length);

    const agreed = results.filter(({ found }) => found.length === 0).length;
    const share = ((100 * agreed) / results.length).toFixed(1);
    process.stdout.write(
      `replay ${release}: ${agreed} of ${results.length} calls agree (${share} %); not: ${Object.keys(disagreements).join("; ")}. Of ${recording.length} entries not sent: ` +
        `${bursts.length} bursts of parallel calls, ${notes.length} notes, ${Object.keys(unsendable).join("; ")}\n`,
    );
    expect(agreed / results.length).toBeGreaterThanOrEqual(0.97);
  });
}

function replay(sandbox: Sandbox, { as, request }: Call, standIn?: string): Promise<Received> {
  const machine = sandbox.world.users.filter((user) => user.machine).at(-1)?.token;
  const people = { admin: sandbox.tokens.octo, user: sandbox.tokens.alice, anonymous: undefined };
  const own = { ...people, machine, "machine-admin": machine }[as];
  const token = standIn ?? own ?? "";
  const fill = (text: string): string =>
    text.replaceAll(hidden, token).replace("<1 MiB of x>", "x".repeat(1 << 20));
  const headers = Object.entries(request.headers ?? {}).map(([header, value]) => {
    if (header === "X-CSRF-TOKEN") return [header, "octo-token.csrf"];
    if (header === "X-Gogs-Signature" && value.length === 64) return [header, signed(sandbox, request.body)];
    return [header, fill(value)];
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

/** A webhook is signed with a key that each server has for itself. */
function signed({ world }: Sandbox, body: unknown): string {
  const { full_name } = JSON.parse(String(body)).repository;
  const key = world.syncedRepo(full_name)?.signer ?? "";
  return createHmac("sha256", key).update(String(body)).digest("hex");
}

/** The times that an answer tells, but for those to come. */
function timesIn({ response }: Call): number[] {
  const text = JSON.stringify(response.body).replace(/"next":\d+/g, "");
  return [...text.matchAll(/":(1795\d{6})\b/g)].map(([, time]) => Number(time));
}

function webhookDifferences(sandbox: Sandbox, { request, scm_hooks_after: recorded }: Call): string[] {
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
