import { path } from "./path";
import type { Release } from "./release";
import { fromModern, type ModernRepo, type Repo } from "./repos";
import type { Requests } from "./request";

/** Accounts of the server. All of it needs an administrator's token. */
export class Users {
  constructor(private readonly requests: Requests) {}

  /** `GET /api/users` */
  async list(): Promise<User[]> {
    return (await this.requests.list<WireUser>("/api/users", "login")).map(toUser);
  }

  /** Undefined if there is none. Logins are case-sensitive on 0.x. `GET /api/users/:login` */
  async find(login: string): Promise<User | undefined> {
    const user = await this.requests.find<WireUser>(path`/api/users/${login}`, "login");
    // From 1.0 on a number that is no login is taken for an id.
    return user && sameLogin(await this.requests.release(), user.login, login) ? toUser(user) : undefined;
  }

  /**
   * Always made active. What the release lacks is refused (`email` and `avatarUrl` from 1.0 on; `admin`, `machine` and
   * `token` before). The answer holds the token of a machine: nobody else ever gets it. An existing login is a
   * {@link DroneError} of status 500. `POST /api/users`
   */
  async create(user: UserSpec): Promise<User> {
    await this.requests.need(
      ...(user.email === undefined ? [] : (["email at creation"] as const)),
      ...(user.avatarUrl === undefined ? [] : (["avatarUrl at creation"] as const)),
      ...(user.admin === undefined ? [] : (["admin by API"] as const)),
      ...(user.machine === undefined && user.token === undefined ? [] : (["machine users"] as const)),
    );
    const { login, email, avatarUrl, admin, machine, token } = user;
    const json = { login, email, avatar_url: avatarUrl, admin, machine, token };
    const secrets = token === undefined ? [] : [token];
    return toUser(await this.requests.object<WireUser>("POST", "/api/users", "login", { json, secrets }));
  }

  /**
   * Changes `active`, and from 1.0 on `admin`; on 0.x `active` must be given, for Drone takes its absence for false.
   * From 1.0 on a user who is made inactive is no administrator any more, and loses his repositories to others.
   * `PATCH /api/users/:login`
   */
  async update(login: string, { active, admin }: { active?: boolean; admin?: boolean }): Promise<User> {
    if (admin !== undefined) await this.requests.need("admin by API");
    const json = { active, admin };
    return toUser(
      await this.requests.object<WireUser>("PATCH", path`/api/users/${login}`, "login", { json }),
    );
  }

  /** Repositories that he may see, active or not. `GET /api/users/:login/repos` (1.7+) */
  async repos(login: string): Promise<Repo[]> {
    await this.requests.need("repositories of a user");
    return (await this.requests.list<ModernRepo>(path`/api/users/${login}/repos`, "slug")).map(fromModern);
  }

  /** His repositories stay. `DELETE /api/users/:login` */
  delete(login: string): Promise<void> {
    return this.requests.nothing("DELETE", path`/api/users/${login}`);
  }
}

/** Whether two logins are one user's. */
export function sameLogin(release: Release, one: string, other: string): boolean {
  return release.has("logins without case") ? one.toLowerCase() === other.toLowerCase() : one === other;
}

/** A user to be made. */
export interface UserSpec {
  login: string;
  /** 0.x only. */
  email?: string | undefined;
  /** 0.x only. */
  avatarUrl?: string | undefined;
  /** From 1.0 on. */
  admin?: boolean | undefined;
  /** An account for programs: it has a token and cannot log in. From 1.0 on. */
  machine?: boolean | undefined;
  /** His API token, if Drone shall not choose one. From 1.0 on. */
  token?: string | undefined;
}

/** A user of the server. */
export interface User {
  id: number;
  login: string;
  email: string;
  avatarUrl: string;
  /** On 0.x only a mark: it stops nobody. */
  active: boolean;
  /** On 0.x told only of the token's own user; undefined elsewhere means unknown. */
  admin?: boolean;
  /** Whether it is an account for programs. From 1.0 on. */
  machine?: boolean;
  /** API token: told only when a machine is made. */
  token?: string;
}

export interface WireUser {
  id: number;
  login: string;
  email: string;
  /** 0.x */
  avatar_url?: string;
  /** From 1.0 on. */
  avatar?: string;
  active: boolean;
  admin?: boolean;
  machine?: boolean;
  token?: string;
}

export const toUser = (user: WireUser): User => ({
  id: user.id,
  login: user.login,
  email: user.email ?? "",
  avatarUrl: user.avatar_url ?? user.avatar ?? "",
  active: user.active ?? false,
  ...(user.admin === undefined ? {} : { admin: user.admin }),
  ...(user.machine === undefined ? {} : { machine: user.machine }),
  ...(user.token ? { token: user.token } : {}),
});
