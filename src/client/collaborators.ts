import { path, repoPath } from "./path";
import type { Requests } from "./request";

/**
 * Who may do what with one repository, as Drone heard from the SCM (1.0+). They come by their own sync, so there is no way to
 * make one, and one that is deleted comes back.
 */
export class Collaborators {
  constructor(
    private readonly requests: Requests,
    private readonly repo: string,
  ) {}

  /** Who may read the repository may see them. `GET /api/repos/:owner/:name/collaborators` */
  async list(): Promise<Collaborator[]> {
    return (await this.requests.list<WireCollaborator>(await this.#route(), "login")).map(toCollaborator);
  }

  /** Undefined if he is none, or no user. `GET /api/repos/:owner/:name/collaborators/:login` */
  async find(login: string): Promise<Permissions | undefined> {
    const found = await this.requests.find<Permissions>((await this.#route()) + path`/${login}`, "read");
    return found && toPermissions(found);
  }

  /** Forgets him until he syncs. Needs an administrator of the repository. `DELETE …/collaborators/:login` */
  async delete(login: string): Promise<void> {
    await this.requests.nothing("DELETE", (await this.#route()) + path`/${login}`);
  }

  async #route(): Promise<string> {
    await this.requests.need("collaborators");
    return `${repoPath(this.repo)}/collaborators`;
  }
}

/** What somebody may do with a repository. */
export interface Permissions {
  read: boolean;
  write: boolean;
  admin: boolean;
}

/** Somebody who may do something with a repository. Times are seconds since 1970. */
export interface Collaborator extends Permissions {
  userId: number;
  login: string;
  avatarUrl: string;
  /** When Drone last asked the SCM. */
  syncedAt: number;
}

interface WireCollaborator extends Permissions {
  user_id: number;
  login: string;
  avatar: string;
  synced: number;
}

const toPermissions = ({ read, write, admin }: Permissions): Permissions => ({ read, write, admin });

const toCollaborator = (wire: WireCollaborator): Collaborator => ({
  userId: wire.user_id,
  login: wire.login,
  avatarUrl: wire.avatar,
  ...toPermissions(wire),
  syncedAt: wire.synced,
});
