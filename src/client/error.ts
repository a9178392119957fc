/**
 * What went wrong, for a program that has to decide:
 * - `no-answer`: nothing came back (refused, reset, timed out, TLS, DNS)
 * - `refused`: Drone answered with an error status
 * - `redirect`: the server points elsewhere; the client does not follow
 * - `no-endpoint`: a web page came back, which is how Drone 0.x says "no such endpoint"
 * - `garbled`: an answer that is not what this endpoint gives
 */
export type DroneErrorKind = "no-answer" | "refused" | "redirect" | "no-endpoint" | "garbled";

interface DroneErrorFields {
  kind: DroneErrorKind;
  /** Method and path, e.g. `GET /api/user`; never a query, a header or a body. */
  request: string;
  /** HTTP status; absent when there was no answer. */
  status?: number;
  /** Drone's own words, as far as they may be shown. */
  words?: string;
  /** Milliseconds that the server asks to wait. */
  retryAfter?: number | undefined;
  cause?: unknown;
}

/**
 * What Drone or the network did. The message alone tells what was asked, what came back and what to do;
 * it never holds a token, a header, a request body or a secret.
 *
 * There is deliberately no `id`: Pulumi takes an error that has one for a half-made resource.
 */
export class DroneError extends Error {
  override readonly name = "DroneError";
  readonly kind: DroneErrorKind;
  readonly request: string;
  readonly status?: number;
  /** Drone's own words, as far as they may be shown; empty if there are none. */
  readonly words: string;
  /** Milliseconds after which the server wants to be asked again. */
  readonly retryAfter?: number;

  /** Whether Drone may have done what it was asked, though it did not say so. */
  get mayHaveWorked(): boolean {
    return this.kind === "no-answer" || this.kind === "garbled" || [502, 503, 504].includes(this.status ?? 0);
  }

  /** The same with more to say. */
  adding(advice: string): DroneError {
    const message = `${this.message.slice(this.request.length + 2)} ${advice}`;
    return new DroneError(message, { ...this, cause: this.cause });
  }

  constructor(message: string, { kind, request, status, words = "", retryAfter, cause }: DroneErrorFields) {
    super(`${request}: ${message}`, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.request = request;
    this.words = words;
    if (status !== undefined) this.status = status;
    if (retryAfter !== undefined) this.retryAfter = retryAfter;
  }
}

/** Is this Drone's "it is not there", which may also mean "you may not see it"? */
export function isNotFound(error: unknown): error is DroneError {
  return error instanceof DroneError && error.kind === "refused" && error.status === 404;
}
