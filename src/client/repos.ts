import { repoPath } from "./path";
import type { Feature } from "./release";
import type { Requests } from "./request";

/** More than any server has: all come on one page, for pages that change while one turns them lose lines. */
const ALL = 1_000_000;

/** Repositories that Drone knows. `repo` is always `owner/name`, in the spelling of the SCM. */
export class Repos {
  constructor(private readonly requests: Requests) {}

  /** All that anybody has synced; administrators only. `GET /api/repos` (1.6+) */
  async list(): Promise<Repo[]> {
    await this.requests.need("list of all repositories");
    const query = { page: 1, per_page: ALL };
    return (await this.requests.list<ModernRepo>("/api/repos", "slug", { query })).map(fromModern);
  }

  /**
   * Undefined if Drone does not know it, or the token's user may not see it. Before 0.8 Drone knows active ones only.
   * `GET /api/repos/:owner/:name`
   */
  async find(repo: string): Promise<Repo | undefined> {
    const { proof, read } = await this.#dialect();
    const found = await this.requests.find<WireRepo>(repoPath(repo), proof);
    return found && read(found);
  }

  /**
   * Makes Drone build it: a webhook in the SCM, and default settings where it has none yet. Needs a person's token who
   * administers the repository in the SCM; from 1.0 on he becomes its owner. From 0.8 on Drone must know it by a sync.
   * `POST /api/repos/:owner/:name`
   */
  activate(repo: string): Promise<Repo> {
    return this.#send("POST", repo);
  }

  /**
   * Changes the settings that are given. Some need a Drone administrator (`trusted`, `timeout`, and from 1.0 on
   * `throttle` and `counter`) and are otherwise ignored without a word on 0.5 and from 1.0 on: look at what comes back.
   * `PATCH /api/repos/:owner/:name`
   */
  async update(repo: string, settings: RepoSettings): Promise<Repo> {
    const { write } = await this.#dialect();
    await this.requests.need(...givenFeatures(settings));
    return this.#send("PATCH", repo, "", write(settings));
  }

  /** Stops building it; its settings, secrets and builds stay. `DELETE /api/repos/:owner/:name` (0.8+) */
  async deactivate(repo: string): Promise<void> {
    await this.requests.need("deactivation that keeps settings");
    await this.#send("DELETE", repo);
  }

  /** Removes it with its builds and secrets. `DELETE /api/repos/:owner/:name`, from 0.8 on with `?remove=true` (not 1.0) */
  async delete(repo: string): Promise<void> {
    const release = await this.requests.need("removal of repositories");
    if (!release.has("deactivation that keeps settings"))
      return this.requests.nothing("DELETE", repoPath(repo));
    await this.requests.json("DELETE", repoPath(repo), { query: { remove: true } });
  }

  /** Makes the token's user its owner, whose SCM account Drone then works with. `POST /api/repos/:owner/:name/chown` */
  chown(repo: string): Promise<Repo> {
    return this.#send("POST", repo, "/chown");
  }

  /**
   * Makes its webhook in the SCM anew; from 1.0 on also takes over name, branch and addresses from there. Needs an
   * administrator of the repository. `POST /api/repos/:owner/:name/repair` (0.6+)
   */
  async repair(repo: string): Promise<void> {
    const release = await this.requests.need("repair");
    if (!release.has("JSON throughout")) return this.requests.nothing("POST", `${repoPath(repo)}/repair`);
    await this.#send("POST", repo, "/repair");
  }

  /**
   * Follows it to another name that it got in the SCM. Needs an administrator of both, and an SCM that tells permissions
   * with a repository: with Gogs and Gitea, Drone always answers 500.
   * `POST /api/repos/:owner/:name/move?to=:owner/:name` (0.8)
   */
  async move(repo: string, to: string): Promise<void> {
    await this.requests.need("moving");
    await this.requests.nothing("POST", `${repoPath(repo)}/move`, { query: { to } });
  }

  /**
   * Encrypts a value, each time otherwise, for `kind: secret` in its pipeline file. Needs write access; the repository must
   * have been active once. `POST /api/repos/:owner/:name/encrypt` (1.0+)
   */
  async encrypt(repo: string, value: string): Promise<string> {
    await this.requests.need("encryption");
    const details = { json: { data: value }, secrets: [value] };
    const at = `${repoPath(repo)}/encrypt`;
    return (await this.requests.object<{ data: string }>("POST", at, "data", details)).data;
  }

