import { DroneError } from "./error";

/** What is known of a call that failed. */
export interface Failure {
  method: string;
  /** How often it was sent so far. */
  tries: number;
  /** 0.x, whose SQLite answers valid requests with errors while it is locked. */
  legacy: boolean;
  /** Milliseconds that may be waited. */
  limit: number;
}

/** Between two tries, in milliseconds, where the server does not say how long. */
const PAUSES = [200, 600, 1500];

/**
 * Milliseconds to wait before the same request is sent again; undefined if the failure is to be believed. A write is only
 * repeated if Drone has certainly not done it: what it may have done is for its author to look up.
 */
export function pauseAfter(error: unknown, { method, tries, legacy, limit }: Failure): number | undefined {
  if (!(error instanceof DroneError)) return undefined;
  const pause = PAUSES[tries - 1];
  if (error.kind === "no-answer") return method === "GET" && isReset(error.cause) ? pause : undefined;
  if (error.kind !== "refused" || pause === undefined) return undefined;
  switch (error.status) {
    case 429:
      return within(limit, error.retryAfter ?? pause);
    case 503:
      if (error.retryAfter !== undefined) return within(limit, error.retryAfter);
      return method === "GET" ? pause : undefined;
    case 502:
    case 504:
      return method === "GET" ? pause : undefined;
    case 401:
      // The look for the token's user met the lock; nothing was done yet.
      return legacy ? pause : undefined;
    case 404:
      // So did the look for the repository. To reads it also says "not there", which is looked into elsewhere.
      return legacy && method !== "GET" && error.words === "" ? pause : undefined;
    case 500:
      if (error.words.includes("database is locked")) return legacy && method !== "POST" ? pause : undefined;
      // Somebody else changed the row in between.
      return error.words.includes("Optimistic Lock Error") ? jittered(pause) : undefined;
    default:
      return undefined;
  }
}

const within = (limit: number, wait: number): number | undefined => (wait <= limit ? wait : undefined);

/** Those who met must not meet again. */
const jittered = (pause: number): number => pause * (0.25 + Math.random());

/** A connection that broke; not one that never came about, or took too long. */
const isReset = (cause: unknown): boolean =>
  ["ECONNRESET", "EPIPE", "ERR_STREAM_PREMATURE_CLOSE"].includes(
    String((cause as { code?: string } | undefined)?.code),
  );
