import { path } from "./path";
import type { Requests } from "./request";

/** Profiles that Drone 0.5 can be asked for. */
export type Profile = "block" | "cmdline" | "goroutine" | "heap" | "profile" | "threadcreate" | "trace";

/** Go's profiler inside the server (0.5); administrators only. */
export class Debug {
  constructor(private readonly requests: Requests) {}

  /** The index page, HTML. `GET /api/debug/pprof/` */
  index(): Promise<string> {
    return this.requests.text("GET", "/api/debug/pprof/");
  }

  /**
   * One profile, as bytes for `go tool pprof`; `debug: 1` as text where the profile has one. `profile` and `trace`
   * take `seconds` to answer (30 and 1 if left out): give the client a longer timeout.
   * `GET /api/debug/pprof/:name`
   */
  profile(name: Profile, { seconds, debug }: { seconds?: number; debug?: 0 | 1 | 2 } = {}): Promise<Buffer> {
    return this.requests.bytes("GET", path`/api/debug/pprof/${name}`, { query: { seconds, debug } });
  }

  /**
   * Names of program counters, e.g. `0x401000`; without any, how many symbols there are.
   * `GET` and, with addresses, `POST /api/debug/pprof/symbol`
   */
  symbol(addresses: readonly string[] = []): Promise<string> {
    const at = "/api/debug/pprof/symbol";
    return addresses.length === 0
      ? this.requests.text("GET", at)
      : this.requests.text("POST", at, { text: addresses.join("+") });
  }
}
