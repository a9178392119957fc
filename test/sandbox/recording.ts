import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One call to a real server and what it answered. Others entries are notes, or bursts of parallel calls. */
export interface Entry {
  name: string;
  as?: "admin" | "user" | "anonymous";
  request?: {
    method: string;
    path: string;
    query?: string;
    headers?: Record<string, string>;
    body?: unknown;
  };
  response?: { status: number; headers: Record<string, string>; body: unknown; body_bytes: number };
  /** Of a burst: what came back, and how often. */
  outcomes?: Record<string, number>;
  /** The repository's webhooks at the SCM after the call. */
  scm_hooks_after?: { url: string; events: string[]; active: boolean }[];
}

export type Call = Required<Pick<Entry, "name" | "as" | "request" | "response">> & Entry;

/** Where the recorder hid a token. */
export const hidden = "<token>";

/** The recording, whole and unfiltered. */
export const readRecording = (release: string): Entry[] =>
  JSON.parse(readFileSync(join(__dirname, `../recordings/drone-${release}.json`), "utf8"));

export const isCall = (entry: Entry): entry is Call => !!entry.request && !!entry.response;
