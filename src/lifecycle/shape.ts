import { segmentProblem } from "../client/path";

/** Why a value cannot be used; undefined if it can. */
export type Shape = (value: unknown) => string | undefined;

/** Any text but none at all. Never quoted: it may be a secret. */
export const text: Shape = (value) =>
  typeof value !== "string"
    ? `must be text, not ${kind(value)}`
    : value === ""
      ? "must not be empty"
      : undefined;

/** Text that may be empty. */
export const anyText: Shape = (value) =>
  typeof value === "string" ? undefined : `must be text, not ${kind(value)}`;

/** A name that fits into one segment of a Drone URL. */
export const name: Shape = (value) => anyText(value) ?? unusable(value as string);

/** A repository as `owner/name`. */
export const slug: Shape = (value) => {
  const problem = anyText(value);
  if (problem) return problem;
  const [owner, repo, ...rest] = (value as string).split("/");
  if (owner === undefined || repo === undefined || rest.length > 0)
    return `must be owner/name, not "${value}"`;
  return unusable(owner) ?? unusable(repo);
};

function unusable(segment: string): string | undefined {
  const problem = segmentProblem(segment);
  return problem && `cannot be used: ${problem}`;
}

export const flag: Shape = (value) =>
  typeof value === "boolean" ? undefined : `must be true or false, not ${kind(value)}`;

export const yes: Shape = (value) =>
  value === true
    ? undefined
    : `must be true or left out, not ${typeof value === "boolean" ? value : kind(value)}`;

/** Whole minutes, at least one: an agent kills a build with 0 at once. */
export const minutes: Shape = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 1
    ? undefined
    : `must be a whole number of minutes, at least 1, not ${typeof value === "number" ? value : kind(value)}`;

export const wholeNumber: Shape = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 0
    ? undefined
    : `must be a whole number, not ${typeof value === "number" ? value : kind(value)}`;

export const oneOf =
  (...words: string[]): Shape =>
  (value) =>
    words.includes(value as string)
      ? undefined
      : `must be one of ${words.join(", ")}, not ${typeof value === "string" ? `"${value}"` : kind(value)}`;

export const listOf =
  (shape: Shape): Shape =>
  (value) => {
    if (!Array.isArray(value)) return `must be a list, not ${kind(value)}`;
    for (const item of value) {
      const problem = shape(item);
      if (problem) return `each item ${problem}`;
    }
    return undefined;
  };

function kind(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a${/^[aeiou]/.test(typeof value) ? "n" : ""} ${typeof value}`;
}
