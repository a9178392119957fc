import type { Headers } from "node-fetch";
import { Route } from "./agent";
import { DroneError, isNotFound } from "./error";
import { noAnswer, noDrone, redirected, refused, unexpected, webPage } from "./explain";
import { extraHeaders } from "./headers";
import { pauseAfter } from "./patience";
import { type Feature, Release } from "./release";
import type { TlsOptions } from "./tls";
import { Turns } from "./turns";

/** How to reach one Drone server. */
export interface DroneClientOptions extends TlsOptions {
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
  timeout?: number | undefined;
  /**
   * Proxy in between, e.g. `http://user:password@proxy.example.com:3128` or `socks5h://127.0.0.1:1080`. `socks5h` leaves
   * the name of the server to the proxy, `socks5` looks it up here.
   * @default none; the environment is not looked at
   */
  proxy?: string | undefined;
  /** Headers to send with each request, e.g. for a proxy before the server that wants to know who asks. */
  headers?: Readonly<Record<string, string>> | undefined;
  /**
   * How often a call is sent again that Drone has certainly not done: at most 3 times. 0 believes every first answer.
   * @default 3
   */
  retries?: number | undefined;
  /**
   * Release of the server, e.g. `0.8` or `2.25.0`, where it cannot be asked for it.
   * @default what the server says: header `X-Drone-Version` (0.x) or `GET /version`
   */
  release?: string | undefined;
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

interface Answer {
  status: number;
  headers: Headers;
  /** Content type; empty if none was given. */
  type: string;
  body: Buffer;
}

// More than any list Drone can give; an endless stream ends here.
const LARGEST_ANSWER = 64 * 1024 * 1024;

/** One call to Drone, whatever the noun: sends it, reads the answer, and turns every oddity into a {@link DroneError}. */
export class Requests {
  readonly server: string;
  readonly #token: string | undefined;
  readonly #auth: "header" | "query";
  readonly #timeout: number;
  readonly #extra: Record<string, string>;
  readonly #route: Route;
  /** What no message may repeat, whatever is asked. */
  readonly #hidden: readonly string[];
  readonly #retries: number;
  readonly #turns = new Turns();
  #release: Promise<Release> | undefined;
  #inTurns = true;

  constructor(options: DroneClientOptions) {
    const { server, token, auth = "header", timeout = 30_000, sockets = 16, release } = options;
    const url = serverUrl(server);
    this.server = url.href.replace(/\/+$/, "");
    if (release !== undefined) this.#release = Promise.resolve(this.#take(givenRelease(release)));
    this.#token = token && checkedToken(token);
    this.#auth = auth;
    this.#timeout = timeout;
    this.#retries = options.retries ?? 3;
    this.#extra = extraHeaders(options.headers ?? {});
    this.#route = new Route(url, { ...options, timeout, sockets });
    const hidden = [this.#token ?? "", ...Object.values(this.#extra), ...this.#route.secrets];
    this.#hidden = hidden.filter((secret) => secret !== "");
  }

  /** Release of the server: asked for once, but again after a failure. @throws if it is no Drone, or older than 0.5 */
  release(): Promise<Release> {
    if (!this.#release) {
      this.#release = this.#askRelease();
      this.#release.catch(() => {
        this.#release = undefined;
      });
    }
    return this.#release;
  }

