import { afterEach, beforeEach } from "vitest";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox";
import { send } from "./wire";

export interface Reply {
  status: number;
  headers: Record<string, string>;
  text: string;
  /** The body, when it is JSON. */
  json: Json;
}

/** Tests know what they asked for; a wrong guess fails them. */
// biome-ignore lint/suspicious/noExplicitAny: answers have no type before they are looked at
export type Json = any;

/** A new sandbox for each test of a file, and how to ask it. */
export function freshSandbox(options: SandboxOptions = {}) {
  const fresh = {
    sandbox: undefined as unknown as Sandbox,

    /** Sends JSON, as octo unless told otherwise; `""` is nobody. */
    async ask(
      line: string,
      body?: unknown,
      token = "octo-token",
      more: Record<string, string> = {},
    ): Promise<Reply> {
      const [method = "", target = ""] = line.split(/ (.*)/);
      const headers: Record<string, string> = { ...more };
      if (token) headers.Authorization = token;
      if (body !== undefined) headers["Content-Type"] ??= "application/json";
      const sent = typeof body === "string" ? body : JSON.stringify(body);
      const got = await send(fresh.sandbox.url, { method, target, headers, body: sent });
      const text = got.body.toString();
      const isJson = got.headers["content-type"]?.startsWith("application/json") && text !== "";
      return { status: got.status, headers: got.headers, text, json: isJson ? JSON.parse(text) : undefined };
    },
  };
  beforeEach(async () => {
    fresh.sandbox = await startSandbox(options);
  });
  afterEach(() => fresh.sandbox.close());
  return fresh;
}