  /**
   * Signs a pipeline file: 0.x gives a compact JWS, which goes beside it as `.drone.yml.sig`; from 1.0 on a HMAC, which
   * goes into it as `kind: signature`. `POST /api/repos/:owner/:name/sign` (not 0.8)
   */
  async sign(repo: string, pipeline: string): Promise<string> {
    const release = await this.requests.need("signatures");
    const at = `${repoPath(repo)}/sign`;
    if (!release.has("JSON throughout")) return this.requests.text("POST", at, { text: pipeline });
    const { data } = await this.requests.object<{ data: string }>("POST", at, "data", {
      json: { data: pipeline },
    });
    return data;
  }

  async #send(method: "POST" | "PATCH" | "DELETE", repo: string, verb = "", json?: object): Promise<Repo> {
    const { proof, read } = await this.#dialect();
    return read(await this.requests.object<WireRepo>(method, repoPath(repo) + verb, proof, { json }));
  }

  async #dialect() {
    return repoDialect((await this.requests.release()).has("JSON throughout"));
  }
}

/** How repositories are written and read: from 1.0 on in other words than before. */
export const repoDialect = (modern: boolean): Dialect =>
  modern
    ? { proof: "slug", read: (repo) => fromModern(repo as ModernRepo), write: toModern }
    : { proof: "full_name", read: (repo) => fromLegacy(repo as LegacyRepo), write: toLegacy };

interface Dialect {
  /** A field that every repository has. */
  proof: keyof WireRepo;
  read(repo: WireRepo): Repo;
  write(settings: RepoSettings): object;
}

/** A repository. What a release does not have, or not for inactive ones, is undefined. */
export interface Repo extends RepoSettings {
  /** Id of the row in Drone; before 0.8 a new one after each activation. */
  id?: number | undefined;
  /** User or team that it belongs to in the SCM. */
  owner: string;
  name: string;
  /** `owner/name` */
  slug: string;
  /** Whether Drone builds it. */
  active: boolean;
  /** Id of the Drone user whose SCM account Drone works with; 0 if there is none. From 1.0 on. */
  ownerId?: number | undefined;
  avatarUrl: string;
  /** Its page in the SCM. */
  link: string;
  /** Kind of repository: `git`. */
  scm: string;
  cloneUrl: string;
  defaultBranch: string;
  private: boolean;
  trusted: boolean;
  timeout: number;
}

/** Who sees a repository and its builds in Drone: everybody, who may read it in the SCM, every user of Drone. */
export type Visibility = "public" | "private" | "internal";

/** What can be set on a repository. */
export interface RepoSettings {
  /** Builds may run privileged containers and mount the host. Drone administrators only. */
  trusted?: boolean | undefined;
  /** Minutes until a build is killed. Drone administrators only. */
  timeout?: number | undefined;
  /** The opposite of `ignorePullRequests`; give one of the two. */
  allowPullRequests?: boolean | undefined;
  /** 0.x */
  allowPush?: boolean | undefined;
  /** 0.x */
  allowDeploy?: boolean | undefined;
  /** 0.x */
  allowTag?: boolean | undefined;
  /** 0.7+ */
  visibility?: Visibility | undefined;
  /** Builds wait for an approval, of pull requests (0.6–0.8: "gated") or if the pipeline is not signed. 0.6+ */
  protected?: boolean | undefined;
  /** Path of the pipeline file. 0.6+ */
  configPath?: string | undefined;
  /** Number of the last build. From 1.0 on for Drone administrators only. 0.8+ */
  counter?: number | undefined;
  /** The opposite of `allowPullRequests`; give one of the two. */
  ignorePullRequests?: boolean | undefined;
  /** 1.0+ */
  ignoreForks?: boolean | undefined;
  /** 1.6+ */
  autoCancelPullRequests?: boolean | undefined;
  /** 1.6+ */
  autoCancelPushes?: boolean | undefined;
  /** 2.2+ */
  autoCancelRunning?: boolean | undefined;
  /** Builds at a time; 0 is no limit. Drone administrators only. 1.10.1+ */
  throttle?: number | undefined;
}

