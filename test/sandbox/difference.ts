import type { Call } from "./recording";
import { hidden } from "./recording";
import type { Received } from "./wire";

/** The headers that the recorder kept, less those that only frame the body. */
const headers = [
  "access-control-allow-methods",
  "access-control-allow-origin",
  "allow",
  "cache-control",
  "content-disposition",
  "content-type",
  "location",
  "set-cookie",
  "x-drone-version",
];

/** What an answer has otherwise than the recorded one, one line each. Values count, not only their types. */
export function differences({ response }: Call, got: Received): string[] {
  const found: string[] = [];
  if (got.status !== response.status) found.push(`status ${got.status}, recorded ${response.status}`);
  for (const name of headers) {
    const [ours, theirs] = [got.headers[name], response.headers[name]];
    if (ours !== theirs && !(name === "set-cookie" && sameCookie(ours, theirs)))
      found.push(`${name} ${ours}, recorded ${theirs}`);
  }
  return [...found, ...bodyDifferences(response, got)];
}

function bodyDifferences({ headers, body, body_bytes }: Call["response"], got: Received): string[] {
  const type = headers["content-type"]?.split(";")[0];
  const text = got.body.toString("utf8");
  if (type === "application/json" && body !== "") {
    if (!got.headers["content-type"]?.startsWith(type))
      return [`body ${text}, recorded ${JSON.stringify(body)}`];
    const found = jsonDifferences("body", body, JSON.parse(text));
    const bytes = body_bytes ?? (Number(headers["content-length"]) || undefined);
    const counts = bytes !== undefined && !JSON.stringify(body).includes(hidden);
    if (counts && got.body.length !== bytes) found.push(`${got.body.length} bytes, recorded ${bytes}`);
    return found;
  }
  if (isOpaque(type, body)) return text === "" ? ["empty body"] : [];
  return unported(text) === unported(String(body)) ? [] : [`body ${text}, recorded ${body}`];
}

/** A body of which only the kind can be compared: profiles, the pages of the web interface, tokens and signatures. */
function isOpaque(type: string | undefined, body: unknown): boolean {
  if (type === "application/octet-stream") return true;
  if (type === "text/html") return /^<!DOCTYPE html>|^<html/i.test(String(body));
  const opaque = new RegExp(
    `^${hidden}$|^eyJ|^goroutine|^threadcreate|^--- contention|^# HELP|server[-.\\d]*$`,
  );
  return type === "text/plain" && opaque.test(String(body));
}

/** The recording hides the value. */
const sameCookie = (ours = "", theirs = ""): boolean => {
  const [name, ...rest] = theirs.split("<cookie>");
  return rest.length === 1 && ours.startsWith(name ?? "") && ours.endsWith(rest[0] ?? "");
};

const unported = (text: string): string => text.replace(/127\.0\.0\.1:\d+/g, "127.0.0.1");

function jsonDifferences(at: string, recorded: unknown, got: unknown): string[] {
  if (isTrimmed(recorded) && Array.isArray(got)) {
    const first = jsonDifferences(at, recorded._first, got.slice(0, recorded._first.length));
    const { _length: length } = recorded;
    return got.length === length ? first : [`${at} has ${got.length} items, recorded ${length}`, ...first];
  }
  if (kind(recorded) !== kind(got)) return [`${at} is ${kind(got)}, recorded ${kind(recorded)}`];
  if (Array.isArray(recorded) && Array.isArray(got)) {
    if (recorded.length !== got.length) return [`${at} has ${got.length} items, recorded ${recorded.length}`];
    return recorded.flatMap((item, index) => jsonDifferences(`${at}[${index}]`, item, got[index]));
  }
  if (isObject(recorded) && isObject(got)) {
    const [theirs, ours] = [Object.keys(recorded).join(), Object.keys(got).join()];
    if (theirs !== ours) return [`${at} has ${ours}, recorded ${theirs}`];
    return Object.keys(recorded).flatMap((key) => jsonDifferences(`${at}.${key}`, recorded[key], got[key]));
  }
  if (isSameButHidden(recorded, got) || isSameMoment(at, recorded, got)) return [];
  return recorded === got ? [] : [`${at} is ${JSON.stringify(got)}, recorded ${JSON.stringify(recorded)}`];
}

/** A long list, of which the recorder kept the beginning. */
const isTrimmed = (value: unknown): value is { _length: number; _first: unknown[] } =>
  isObject(value) && "_trimmed" in value;

/** A token that the recording hides, an address with another port, a signature, something encrypted. */
function isSameButHidden(recorded: unknown, got: unknown): boolean {
  if (typeof recorded !== "string" || typeof got !== "string") return false;
  if (recorded === hidden) return got !== "";
  const opaque = /^[0-9a-f]{64}$|^(?=.*[A-Z])[A-Za-z0-9+/]{30,}={0,2}$/;
  if (opaque.test(recorded) && opaque.test(got)) return recorded.length === got.length;
  return unported(recorded) === unported(got);
}

const times = /\.(created|finished|last_login|next|started|stopped|synced|updated|\w+_(created|updated))$/;

/** When the real server's clock went on between two calls, only some answers tell. */
const isSameMoment = (at: string, recorded: unknown, got: unknown): boolean =>
  times.test(at) && !!recorded && !!got && Math.abs(Number(recorded) - Number(got)) <= 3;

const isObject = (value: unknown): value is Record<string, unknown> => kind(value) === "object";

const kind = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
