import { isObject, isSecret, type Properties, type Value } from "./property";

/** `a.b[0]["c d"]` as its parts; `*` stays a part. */
export function parsePath(path: string): string[] {
  return [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[([^\]]*)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, name]) => quoted?.replace(/\\(.)/g, "$1") ?? index ?? name ?? "",
  );
}

/** Inputs with everything under `ignored` as it was before. */
export function resetIgnored(inputs: Properties, before: Properties, ignored: readonly string[]): Properties {
  const result = structuredClone(inputs);
  for (const path of ignored) reset(result, before, parsePath(path));
  return result;
}

function reset(target: Value, before: Value, path: string[]): void {
  const [part, ...rest] = path;
  if (part === undefined) return;
  // A path leads through secrets, of now and of before.
  if (isSecret(target) || isSecret(before)) {
    reset(opened(target), opened(before), path);
    return;
  }
  if (part === "*") {
    const keys = Array.isArray(target)
      ? target.map((_, i) => String(i))
      : isObject(target)
        ? Object.keys(target)
        : [];
    for (const key of keys) reset(target, before, [key, ...rest]);
    return;
  }
  const now = child(target, part);
  const then = child(before, part);
  if (rest.length > 0) {
    if (now !== undefined && then !== undefined) reset(now, then, rest);
  } else if (isObject(target)) {
    if (then === undefined) delete target[part];
    else target[part] = structuredClone(then);
  } else if (Array.isArray(target) && now !== undefined && then !== undefined) {
    target[Number(part)] = structuredClone(then);
  }
}

const opened = (value: Value): Value => (isSecret(value) ? (value.value ?? null) : value);

function child(value: Value, key: string): Value | undefined {
  if (Array.isArray(value)) return value[Number(key)];
  return isObject(value) ? value[key] : undefined;
}
