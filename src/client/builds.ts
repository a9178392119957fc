import { type FeedItem, toFeedItem, type WireFeedItem } from "./feed";
import { path, repoPath } from "./path";
import type { Requests } from "./request";

/** One build. Times are seconds since 1970, 0 for "not yet". */
export interface Build {
  id: number;
  number: number;
  /** Number of the build that this one repeats; 0 if none. */
  parent: number;
  event: string;
  status: string;
  enqueuedAt: number;
  createdAt: number;
  startedAt: number;
  finishedAt: number;
  /** Target of a deployment. */
  deployTo: string;
  commit: string;
  branch: string;
  ref: string;
  refspec: string;
  remote: string;
  title: string;
  message: string;
  timestamp: number;
  author: string;
  authorAvatar: string;
  authorEmail: string;
  link: string;
  /** Whether its pipeline file came with a signature, */
  signed: boolean;
  /** and whether that signature was right. */
  verified: boolean;
  /** Only when one build is asked for. */
  jobs?: Job[];
}

/** One cell of a build's matrix. */
export interface Job {
  id: number;
  number: number;
  error: string;
  status: string;
  exitCode: number;
  enqueuedAt: number;
  startedAt: number;
  finishedAt: number;
  environment: Record<string, string>;
}

/** A line of a log. */
export interface LogLine {
  /** Step of the pipeline. */
  proc: string;
  /** Seconds since the step began. */
  time: number;
  type: number;
  /** Line number in the step, from 0. */
  pos: number;
  out: string;
}

/** Builds of repositories. `repo` is always `owner/name`. */
export class Builds {
  constructor(private readonly requests: Requests) {}

  /** Waiting and running builds of the whole server; administrators only. `GET /api/builds` */
  async queue(): Promise<FeedItem[]> {
    return (await this.requests.list<WireFeedItem>("/api/builds", "full_name")).map(toFeedItem);
  }

  /** The newest 50, newest first. `GET /api/repos/:owner/:name/builds` */
  async list(repo: string): Promise<Build[]> {
    return (await this.requests.list<WireBuild>(`${repoPath(repo)}/builds`, "number")).map(toBuild);
  }

  /**
   * One build with its jobs, by number, or the latest of a branch (default: the repository's default branch).
   * 0.5 answers 500 for one that is not there. `GET /api/repos/:owner/:name/builds/:number`
   */
  async find(
    repo: string,
    number: number | "latest",
    { branch }: { branch?: string } = {},
  ): Promise<Build | undefined> {
    const at = repoPath(repo) + path`/builds/${number}`;
    const build = await this.requests.find<WireBuild>(at, "number", { query: { branch } });
    return build && toBuild(build);
  }

  /**
   * Builds it again, under the same number, or as a new build with `fork`. `environment` is added to the build's.
   * A waiting or running build is refused with 409. `POST /api/repos/:owner/:name/builds/:number`
   */
  async restart(
    repo: string,
    number: number,
    { environment, fork, event, deployTo }: RestartOptions = {},
  ): Promise<Build> {
    const query = { ...environment, fork, event, deploy_to: deployTo };
    const at = repoPath(repo) + path`/builds/${number}`;
    return toBuild(await this.requests.object<WireBuild>("POST", at, "number", { query }));
  }

  /** Kills a running job; one that does not run is refused with 400. `DELETE /api/repos/:owner/:name/builds/:number/:job` */
  cancel(repo: string, number: number, job: number): Promise<void> {
    return this.requests.nothing("DELETE", repoPath(repo) + path`/builds/${number}/${job}`);
  }

  /** The lines of a job, once it is done; undefined if there is no log. `GET /api/repos/:owner/:name/logs/:number/:job` */
  async logs(repo: string, number: number, job: number): Promise<LogLine[] | undefined> {
    const at = repoPath(repo) + path`/logs/${number}/${job}`;
    const chunks = await this.requests.find<(LogLine | LogLine[])[]>(at, "length");
    // Lines come in lists, one a chunk, and 0.5 ends them with an empty object.
    return chunks?.flat().filter((line) => "out" in line);
  }
}

/** How to build again. */
export interface RestartOptions {
  /** Makes a new build instead of repeating this one. @default false */
  fork?: boolean;
  /** With `fork`: event of the new build, e.g. `deployment`. */
  event?: string;
  /** With `fork`: target of the deployment. */
  deployTo?: string;
  /** Variables that the build gets besides its own. */
  environment?: Record<string, string>;
}

interface WireBuild extends Pick<Build, SameInBuild> {
  enqueued_at: number;
  created_at: number;
  started_at: number;
  finished_at: number;
  deploy_to: string;
  author_avatar: string;
  author_email: string;
  link_url: string;
  jobs?: WireJob[];
}

type SameInBuild =
  | "id"
  | "number"
  | "parent"
  | "event"
  | "status"
  | "commit"
  | "branch"
  | "ref"
  | "refspec"
  | "remote"
  | "title"
  | "message"
  | "timestamp"
  | "author"
  | "signed"
  | "verified";

interface WireJob extends Pick<Job, "id" | "number" | "error" | "status" | "environment"> {
  exit_code: number;
  enqueued_at: number;
  started_at: number;
  finished_at: number;
}

const toBuild = ({
  enqueued_at,
  created_at,
  started_at,
  finished_at,
  deploy_to,
  author_avatar,
  author_email,
  link_url,
  jobs,
  ...same
}: WireBuild): Build => ({
  ...same,
  enqueuedAt: enqueued_at,
  createdAt: created_at,
  startedAt: started_at,
  finishedAt: finished_at,
  deployTo: deploy_to,
  authorAvatar: author_avatar,
  authorEmail: author_email,
  link: link_url,
  ...(jobs ? { jobs: jobs.map(toJob) } : {}),
});

const toJob = ({ exit_code, enqueued_at, started_at, finished_at, ...same }: WireJob): Job => ({
  ...same,
  exitCode: exit_code,
  enqueuedAt: enqueued_at,
  startedAt: started_at,
  finishedAt: finished_at,
});
