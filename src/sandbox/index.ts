import { releases } from "./release";
import { seeds } from "./seed";
import { type Asked, listen } from "./server";
import type { World } from "./world";

export type * from "./rows";
export type { Permissions, Scm, ScmRepo, Webhook } from "./scm";
export type * from "./synced-rows";
export type { Table } from "./table";
export type { Push, World } from "./world";
export type { Asked };

export const releaseNames = Object.keys(releases);

export interface SandboxOptions {
  /**
   * The release to behave as, quirks included: `0.5` is 0.5.0, `0.7` is 0.7.3, `0.8` is 0.8.10, `1.10` is 1.10.1,
   * `2.25` is 2.25.0.
   * @default "0.5"
   */
  release?: keyof typeof releases;
  /** @default 0, a free one */
  port?: number;
  /**
   * `recorded`: octo (an admin) and alice, with repositories at the SCM, none of them activated. Drone 0.8 has yet to
   * sync its list of them, 1.10 and 2.25 have done so.
   * `empty`: octo and alice only.
   * @default "recorded"
   */
  seed?: keyof typeof seeds;
  /** Called with one line for each request. */
  log?: (line: string) => void;
}

export interface Sandbox {
  url: string;
  release: string;
  /** Login -> the token that is his now. */
  readonly tokens: Record<string, string>;
  /** What was asked so far. */
  readonly requests: readonly Asked[];
  /** The server's state, to look at and to change by hand. */
  world: World;
  /** Stops at once, also with connections open. */
  close(): Promise<void>;
}

/**
 * Starts a Drone server that fits in a test: the API of a real one, quirks included, and nothing behind it.
 *
 * @example
 * const sandbox = await startSandbox();
 * process.env.DRONE_SERVER = sandbox.url;
 * process.env.DRONE_TOKEN = sandbox.tokens.octo;
 * // …
 * await sandbox.close();
 *
 * @throws when there is no such release or seed, or nothing can listen on the port
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const release = pick("release", releases, options.release ?? "0.5");
  const world = pick("seed", seeds, options.seed ?? "recorded")();
  release.begin?.(world);
  const requests: Asked[] = [];
  const { url, close } = await listen(release, world, options.port ?? 0, (asked, error) => {
    requests.push(asked);
    options.log?.(
      `${asked.status} ${asked.method} ${asked.path} ${asked.login ?? "-"}${error ? ` ${error}` : ""}`,
    );
  });
  return {
    url,
    release: release.name,
    requests,
    world,
    close,
    get tokens() {
      return Object.fromEntries(world.users.rows.map((user) => [user.login, user.token]));
    },
  };
}

function pick<T extends object, K extends keyof T>(what: string, from: T, key: K): T[K] {
  if (Object.hasOwn(from, key)) return from[key];
  throw new Error(`The sandbox has no ${what} "${String(key)}". It has: ${Object.keys(from).join(", ")}.`);
}
