import { type Build, buildReader, type WireBuild } from "./build";
import { type FeedItem, feedDialect, type WireFeedItem } from "./feed";
import { deepPath, path, repoPath } from "./path";
import type { Feature } from "./release";
import type { Requests } from "./request";

/** Builds of repositories. `repo` is always `owner/name`. Who may read the repository may read them. */
export class Builds {
  constructor(private readonly requests: Requests) {}

  /**
   * Waiting and running builds of the whole server; administrators only. `GET /api/builds`, from 1.0 on
   * `GET /api/builds/incomplete`
   */
  async queue(): Promise<FeedItem[]> {
    const modern = (await this.requests.release()).has("JSON throughout");
    const { proof, read } = feedDialect(modern);
    const at = modern ? "/api/builds/incomplete" : "/api/builds";
    return (await this.requests.list<WireFeedItem>(at, proof)).map(read);
  }

  /**
   * One page of them, newest first: 50, from 1.0 on 25 or `perPage`, which is 100 at most. Without stages.
   * `GET /api/repos/:owner/:name/builds`
   */
  async list(repo: string, { page, perPage, branch, tag }: ListOptions = {}): Promise<Build[]> {
    const read = await this.#reader(
      ...given({ page }, "pages of builds"),
      ...given({ perPage }, "pages of another size"),
      ...given({ branch }, "builds of one branch"),
      ...given({ tag }, "builds of one tag"),
    );
    const query = { page, per_page: perPage, branch, tag };
    return (await this.requests.list<WireBuild>(at(repo), "number", { query })).map(read);
  }

  /**
   * One build with its stages, by number, or the latest of a branch (default: the repository's default branch).
   * Undefined if there is none, but 0.x answers 500. `GET /api/repos/:owner/:name/builds/:number`
   */
  async find(
    repo: string,
    number: number | "latest",
    { branch }: { branch?: string } = {},
  ): Promise<Build | undefined> {
    const read = await this.#reader(...given({ branch }, "latest build of another branch"));
    const build = await this.requests.find<WireBuild>(at(repo, number), "number", { query: { branch } });
    return build && read(build);
  }

  /**
   * The latest build of each branch, pull request or target of deployments. `GET …/builds/branches`, `…/pulls`,
   * `…/deployments` (1.7+)
   */
  async latest(repo: string, of: LatestOf): Promise<Build[]> {
    const read = await this.#reader("latest builds");
    return (await this.requests.list<WireBuild>(at(repo, of), "number")).map(read);
  }

  /**
   * Takes a branch, a number of a pull request or a target out of the latest; its builds stay. Needs write access.
   * `DELETE …/builds/branches/:branch`, `…/pulls/:number`, `…/deployments/:target` (1.7+)
   */
  async forget(repo: string, of: LatestOf, name: string | number): Promise<void> {
    await this.requests.need("latest builds");
    await this.requests.nothing("DELETE", at(repo, of) + deepPath(String(name)));
  }

  /**
   * Builds a commit, default: the last of the branch, which is by default the repository's. Needs write access, and the
   * SCM; where it has no pipeline file, Drone looks for 45 seconds. `POST /api/repos/:owner/:name/builds` (1.2+)
   */
  async create(
    repo: string,
    { branch, commit, message, action, environment }: CreateOptions = {},
  ): Promise<Build> {
    await this.requests.need(
      "builds without a push",
      ...given({ message }, "message of a build"),
      ...given({ action }, "action of a build"),
    );
    return this.#start(at(repo), { ...environment, branch, commit, message, action });
  }

  /**
   * Builds it again, with `environment` added to the build's. Before 0.8 under the same number, unless `fork` is set; later
   * always as a new build. One that waits or runs is refused with 409 before 0.8, one that is blocked or declined later,
   * with 500 (0.8) or 400. Needs write access.
   * `POST /api/repos/:owner/:name/builds/:number`
   */
  async restart(
    repo: string,
    number: number,
    { environment, fork, event, deployTo, debug }: RestartOptions = {},
  ): Promise<Build> {
    const release = await this.requests.need(
      ...(fork === false ? (["restart under the same number"] as const) : []),
      ...given({ event, deployTo }, "restart as another event"),
      ...given({ debug }, "restart with debugging"),
    );
    // Later releases would take it for one more variable.
    const forks = release.has("restart under the same number") ? fork : undefined;
    return this.#start(at(repo, number), { ...environment, fork: forks, event, deploy_to: deployTo, debug });
  }

  /**
   * Deploys a build to a target, as a new build. Needs write access, before 1.2.1 an administrator of the repository.
   * `POST …/builds/:number/promote` (1.0+)
   */
  async promote(repo: string, number: number, { target, environment }: PromoteOptions): Promise<Build> {
    await this.requests.need("promotion");
    return this.#start(at(repo, number, "promote"), { ...environment, target });
  }

  /** As {@link promote}, but the event is `rollback`. `POST …/builds/:number/rollback` (1.4+) */
  async rollback(repo: string, number: number, { target, environment }: PromoteOptions): Promise<Build> {
    await this.requests.need("rollback");
    return this.#start(at(repo, number, "rollback"), { ...environment, target });
  }

  /**
   * Kills a build (0.8+), or one stage of it (0.5–0.8). Needs write access; the whole build on 0.8 an administrator of
   * the repository. What does not run is refused with 400 on 0.x and 500 on 1.0–1.2.2; later that is no error.
   * `DELETE …/builds/:number`, `DELETE …/builds/:number/:stage`
   */
  async cancel(repo: string, number: number, stage?: number): Promise<void> {
    const feature = stage === undefined ? "cancellation of a whole build" : "cancellation of one stage";
    const release = await this.requests.need(feature);
    const route = at(repo, number, stage);
    if (!release.has("JSON throughout")) return this.requests.nothing("DELETE", route);
    await this.requests.object<WireBuild>("DELETE", route, "number");
  }

  /**
   * Lets a blocked build run (0.6–0.8, needs write access), or a stage of it (1.0+, needs an administrator of the
   * repository). What is not blocked is refused with 500, from 1.0 on with 400. `POST …/builds/:number/approve`,
   * `POST …/builds/:number/approve/:stage`
   */
  approve(repo: string, number: number, stage?: number): Promise<void> {
    const feature = stage === undefined ? "approval of a whole build" : "approval of one stage";
    return this.#judge(feature, repo, number, "approve", stage);
  }

  /** The opposite of {@link approve}; of a whole build also from 2.23 on. `POST …/builds/:number/decline`, `…/:stage` */
  decline(repo: string, number: number, stage?: number): Promise<void> {
    const feature = stage === undefined ? "refusal of a whole build" : "refusal of one stage";
    return this.#judge(feature, repo, number, "decline", stage);
  }

  /**
   * Deletes the builds with lower numbers. Needs an administrator of the repository. `DELETE …/builds?before=:number`
   * (1.0+)
   */
  async purge(repo: string, { before }: { before: number }): Promise<void> {
    await this.requests.need("purge");
    await this.requests.nothing("DELETE", at(repo), { query: { before } });
  }

  async #judge(feature: Feature, repo: string, number: number, verb: string, stage?: number): Promise<void> {
    const release = await this.requests.need(feature);
    const route = at(repo, number, verb, stage);
    if (release.has("JSON throughout")) return this.requests.nothing("POST", route);
    await this.requests.object<WireBuild>("POST", route, "number");
  }

  async #start(route: string, query: Record<string, string | boolean | undefined>): Promise<Build> {
    const read = await this.#reader();
    return read(await this.requests.object<WireBuild>("POST", route, "number", { query }));
  }

  async #reader(...wanted: Feature[]) {
    return buildReader((await this.requests.need(...wanted)).has("JSON throughout"));
  }
}

