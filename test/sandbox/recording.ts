import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One call to a real server and what it answered. Others entries are notes, or bursts of parallel calls. */
export interface Entry {
  name: string;
  /** "machine" and "machine-admin" are the newest machine account. */
  as?: "admin" | "user" | "anonymous" | "machine" | "machine-admin";
  request?: {
    method: string;
    path: string;
    query?: string;
    headers?: Record<string, string>;
    body?: unknown;
  };
  response?: { status: number; headers: Record<string, string>; body: unknown; body_bytes?: number };
  /** Of a burst: what came back, and how often. */
  outcomes?: Record<string, number>;
  /** The repository's webhooks at the SCM after the call. */
  scm_hooks_after?: { url: string; events: string[]; active: boolean }[];
}

export type Call = Required<Pick<Entry, "name" | "as" | "request" | "response">> & Entry;

/** Where the recorder hid a token. */
export const hidden = "<token>";

/** The recording, whole and unfiltered. The second entry of a name is called `name (2)`. */
export function readRecording(release: string): Entry[] {
  const file = join(__dirname, `../recordings/drone-${release}.json`);
  const entries: Entry[] = JSON.parse(readFileSync(file, "utf8"));
  const met = new Map<string, number>();
  return entries.map((entry) => {
    const times = (met.get(entry.name) ?? 0) + 1;
    met.set(entry.name, times);
    return times === 1 ? entry : { ...entry, name: `${entry.name} (${times})` };
  });
}

export const isCall = (entry: Entry): entry is Call => !!entry.request && !!entry.response;
