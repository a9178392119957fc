import type { Build, Stage, Step } from "./build";

/** 1.0+ */
export interface ModernBuild {
  id: number;
  trigger: string;
  number: number;
  parent?: number;
  status: string;
  error?: string;
  event: string;
  action: string;
  link: string;
  timestamp: number;
  title?: string;
  message: string;
  before: string;
  after: string;
  ref: string;
  source_repo: string;
  source: string;
  target: string;
  author_login: string;
  author_name: string;
  author_email: string;
  author_avatar: string;
  sender: string;
  params?: Record<string, string>;
  cron?: string;
  deploy_to?: string;
  debug?: boolean;
  started: number;
  finished: number;
  created: number;
  stages?: WireStage[];
}

export const fromModern = (build: ModernBuild): Build => ({
  id: build.id,
  number: build.number,
  // Like all that is optional above: left out when empty.
  parent: build.parent ?? 0,
  event: build.event,
  status: build.status,
  error: build.error ?? "",
  createdAt: build.created,
  startedAt: build.started,
  finishedAt: build.finished,
  deployTo: build.deploy_to ?? "",
  commit: build.after,
  branch: build.target,
  ref: build.ref,
  title: build.title ?? "",
  message: build.message,
  timestamp: build.timestamp,
  sender: build.sender,
  author: build.author_login,
  authorName: build.author_name,
  authorAvatar: build.author_avatar,
  authorEmail: build.author_email,
  link: build.link,
  trigger: build.trigger,
  action: build.action,
  before: build.before,
  sourceBranch: build.source,
  sourceRepo: build.source_repo,
  environment: build.params ?? {},
  cron: build.cron ?? "",
  debug: build.debug ?? false,
  stages: build.stages?.map(toStage),
});

/** A stage of 1.0+. */
export interface WireStage extends WireStep {
  repo_id: number;
  build_id: number;
  kind?: string;
  type?: string;
  machine?: string;
  os: string;
  arch: string;
  variant?: string;
  depends_on?: string[];
  labels?: Record<string, string>;
  steps?: WireStep[];
}

export const toStage = (stage: WireStage): Stage => ({
  ...toStep(stage),
  repoId: stage.repo_id,
  buildId: stage.build_id,
  kind: stage.kind ?? "",
  type: stage.type ?? "",
  machine: stage.machine ?? "",
  platform: [stage.os, stage.arch, stage.variant].filter(Boolean).join("/"),
  dependsOn: stage.depends_on ?? [],
  labels: stage.labels ?? {},
  steps: stage.steps?.map(toStep) ?? [],
});

interface WireStep {
  id: number;
  number: number;
  name: string;
  status: string;
  error?: string;
  exit_code: number;
  started?: number;
  stopped?: number;
}

const toStep = (step: WireStep): Step => ({
  id: step.id,
  number: step.number,
  name: step.name,
  status: step.status,
  error: step.error ?? "",
  exitCode: step.exit_code,
  startedAt: step.started ?? 0,
  finishedAt: step.stopped ?? 0,
});