/** What the latest builds are latest of. */
export type LatestOf = "branches" | "pulls" | "deployments";

/** Which builds to list. */
export interface ListOptions {
  /** From 1 on. 0.8.5+ */
  page?: number;
  /** 1.0+ */
  perPage?: number;
  /** 1.5+ */
  branch?: string;
  /** 2.8+ */
  tag?: string;
}

/** What to build. */
export interface CreateOptions {
  branch?: string;
  /** Whole hash. */
  commit?: string;
  /** In place of the commit's. 2.18+ */
  message?: string;
  /** What a pipeline can ask for as `DRONE_BUILD_ACTION`. 2.19+ */
  action?: string;
  /** Variables that the build gets besides its own. */
  environment?: Record<string, string>;
}

/** How to build again. */
export interface RestartOptions {
  /**
   * Makes a new build instead of repeating this one.
   * @default false; from 0.8 on it is always so
   */
  fork?: boolean;
  /** Event of the new build, e.g. `deployment`; before 0.8 with `fork`. 0.x */
  event?: string;
  /** Target of the deployment. 0.x */
  deployTo?: string;
  /** Variables that the build gets besides its own. */
  environment?: Record<string, string>;
  /** Runs it with debugging. 1.10+ */
  debug?: boolean;
}

/** Where to deploy. */
export interface PromoteOptions {
  target: string;
  /** Variables that the build gets besides its own. */
  environment?: Record<string, string>;
}

function at(repo: string, ...rest: (string | number | undefined)[]): string {
  const segments = rest.map((segment) => (segment === undefined ? "" : path`/${segment}`));
  return `${repoPath(repo)}/builds${segments.join("")}`;
}

/** The feature, if one of these is given. */
function given(options: object, feature: Feature): Feature[] {
  return Object.values(options).some((option) => option !== undefined) ? [feature] : [];
}
