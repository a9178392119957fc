import { path } from "./path";
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
    return user && toUser(user);
  }

  /** Always made active. An existing login is a {@link DroneError} of status 500. `POST /api/users` */
  async create(user: { login: string; email?: string; avatarUrl?: string }): Promise<User> {
    const json = { login: user.login, email: user.email, avatar_url: user.avatarUrl };
    return toUser(await this.requests.object<WireUser>("POST", "/api/users", "login", { json }));
  }

  /** Only `active` can change; Drone takes its absence for false, so it must be given. `PATCH /api/users/:login` */
  async update(login: string, { active }: { active: boolean }): Promise<User> {
    return toUser(
      await this.requests.object<WireUser>("PATCH", path`/api/users/${login}`, "login", { json: { active } }),
    );
  }

  /** His repositories stay. `DELETE /api/users/:login` */
  delete(login: string): Promise<void> {
    return this.requests.nothing("DELETE", path`/api/users/${login}`);
  }
}

/** A user of the server. */
export interface User {
  id: number;
  login: string;
  email: string;
  avatarUrl: string;
  /** On 0.5 only a mark: it stops nobody. */
  active: boolean;
  /** Told only of the token's own user; undefined elsewhere means unknown. */
  admin?: boolean;
}

export interface WireUser {
  id: number;
  login: string;
  email: string;
  avatar_url: string;
  active: boolean;
  admin?: boolean;
}

export const toUser = (user: WireUser): User => ({
  id: user.id,
  login: user.login,
  email: user.email ?? "",
  avatarUrl: user.avatar_url ?? "",
  active: user.active ?? false,
  ...(user.admin === undefined ? {} : { admin: user.admin }),
});