function givenFeatures(settings: RepoSettings): Feature[] {
  const { trusted, timeout, allowPullRequests, ignorePullRequests, ...others } = settings;
  return (Object.keys(others) as (keyof typeof others)[]).filter((name) => others[name] !== undefined);
}

export type WireRepo = Partial<LegacyRepo & ModernRepo>;

/** 0.5–0.8 */
interface LegacyRepo {
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
  /** 0.7+ */
  visibility?: Visibility | "";
  gated?: boolean;
  config_file?: string;
  last_build?: number;
  /** 0.8+ */
  active?: boolean;
}

const fromLegacy = (repo: LegacyRepo): Repo => ({
  id: repo.id,
  owner: repo.owner,
  name: repo.name,
  slug: repo.full_name,
  // Before 0.8 the row goes when it is deactivated; the lists of others show them without id.
  active: repo.active ?? repo.id !== undefined,
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
  ignorePullRequests: !repo.allow_pr,
  allowPush: repo.allow_push ?? false,
  allowDeploy: repo.allow_deploys ?? false,
  allowTag: repo.allow_tags ?? false,
  visibility: repo.visibility || undefined,
  protected: repo.gated,
  configPath: repo.config_file,
  counter: repo.last_build,
});

const toLegacy = (settings: RepoSettings) => ({
  trusted: settings.trusted,
  timeout: settings.timeout,
  allow_pr: settings.allowPullRequests ?? not(settings.ignorePullRequests),
  allow_push: settings.allowPush,
  // Read as allow_deploys and allow_tags; the plural is ignored when written.
  allow_deploy: settings.allowDeploy,
  allow_tag: settings.allowTag,
  visibility: settings.visibility,
  gated: settings.protected,
  config_file: settings.configPath,
  // Read as last_build, which is ignored when written.
  build_counter: settings.counter,
});

/** 1.0+ */
export interface ModernRepo {
  id: number;
  user_id: number;
  namespace: string;
  name: string;
  slug: string;
  scm: string;
  git_http_url: string;
  link: string;
  default_branch: string;
  private: boolean;
  visibility: Visibility;
  active: boolean;
  config_path: string;
  trusted: boolean;
  protected: boolean;
  ignore_forks: boolean;
  ignore_pull_requests: boolean;
  auto_cancel_pull_requests?: boolean;
  auto_cancel_pushes?: boolean;
  auto_cancel_running?: boolean;
  timeout: number;
  throttle?: number;
  counter: number;
}

export const fromModern = (repo: ModernRepo): Repo => ({
  id: repo.id,
  owner: repo.namespace,
  name: repo.name,
  slug: repo.slug,
  active: repo.active,
  ownerId: repo.user_id,
  avatarUrl: "",
  link: repo.link ?? "",
  scm: repo.scm || "git",
  cloneUrl: repo.git_http_url ?? "",
  defaultBranch: repo.default_branch ?? "",
  private: repo.private,
  timeout: repo.timeout,
  trusted: repo.trusted,
  allowPullRequests: !repo.ignore_pull_requests,
  ignorePullRequests: repo.ignore_pull_requests,
  visibility: repo.visibility,
  protected: repo.protected,
  configPath: repo.config_path,
  counter: repo.counter,
  ignoreForks: repo.ignore_forks,
  autoCancelPullRequests: repo.auto_cancel_pull_requests,
  autoCancelPushes: repo.auto_cancel_pushes,
  autoCancelRunning: repo.auto_cancel_running,
  // Left out when 0.
  throttle: repo.throttle ?? 0,
});

const toModern = (settings: RepoSettings) => ({
  trusted: settings.trusted,
  timeout: settings.timeout,
  ignore_pull_requests: settings.ignorePullRequests ?? not(settings.allowPullRequests),
  visibility: settings.visibility,
  protected: settings.protected,
  config_path: settings.configPath,
  counter: settings.counter,
  ignore_forks: settings.ignoreForks,
  auto_cancel_pull_requests: settings.autoCancelPullRequests,
  auto_cancel_pushes: settings.autoCancelPushes,
  auto_cancel_running: settings.autoCancelRunning,
  throttle: settings.throttle,
});

const not = (flag: boolean | undefined) => (flag === undefined ? undefined : !flag);
