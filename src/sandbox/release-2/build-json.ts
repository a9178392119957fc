import type { WritableObject } from "../go/write-json";
import type { StagedBuildRow, StageRow } from "../synced-rows";

export const buildJson = (build: StagedBuildRow, stages?: StageRow[]): WritableObject => ({
  id: build.id,
  repo_id: build.repoId,
  trigger: build.trigger,
  number: build.number,
  parent: build.parent || undefined,
  status: build.status,
  event: build.event,
  action: build.action,
  link: build.link,
  timestamp: 0,
  message: build.message,
  before: build.before,
  after: build.after,
  ref: build.ref,
  source_repo: "",
  source: build.source,
  target: build.target,
  author_login: build.author,
  author_name: build.authorName,
  author_email: build.authorEmail,
  author_avatar: "",
  sender: build.sender,
  params: sortedOrNone(build.params),
  cron: build.cron || undefined,
  deploy_to: build.deploy || undefined,
  debug: build.debug || undefined,
  started: build.started,
  finished: build.finished,
  created: build.created,
  updated: build.updated,
  version: build.version,
  stages: stages?.map(stageJson),
});

function sortedOrNone(params: Record<string, string>): WritableObject | undefined {
  const sorted = Object.entries(params).sort(([one], [other]) => (one < other ? -1 : 1));
  return sorted.length > 0 ? Object.fromEntries(sorted) : undefined;
}

export const stageJson = (stage: StageRow): WritableObject => ({
  id: stage.id,
  repo_id: stage.repoId,
  build_id: stage.buildId,
  number: stage.number,
  name: stage.name,
  kind: "pipeline",
  type: "docker",
  status: stage.status,
  errignore: false,
  exit_code: 0,
  os: "linux",
  arch: "amd64",
  started: stage.started,
  stopped: stage.stopped,
  created: stage.created,
  updated: stage.updated,
  version: stage.version,
  on_success: true,
  on_failure: false,
});
