import { type Writable, writeJson } from "./go/write-json";

/** What goes back over the wire. A handler makes one; a release adds its own headers. */
export class Answer {
  constructor(
    readonly status: number,
    readonly body: string | Buffer = "",
    readonly headers: Record<string, string | string[]> = {},
  ) {}

  with(headers: Record<string, string>): Answer {
    return new Answer(this.status, this.body, { ...headers, ...this.headers });
  }
}

/** A status without body and without content type: what Drone's middleware says when it gives up. */
export const empty = (status: number): Answer => new Answer(status);

export const text = (status: number, body = ""): Answer =>
  new Answer(status, body, { "Content-Type": "text/plain; charset=utf-8" });

export const json = (value: Writable, status = 200): Answer =>
  new Answer(status, writeJson(value), { "Content-Type": "application/json; charset=utf-8" });

export const html = (body: string): Answer =>
  new Answer(200, body, { "Content-Type": "text/html; charset=utf-8" });

/** Go's `http.Redirect`: only an answer to GET has a body. */
export function redirect(method: string, status: 301 | 303 | 307, location: string): Answer {
  if (method !== "GET") return new Answer(status, "", { Location: location });
  const words = { 301: "Moved Permanently", 303: "See Other", 307: "Temporary Redirect" }[status];
  const link = location.replace(/[<>"&]/g, (letter) => `&#${letter.charCodeAt(0)};`);
  return new Answer(status, `<a href="${link}">${words}</a>.\n\n`, {
    "Content-Type": "text/html; charset=utf-8",
    Location: location,
  });
}
