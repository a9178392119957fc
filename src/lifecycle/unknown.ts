/**
 * What Pulumi passes for a value that is not known yet, in place of any property, array or object. Not only in a
 * preview: a dependent of a resource that is replaced is asked with it as well.
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether this value, or anything in it, is not known yet. */
export function isUnknown(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === UNKNOWN;
  return Object.values(value).some(isUnknown);
}
