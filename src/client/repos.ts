import { repoPath } from "./path";
import type { Requests } from "./request";

/** Repositories that Drone builds. `repo` is always `owner/name`, in the spelling of the SCM. */
export class Repos {
  constructor(private readonly requests: Requests) {}

  /** Undefined if it is not active, or (0.x) if the token's user may not see it. `GET /api/repos/:owner/:name` */
  async find(repo: string): Promise<Repo | undefined> {
    const found = await this.requests.find<WireRepo>(repoPath(repo), "full_name");
    return found && toRepo(found);
  }

  /**
   * Makes Drone build it: a webhook in the SCM, and default settings. Needs a person's token who administers the
   * repository in the SCM. `POST /api/repos/:owner/:name`
   */
  async activate(repo: string): Promise<Repo> {
    return toRepo(await this.requests.object<WireRepo>("POST", repoPath(repo), "full_name"));
  }

  /**
   * Changes the settings that are given. `trusted` and `timeout` of somebody who is no Drone administrator are
   * ignored without a word on 0.5: look at what comes back. `PATCH /api/repos/:owner/:name`
   */
  async update(repo: string, settings: RepoSettings): Promise<Repo> {
    const json = fromRepoSettings(settings);
    return toRepo(await this.requests.object<WireRepo>("PATCH", repoPath(repo), "full_name", { json }));
  }

  /** On 0.5–0.7 removes it with its builds and secrets. `DELETE /api/repos/:owner/:name` */
  delete(repo: string): Promise<void> {
    return this.requests.nothing("DELETE", repoPath(repo));
  }

  /** Makes the token's user its owner, whose SCM account Drone then works with. `POST /api/repos/:owner/:name/chown` */
  async chown(repo: string): Promise<Repo> {
    return toRepo(await this.requests.object<WireRepo>("POST", `${repoPath(repo)}/chown`, "full_name"));
  }

  /** Signs a pipeline file; the compact JWS goes beside it as `.drone.yml.sig`. `POST /api/repos/:owner/:name/sign` */
  sign(repo: string, pipeline: string): Promise<string> {
    return this.requests.text("POST", `${repoPath(repo)}/sign`, { text: pipeline });
  }
}

/** A repository. What only active ones have is undefined in lists of others. */
export interface Repo extends Required<RepoSettings> {
  /** Id of the row in Drone; a new one after each activation on 0.5. */
  id?: number;
  owner: string;
  name: string;
  /** `owner/name` */
  slug: string;
  avatarUrl: string;
  /** Its page in the SCM. */
  link: string;
  /** Kind of repository: `git`. */
  scm: string;
  cloneUrl: string;
  defaultBranch: string;
  private: boolean;
}

/** What can be set on a repository. */
export interface RepoSettings {
  /** Builds may run privileged containers and mount the host. Drone administrators only. */
  trusted?: boolean;
  /** Minutes until a build is killed. Drone administrators only. */
  timeout?: number;
  allowPullRequests?: boolean;
  allowPush?: boolean;
  allowDeploy?: boolean;
  allowTag?: boolean;
}

export interface WireRepo {
  id?: number;
  owner: string;
  name: string;
  full_name: string;
  avatar_url?: string;
  link_url?: string;
  scm?: string;
  clone_url?: string;
  default_branch?: string;
  timeout?: number;
  private?: boolean;
  trusted?: boolean;
  allow_pr?: boolean;
  allow_push?: boolean;
  allow_deploys?: boolean;
  allow_tags?: boolean;
}

export const toRepo = (repo: WireRepo): Repo => ({
  id: repo.id,
  owner: repo.owner,
  name: repo.name,
  slug: repo.full_name,
  avatarUrl: repo.avatar_url ?? "",
  link: repo.link_url ?? "",
  scm: repo.scm ?? "",
  cloneUrl: repo.clone_url ?? "",
  defaultBranch: repo.default_branch ?? "",
  // Left out by Drone 0.5 when false, and timeout when 0.
  private: repo.private ?? false,
  timeout: repo.timeout ?? 0,
  trusted: repo.trusted ?? false,
  allowPullRequests: repo.allow_pr ?? false,
  allowPush: repo.allow_push ?? false,
  allowDeploy: repo.allow_deploys ?? false,
  allowTag: repo.allow_tags ?? false,
});

export const fromRepoSettings = (settings: RepoSettings) => ({
  trusted: settings.trusted,
  timeout: settings.timeout,
  allow_pr: settings.allowPullRequests,
  allow_push: settings.allowPush,
  // Read as allow_deploys and allow_tags; the plural is ignored when written.
  allow_deploy: settings.allowDeploy,
  allow_tag: settings.allowTag,
});
