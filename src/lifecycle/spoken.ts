import { DroneError } from "../client/error";

/**
 * Runs a verb whose error Pulumi's host prints as `${error}: ${error.stack}`, and makes that one readable line: the
 * message alone has to do, and stack traces of ours help nobody.
 */
export async function spoken<T>(type: string, verb: () => Promise<T>): Promise<T> {
  try {
    return await verb();
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const stale = cause instanceof DroneError && (cause.status === 401 || cause.kind === "no-answer");
    const error = new Error(stale ? `${cause.message} ${SAVED}` : cause.message, { cause });
    error.toString = () => type;
    error.stack = error.message;
    throw error;
  }
}

const SAVED =
  "Without the program, refresh and destroy use the drone:server and drone:token that the last up saved: " +
  "if these have changed, run pulumi up first, or add --run-program.";