  /** The release. @throws if it lacks one of the features */
  async need(...wanted: Feature[]): Promise<Release> {
    const release = await this.release();
    for (const feature of wanted) {
      const lacks = release.lacks(feature);
      if (lacks) throw new DroneError(lacks, { kind: "no-endpoint", request: this.server });
    }
    return release;
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
  async list<T>(
    path: string,
    proof: keyof T & string,
    details?: Details,
    method: Method = "GET",
  ): Promise<T[]> {
    const answer = (await this.json(method, path, details)) ?? [];
    if (!Array.isArray(answer) || !answer.every((item) => has(item, proof))) {
      throw unexpected(`${method} ${path}`, `a list of objects with "${proof}"`);
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
    this.#route.close();
  }

  /** The body of an answer that is no web page. */
  async #data(method: Method, path: string, details?: Details): Promise<Buffer> {
    const { type, body } = await this.#send(method, path, details);
    if (type.startsWith("text/html")) throw webPage(`${method} ${path}`, this.server);
    return body;
  }

  #send(method: Method, path: string, details: Details = {}): Promise<Answer> {
    const work = () => this.#patiently(method, path, details);
    if (!this.#inTurns) return work();
    return method === "GET" ? this.#turns.read(work) : this.#turns.write(work);
  }

  /** The answer, if it is a success, though it may take more than one try. */
  async #patiently(method: Method, path: string, details: Details): Promise<Answer> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#succeed(method, path, details);
      } catch (error) {
        const known = { method, tries, legacy: this.#inTurns, limit: this.#timeout };
        const pause = tries > this.#retries ? undefined : pauseAfter(error, known);
        if (pause === undefined) throw error;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  /** The answer, if it is a success. */
  async #succeed(method: Method, path: string, details: Details): Promise<Answer> {
    const request = `${method} ${path}`;
    const answer = await this.#exchange(method, path, details);
    const { status, headers, type, body } = answer;
    if (status >= 300 && status < 400) throw redirected(request, status, headers.get("location"));
    if (status < 200 || status >= 400) {
      const hidden = [...this.#hidden, ...(details.secrets ?? [])].filter((secret) => secret !== "");
      throw refused(request, status, type, body.toString("utf8"), hidden, retryAfter(headers));
    }
    return answer;
  }

  /** The answer, whatever it is. */
  async #exchange(method: Method, path: string, details: Details): Promise<Answer> {
    const { default: fetch } = await import("node-fetch");
    try {
      const response = await fetch(this.#url(path, details.query), {
        method,
        headers: this.#headers(details),
        body: details.json === undefined ? details.text : JSON.stringify(details.json),
        agent: await this.#route.agent(),
        redirect: "manual",
        signal: AbortSignal.timeout(this.#timeout),
        size: LARGEST_ANSWER,
      });
      const body = Buffer.from(await response.arrayBuffer());
      const { status, headers } = response;
      return { status, headers, type: headers.get("content-type") ?? "", body };
    } catch (cause) {
      throw noAnswer(`${method} ${path}`, this.server, cause, this.#timeout, this.#route.proxy);
    }
  }

  async #askRelease(): Promise<Release> {
    const { status, headers, type, body } = await this.#exchange("GET", "/version", {});
    if (status >= 300 && status < 400) throw redirected("GET /version", status, headers.get("location"));
    const said = headers.get("x-drone-version") ?? versionIn(body);
    const release = said === undefined ? undefined : Release.parse(said);
    if (!release && status >= 500)
      throw refused("GET /version", status, type, body.toString("utf8"), this.#hidden);
    if (!release) throw noDrone(this.server, status, type, body.toString("utf8"), this.#hidden);
    return this.#take(release);
  }

  #take(release: Release): Release {
    if (!release.isIn("0.5+")) {
      throw new DroneError(`Drone ${release.text} is too old: 0.5 is the first that is spoken here.`, {
        kind: "no-endpoint",
        request: this.server,
      });
    }
    // From 1.0 on Drone takes its own turns.
    this.#inTurns = !release.isIn("1.0+");
    return release;
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
      ...this.#extra,
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

/** Milliseconds: the header tells seconds, or a date. */
function retryAfter(headers: Headers): number | undefined {
  const told = headers.get("retry-after");
  if (told === null) return undefined;
  const wait = /^\d+$/.test(told) ? Number(told) * 1000 : Date.parse(told) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}

/** @throws if this is no release */
function givenRelease(text: string): Release {
  const release = Release.parse(text);
  if (!release) throw new Error(`"${text}" is no release of Drone; one looks like 0.8 or 2.25.0.`);
  return release;
}

/** What `GET /version` of Drone 0.8 and later says. */
function versionIn(body: Buffer): string | undefined {
  try {
    const { version } = JSON.parse(body.toString("utf8"));
    return typeof version === "string" ? version : undefined;
  } catch {
    return undefined;
  }
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
