/** A property as it travels: JSON, with secrets as the wrapper object that Pulumi's SDKs use. */
export type Value = null | boolean | number | string | Value[] | Properties;
export interface Properties {
  [key: string]: Value;
}

export const signature = "4dabf18193072939515e22adb298388d";
export const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
/** Stands for a value that nobody knows yet. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const isObject = (value: Value | undefined): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isSecret = (value: Value | undefined): value is Properties =>
  isObject(value) && value[signature] === secretSignature;

export const secret = (value: Value): Value =>
  isSecret(value) ? value : { [signature]: secretSignature, value };

/** Without the wrappers, at any depth: what a provider is given that does not accept secrets. */
export function reveal<T extends Value>(value: T): T;
export function reveal(value: Value): Value {
  if (isSecret(value)) return reveal(value.value ?? null);
  return mapInside(value, reveal);
}

export function mapInside(value: Value, change: (value: Value) => Value): Value {
  if (Array.isArray(value)) return value.map(change);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, change(inner)]));
}

function some(value: Value, matches: (value: Value) => boolean): boolean {
  if (matches(value)) return true;
  if (Array.isArray(value)) return value.some((inner) => some(inner, matches));
  return isObject(value) && Object.values(value).some((inner) => some(inner, matches));
}

export const hasSecret = (value: Value) => some(value, isSecret);
export const hasUnknown = (value: Value) => some(value, (inner) => inner === unknown);

export function equal(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((value, i) => equal(value, b[i]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && equal(a[key], b[key]));
}

/**
 * A provider that accepts no secrets answers in clear: what bears the name of a secret it was given is secret again.
 * Objects are entered; a list is secret as a whole.
 */
export function markLike(answer: Properties, given: Properties): Properties {
  const marked = { ...answer };
  for (const [key, before] of Object.entries(given)) {
    const after = marked[key];
    if (after === undefined || isSecret(after)) continue;
    if (isObject(after) && isObject(before) && !isSecret(before)) marked[key] = markLike(after, before);
    else if (hasSecret(before)) marked[key] = secret(after);
  }
  return marked;
}

/** Outputs named in additionalSecretOutputs, and outputs that bear the name of a secret input, become secrets. */
export function markOutputs(outputs: Properties, inputs: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => [
      key,
      names.includes(key) || isSecret(inputs[key]) ? secret(value) : value,
    ]),
  );
}

/** Top-level inputs that differ, secrets compared by value. */
export function changedKeys(before: Properties, after: Properties): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => !equal(revealed(before[key]), revealed(after[key])));
}

const revealed = (value: Value | undefined) => (value === undefined ? undefined : reveal(value));
