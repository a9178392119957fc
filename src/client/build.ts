import { fromLegacy, type LegacyBuild } from "./legacy-build";
import { fromModern, type ModernBuild } from "./modern-build";

/** One build. Times are seconds since 1970, 0 for "not yet". What a release does not tell is undefined. */
export interface Build {
  id: number;
  number: number;
  /** Number of the build that this one repeats (not told from 1.0 to 2.11), promotes or rolls back; 0 if none. */
  parent: number;
  /** `push`, `pull_request`, `tag`; `deployment` (0.x); `promote`, `rollback`, `cron`, `custom` (1.0+). */
  event: string;
  status: string;
  /** Why it could not run; empty if it could. */
  error: string;
  createdAt: number;
  startedAt: number;
  finishedAt: number;
  /** Target of a deployment. */
  deployTo: string;
  commit: string;
  branch: string;
  ref: string;
  title: string;
  message: string;
  /** When the commit was made. */
  timestamp: number;
  /** Login of the commit's author. */
  author: string;
  authorAvatar: string;
  authorEmail: string;
  link: string;
  /** Only when one build is asked for. */
  stages?: Stage[] | undefined;

  /** 0.x */
  enqueuedAt?: number | undefined;
  /** 0.x */
  refspec?: string | undefined;
  /** Where a pull request comes from (0.x). */
  remote?: string | undefined;
  /** Whether its pipeline file came with a signature (0.x), */
  signed?: boolean | undefined;
  /** and whether that signature was right (0.x). */
  verified?: boolean | undefined;
  /** Login of who approved or declined it; empty if nobody did (0.6–0.8). */
  reviewer?: string | undefined;
  /** 0.6–0.8 */
  reviewedAt?: number | undefined;

  /** Who made the SCM tell Drone (0.6+). */
  sender?: string | undefined;

  /** Who or what started it: a login, `@hook`, `@cron` (1.0+). */
  trigger?: string | undefined;
  /** What happened to a pull request, e.g. `opened` (1.0+). */
  action?: string | undefined;
  /** Commit before a push (1.0+). */
  before?: string | undefined;
  /** Branch that a pull request comes from (1.0+), */
  sourceBranch?: string | undefined;
  /** and its repository (1.0+). */
  sourceRepo?: string | undefined;
  /** 1.0+ */
  authorName?: string | undefined;
  /** Variables that it got besides its own (1.0+). */
  environment?: Record<string, string> | undefined;
  /** Cron that started it; empty if none did (1.0+). */
  cron?: string | undefined;
  /** Whether it runs with debugging (1.10+). */
  debug?: boolean | undefined;
}

/** Part of a build that one machine runs: a cell of its matrix (0.x), a pipeline of its file (1.0+). */
export interface Stage {
  id: number;
  /** From 1 on. */
  number: number;
  /** Empty before 1.0. */
  name: string;
  status: string;
  /** Why it could not run; empty if it could. */
  error: string;
  exitCode: number;
  startedAt: number;
  finishedAt: number;
  /** Empty on 0.5, which does not tell them. */
  steps: Step[];
  /** 0.5 */
  enqueuedAt?: number | undefined;
  /** The cell's variables (0.x). */
  environment?: Record<string, string> | undefined;
  /** Machine that runs it; empty if none does (0.6+). */
  machine?: string | undefined;
  /** e.g. `linux/amd64` (0.6+) */
  platform?: string | undefined;
  /** 1.0+ */
  buildId?: number | undefined;
  /** 1.0+ */
  repoId?: number | undefined;
  /** Kind of the pipeline, `pipeline` (1.0+), */
  kind?: string | undefined;
  /** and its type, e.g. `docker` (1.0+). */
  type?: string | undefined;
  /** Names of the stages that it waits for (1.0+). */
  dependsOn?: string[] | undefined;
  /** What a machine must have to run it (1.0+). */
  labels?: Record<string, string> | undefined;
}

/** A command or plugin of a stage. */
export interface Step {
  id: number;
  /** In its stage from 1 on; before 1.0 counted through the whole build. */
  number: number;
  name: string;
  status: string;
  error: string;
  exitCode: number;
  startedAt: number;
  finishedAt: number;
}

/** How builds are read: from 1.0 on in other words than before. */
export const buildReader = (modern: boolean): ((build: WireBuild) => Build) =>
  modern ? (build) => fromModern(build as ModernBuild) : (build) => fromLegacy(build as LegacyBuild);

export type WireBuild = LegacyBuild | ModernBuild;
