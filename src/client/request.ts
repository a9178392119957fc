import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Response } from "node-fetch";
import { isNotFound } from "./error";
import { noAnswer, redirected, refused, unexpected, webPage } from "./explain";
import { Turns } from "./turns";

/** How to reach one Drone server. */
export interface DroneClientOptions {
  /** Address of the server, e.g. `https://drone.example.com`. A path in it is kept in front of every route. */
  server: string;
  /** API token of a user; without one only public routes answer. */
  token?: string | undefined;
  /**
   * Whether the token travels as `Authorization: Bearer` or as `?access_token=`.
   * @default "header"
   */
  auth?: "header" | "query";
  /**
   * Milliseconds that one call may take, its whole answer included.
   * @default 30000
   */
  timeout?: number;
  /**
   * Sockets held open to the server at most.
   * @default 16
   */
  sockets?: number;
}

type Method = "GET" | "POST" | "PATCH" | "DELETE";

interface Details {
  query?: Record<string, string | number | boolean | undefined>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  text?: string;
  /** Values in the body that no message may repeat. */
  secrets?: readonly string[];
}

// More than any list Drone can give; an endless stream ends here.
const LARGEST_ANSWER = 64 * 1024 * 1024;

/** One call to Drone, whatever the noun: sends it, reads the answer, and turns every oddity into a {@link DroneError}. */
export class Requests {
  readonly server: string;
  readonly #token: string | undefined;
  readonly #auth: "header" | "query";
  readonly #timeout: number;
  readonly #agent: HttpAgent;
  readonly #turns = new Turns();

  constructor({ server, token, auth = "header", timeout = 30_000, sockets = 16 }: DroneClientOptions) {
    const url = serverUrl(server);
    this.server = url.href.replace(/\/+$/, "");
    this.#token = token && checkedToken(token);
    this.#auth = auth;
    this.#timeout = timeout;
    const Agent = url.protocol === "https:" ? HttpsAgent : HttpAgent;
    this.#agent = new Agent({ keepAlive: true, maxSockets: sockets });
  }

  /** An object that has the field `proof`; anything else is no answer to this question. */
  async object<T>(method: Method, path: string, proof: keyof T & string, details?: Details): Promise<T> {
    const answer = await this.json(method, path, details);
    if (!has(answer, proof)) throw unexpected(`${method} ${path}`, `an object with "${proof}"`);
    return answer as T;
  }

  /** As {@link object}, but undefined for 404: not there, or not visible to the token. */
  async find<T>(path: string, proof: keyof T & string, details?: Details): Promise<T | undefined> {
    try {
      return await this.object<T>("GET", path, proof, details);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** A list of objects that have the field `proof`. Drone 0.5 answers `null` for an empty one. */
  async list<T>(path: string, proof: keyof T & string, details?: Details): Promise<T[]> {
    const answer = (await this.json("GET", path, details)) ?? [];
    if (!Array.isArray(answer) || !answer.every((item) => has(item, proof))) {
      throw unexpected(`GET ${path}`, `a list of objects with "${proof}"`);
    }
    return answer as T[];
  }

  /** Whatever JSON comes. */
  async json(method: Method, path: string, details?: Details): Promise<unknown> {
    const body = await this.#data(method, path, details);
    try {
      return JSON.parse(body.toString("utf8"));
    } catch {
      // The parser's own message quotes the text, which may hold a token.
      throw unexpected(`${method} ${path}`, "JSON");
    }
  }

  /** Text, or a page: only for the few routes whose answer is one. */
  async text(method: Method, path: string, details?: Details): Promise<string> {
    return (await this.bytes(method, path, details)).toString("utf8");
  }

  /** Bytes as they come. */
  async bytes(method: Method, path: string, details?: Details): Promise<Buffer> {
    const { type, body } = await this.#send(method, path, details);
    if (type.startsWith("text/html") && /^\s*<!doctype/i.test(body.subarray(0, 64).toString())) {
      throw webPage(`${method} ${path}`, this.server);
    }
    return body;
  }

  /** Done, with nothing to tell: 0.5 answers 200 with an empty body. */
  async nothing(method: Method, path: string, details?: Details): Promise<void> {
    const body = await this.#data(method, path, details);
    if (body.length > 0) throw unexpected(`${method} ${path}`, "empty");
  }

  /** Lets go of the sockets; a client that is used again opens new ones. */
  close(): void {
    this.#agent.destroy();
  }

  /** The body of an answer that is no web page. */
  async #data(method: Method, path: string, details?: Details): Promise<Buffer> {
    const { type, body } = await this.#send(method, path, details);
    if (type.startsWith("text/html")) throw webPage(`${method} ${path}`, this.server);
    return body;
  }

  #send(method: Method, path: string, details: Details = {}): Promise<{ type: string; body: Buffer }> {
    const work = () => this.#exchange(method, path, details);
    return method === "GET" ? this.#turns.read(work) : this.#turns.write(work);
  }

  async #exchange(method: Method, path: string, details: Details): Promise<{ type: string; body: Buffer }> {
    const request = `${method} ${path}`;
    const { default: fetch } = await import("node-fetch");
    let response: Response;
    let body: Buffer;
    try {
      response = await fetch(this.#url(path, details.query), {
        method,
        headers: this.#headers(details),
        body: details.json === undefined ? details.text : JSON.stringify(details.json),
        agent: this.#agent,
        redirect: "manual",
        signal: AbortSignal.timeout(this.#timeout),
        size: LARGEST_ANSWER,
      });
      body = Buffer.from(await response.arrayBuffer());
    } catch (cause) {
      throw noAnswer(request, this.server, cause, this.#timeout);
    }
    const type = response.headers.get("content-type") ?? "";
    if (response.status >= 300 && response.status < 400) {
      throw redirected(request, response.status, response.headers.get("location"));
    }
    if (!response.ok) {
      const hidden = [this.#token, ...(details.secrets ?? [])].filter((secret) => !!secret) as string[];
      throw refused(request, response.status, type, body.toString("utf8"), hidden);
    }
    return { type, body };
  }

  #url(path: string, query: Details["query"] = {}): string {
    const url = new URL(this.server + path);
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(key, String(value));
    }
    if (this.#auth === "query" && this.#token) url.searchParams.set("access_token", this.#token);
    return url.href;
  }

  #headers({ json }: Details): Record<string, string> {
    return {
      accept: "application/json, */*;q=0.5",
      ...(this.#auth === "header" && this.#token ? { authorization: `Bearer ${this.#token}` } : {}),
      // Without it Drone 0.x reads the body as a form, finds nothing and answers 200.
      ...(json === undefined ? {} : { "content-type": "application/json" }),
    };
  }
}

/**
 * Reads the address of a server.
 * @throws if it is no http(s) address, or carries what does not belong into one.
 */
export function serverUrl(server: string): URL {
  // Never quoted as it is: people paste addresses with a token or a password in them.
  if (!URL.canParse(server)) {
    throw new Error("The address of the Drone server is not a URL; it looks like https://drone.example.com.");
  }
  const url = new URL(server);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new Error(
      `The address of the Drone server must begin with https:// or http://, not ${url.protocol}//.`,
    );
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new Error(
      `The address of the Drone server is only ${url.origin}: take the user, password, query and fragment out.`,
    );
  }
  return url;
}

function checkedToken(token: string): string {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new Error("The Drone token has a blank or a character that no token has; was it pasted whole?");
  }
  return token;
}

function has(value: unknown, field: string): boolean {
  return typeof value === "object" && value !== null && field in value;
}
