import { Answer, empty } from "../answer";
import { type Writable, writeJson } from "../go/write-json";
import { ScmError } from "../scm";

export const json = (value: Writable, status = 200): Answer =>
  new Answer(status, writeJson(value), { "Content-Type": "application/json" });

/** How Drone says no. */
export const refusal = (status: number, message: string): Answer => json({ message }, status);

export const done = empty(204);

export const notFound = refusal(404, "Not Found");
export const unauthorized = refusal(401, "Unauthorized");
export const forbidden = refusal(403, "Forbidden");

/** What is below a repository or a user, and is not there. */
export const noRow = refusal(404, "sql: no rows in result set");

export const duplicate = (table: string, ...columns: string[]): Answer => {
  const names = columns.map((column) => `${table}.${column}`);
  return refusal(500, `UNIQUE constraint failed: ${names.join(", ")}`);
};

const reasons: Record<number, string> = {
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  500: "Internal Server Error",
};

/** Drone's client of the SCM makes the status its message. */
const scmSaid = ({ status, message }: ScmError): string => reasons[status ?? 0] ?? message;

/** Asks the SCM; if it fails, Drone gives up with this status. */
export function askScm<T>(status: number, ask: () => T): T | Answer {
  try {
    return ask();
  } catch (error) {
    if (error instanceof ScmError) return refusal(status, scmSaid(error));
    throw error;
  }
}
