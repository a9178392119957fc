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
    if (ours !== theirs) found.push(`${name} ${ours}, recorded ${theirs}`);
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
    if (got.body.length !== body_bytes) found.push(`${got.body.length} bytes, recorded ${body_bytes}`);
    return found;
  }
  if (isOpaque(type, body)) return text === "" ? ["empty body"] : [];
  return unported(text) === unported(String(body)) ? [] : [`body ${text}, recorded ${body}`];
}

/** A body of which only the kind can be compared: profiles, the pages of the web interface, tokens and signatures. */
function isOpaque(type: string | undefined, body: unknown): boolean {
  if (type === "application/octet-stream") return true;
  if (type === "text/html") return /^<!DOCTYPE html>|^<html>/.test(String(body));
  const opaque = new RegExp(`^${hidden}$|^eyJ|^goroutine|^threadcreate|^--- contention|server$`);
  return type === "text/plain" && opaque.test(String(body));
}

const unported = (text: string): string => text.replace(/127\.0\.0\.1:\d+/g, "127.0.0.1");

function jsonDifferences(at: string, recorded: unknown, got: unknown): string[] {
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
  return recorded === got ? [] : [`${at} is ${JSON.stringify(got)}, recorded ${JSON.stringify(recorded)}`];
}

const isObject = (value: unknown): value is Record<string, unknown> => kind(value) === "object";

const kind = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
