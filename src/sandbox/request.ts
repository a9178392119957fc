import type { IncomingMessage } from "node:http";
import type { Answer } from "./answer";
import { EscapeError, percentDecode, readQuery, type Values } from "./go/query";
import { GoJsonError } from "./go/read-json";
import { fromForm, fromJson, type Struct } from "./go/struct";

/** A request, read whole. */
export interface Request {
  method: string;
  /** Decoded once, before routing, as Go does: `/api/repos/octo%2Fdemo` is `/api/repos/octo/demo`. */
  path: string;
  /** As sent, without query. */
  rawPath: string;
  query: Values;
  headers: IncomingMessage["headers"];
  body: Buffer;
  /** Scheme and host under which the caller knows this server. */
  base: string;
}

/** Go's HTTP server refuses this before Drone sees it. */
export class MalformedRequest extends Error {}

/** @throws MalformedRequest */
export function readRequest(message: IncomingMessage, body: Buffer): Request {
  const { headers } = message;
  if (headers.host === undefined) throw new MalformedRequest("missing required Host header");
  const [beforeQuery = "", ...query] = (message.url ?? "").split("?");
  const rawPath = beforeQuery.replace(/^https?:\/\/[^/]*/i, "");
  return {
    method: message.method ?? "GET",
    path: decodePath(rawPath),
    rawPath,
    query: readQuery(query.join("?")),
    headers,
    body,
    base: `${headers["x-forwarded-proto"] === "https" ? "https" : "http"}://${headers.host}`,
  };
}

function decodePath(rawPath: string): string {
  try {
    return percentDecode(rawPath);
  } catch (error) {
    if (error instanceof EscapeError) throw new MalformedRequest("", { cause: error });
    throw error;
  }
}

/** Go's `Request.Form`: the pairs of a form body, then those of the query. */
export function formOf({ method, body, headers, query }: Request): Values {
  const hasForm = contentType(headers) === "application/x-www-form-urlencoded";
  if (!hasForm || !["POST", "PUT", "PATCH"].includes(method)) return query;
  const form = readQuery(body.toString("utf8"));
  for (const [name, more] of query.values) form.values.set(name, [...(form.values.get(name) ?? []), ...more]);
  return { values: form.values, error: form.error ?? query.error };
}

/**
 * Gin's `Bind`: JSON only when the content type says so, exactly. Any other body is looked at as a form, so that
 * JSON without its content type reads as an empty object. `refuse` is given Go's words for what is wrong.
 */
export function bind<T>(request: Request, struct: Struct<T>, refuse: (why: string) => Answer): T | Answer {
  try {
    if (contentType(request.headers) === "application/json") return fromJson(struct, request.body);
    return fromForm(struct, formOf(request));
  } catch (error) {
    if (error instanceof GoJsonError) return refuse(error.message);
    throw error;
  }
}

const contentType = (headers: Request["headers"]): string => headers["content-type"]?.split(/[ ;]/)[0] ?? "";
