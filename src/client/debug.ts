import { path } from "./path";
import type { Requests } from "./request";

/** Profiles that a server can be asked for. */
export type Profile = "block" | "cmdline" | "goroutine" | "heap" | "profile" | "threadcreate" | "trace";

/**
 * Go's profiler inside the server: for administrators (0.x), or for everybody if the server was started with
 * `DRONE_PPROF_ENABLED=true` (1.6.4+). Below `/api/debug/pprof`, from 1.6.4 on `/debug/pprof`.
 */
export class Debug {
  constructor(private readonly requests: Requests) {}

  /** The index page, HTML. `GET …/` */
  async index(): Promise<string> {
    return this.requests.text("GET", `${await this.#route()}/`);
  }

  /**
   * One profile, as bytes for `go tool pprof`; `debug: 1` as text where the profile has one. `profile` and `trace`
   * take `seconds` to answer (30 and 1 if left out): give the client a longer timeout.
   * `GET …/:name`
   */
  async profile(
    name: Profile,
    { seconds, debug }: { seconds?: number; debug?: 0 | 1 | 2 } = {},
  ): Promise<Buffer> {
    return this.requests.bytes("GET", (await this.#route()) + path`/${name}`, { query: { seconds, debug } });
  }

  /**
   * Names of program counters, e.g. `0x401000`; without any, how many symbols there are.
   * `GET` and, with addresses, `POST …/symbol`
   */
  async symbol(addresses: readonly string[] = []): Promise<string> {
    const at = `${await this.#route()}/symbol`;
    return addresses.length === 0
      ? this.requests.text("GET", at)
      : this.requests.text("POST", at, { text: addresses.join("+") });
  }

  async #route(): Promise<string> {
    const release = await this.requests.need("profiles");
    return release.has("JSON throughout") ? "/debug/pprof" : "/api/debug/pprof";
  }
}
