import type { Build, Stage, Step } from "./build";

/** 0.5–0.8 */
export interface LegacyBuild {
  id: number;
  number: number;
  parent: number;
  event: string;
  status: string;
  enqueued_at: number;
  created_at: number;
  started_at: number;
  finished_at: number;
  deploy_to: string;
  commit: string;
  branch: string;
  ref: string;
  refspec: string;
  remote: string;
  title: string;
  message: string;
  timestamp: number;
  author: string;
  author_avatar: string;
  author_email: string;
  link_url: string;
  signed: boolean;
  verified: boolean;
  /** 0.5 */
  jobs?: WireJob[];
  /** 0.6–0.8 */
  procs?: WireProc[];
  error?: string;
  sender?: string;
  reviewed_by?: string;
  reviewed_at?: number;
}

export const fromLegacy = (build: LegacyBuild): Build => ({
  id: build.id,
  number: build.number,
  parent: build.parent,
  event: build.event,
  status: build.status,
  error: build.error ?? "",
  enqueuedAt: build.enqueued_at,
  createdAt: build.created_at,
  startedAt: build.started_at,
  finishedAt: build.finished_at,
  deployTo: build.deploy_to,
  commit: build.commit,
  branch: build.branch,
  ref: build.ref,
  refspec: build.refspec,
  remote: build.remote,
  title: build.title,
  message: build.message,
  timestamp: build.timestamp,
  sender: build.sender,
  author: build.author,
  authorAvatar: build.author_avatar,
  authorEmail: build.author_email,
  link: build.link_url,
  signed: build.signed,
  verified: build.verified,
  reviewer: build.reviewed_by,
  reviewedAt: build.reviewed_at,
  stages: build.jobs?.map(fromJob) ?? (build.procs && fromProcs(build.procs)),
});

interface WireJob {
  id: number;
  number: number;
  error: string;
  status: string;
  exit_code: number;
  enqueued_at: number;
  started_at: number;
  finished_at: number;
  environment: Record<string, string>;
}

const fromJob = (job: WireJob): Stage => ({
  id: job.id,
  number: job.number,
  name: "",
  status: job.status,
  error: job.error,
  exitCode: job.exit_code,
  enqueuedAt: job.enqueued_at,
  startedAt: job.started_at,
  finishedAt: job.finished_at,
  environment: job.environment,
  steps: [],
});

interface WireProc {
  id: number;
  pid: number;
  /** 0 for a stage; for a step its stage. */
  ppid: number;
  name: string;
  state: string;
  error?: string;
  exit_code: number;
  start_time?: number;
  end_time?: number;
  machine?: string;
  platform?: string;
  environ?: Record<string, string>;
  children?: WireProc[];
}

const fromProcs = (procs: WireProc[]): Stage[] =>
  procs
    .filter(({ ppid }) => ppid === 0)
    .map((stage) => ({
      ...fromProc(stage),
      machine: stage.machine ?? "",
      platform: stage.platform ?? "",
      environment: stage.environ ?? {},
      // A tree when the build is asked for, but a flat list in the answer to a restart.
      steps: (stage.children ?? procs.filter(({ ppid }) => ppid === stage.pid)).map(fromProc),
    }));

const fromProc = (proc: WireProc): Step => ({
  id: proc.id,
  number: proc.pid,
  name: proc.name,
  status: proc.state,
  error: proc.error ?? "",
  exitCode: proc.exit_code,
  startedAt: proc.start_time ?? 0,
  finishedAt: proc.end_time ?? 0,
});
