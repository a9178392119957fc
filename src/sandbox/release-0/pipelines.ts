import { Answer, empty, json, text } from "../answer";
import { readInt } from "../go/query";
import type { WritableObject } from "../go/write-json";
import type { BuildRow, ProcRow } from "../rows";
import type { World } from "../world";
import { lastPush, newestFirst, numbered } from "./builds";
import type { OwnCall, RepoCall } from "./call";

/** Builds of Drone 0.7 and 0.8, which run pipelines of steps. */

export const buildJson = (build: BuildRow, procs?: WritableObject[]): WritableObject => ({
  id: build.id,
  number: build.number,
  parent: build.parent,
  event: build.event,
  status: build.status,
  error: "",
  enqueued_at: build.enqueued,
  created_at: build.created,
  started_at: build.started,
  finished_at: build.finished,
  deploy_to: build.deploy,
  commit: build.commit,
  branch: build.branch,
  ref: `refs/heads/${build.branch}`,
  refspec: "",
  remote: "",
  title: "",
  message: build.message,
  timestamp: build.timestamp,
  sender: build.author,
  author: build.author,
  author_avatar: build.authorAvatar,
  author_email: build.authorEmail,
  link_url: build.link,
  signed: false,
  verified: true,
  reviewed_by: build.reviewer,
  reviewed_at: build.reviewed,
  procs: procs?.length ? procs : undefined,
});

export const procJson = (proc: ProcRow, children: ProcRow[] = []): WritableObject => ({
  id: proc.id,
  build_id: proc.buildId,
  pid: proc.number,
  ppid: proc.parent,
  // Steps could share a group; the ones here do not.
  pgid: proc.number,
  name: proc.name,
  state: proc.status,
  exit_code: proc.exitCode,
  start_time: proc.started || undefined,
  end_time: proc.finished || undefined,
  children: children.length ? children.map((child) => procJson(child)) : undefined,
});

export const newest = ({ repo, world }: RepoCall): BuildRow[] =>
  world.builds.filter((build) => build.repoId === repo.id).sort(newestFirst);

export function find({ params, repo, request, world }: RepoCall): Answer {
  if (params.number === "latest") {
    const build = lastPush(world, repo, request.query.values.get("branch")?.[0] ?? repo.branch);
    return build ? json(withTree(world, build)) : text(500, "sql: no rows in result set");
  }
  const number = readInt(params.number);
  if (number === undefined) return empty(400);
  const build = numbered(world, repo, number);
  return build ? json(withTree(world, build)) : empty(500);
}

function withTree(world: World, build: BuildRow): WritableObject {
  const procs = world.procsOf(build);
  const children = (parent: ProcRow) => procs.filter((proc) => proc.parent === parent.number);
  const pipelines = procs.filter((proc) => proc.parent === 0);
  return buildJson(
    build,
    pipelines.map((proc) => procJson(proc, children(proc))),
  );
}

/** The build of the path and its process of that number, or 404. */
export function procOf(call: RepoCall, number: string): { build: BuildRow; proc: ProcRow } | Answer {
  const build = buildOf(call);
  if (build instanceof Answer) return build;
  const proc = call.world.procsOf(build).find((each) => each.number === (readInt(number) ?? 0));
  return proc ? { build, proc } : empty(404);
}

export const buildOf = ({ params, repo, world }: RepoCall): BuildRow | Answer =>
  numbered(world, repo, readInt(params.number) ?? 0) ?? empty(404);

/** Stops one process. What its children and its build show stays as it is. */
export function cancel(call: OwnCall): Answer {
  const found = procOf(call, call.params.job);
  if (found instanceof Answer) return found;
  if (found.proc.status !== "running") return text(400, "Cannot cancel a non-running build");
  kill(found.proc, call.world.now());
  return text(204);
}

export const kill = (proc: ProcRow, now: number): ProcRow =>
  Object.assign(proc, { status: "killed", finished: now, started: proc.started || now, exitCode: 137 });

/** `:job` is the number of a pipeline, and `:proc` the name of a step of it. */
export function stepLog(call: RepoCall): Answer {
  const build = buildOf(call);
  if (build instanceof Answer) return build;
  const parent = readInt(call.params.job) ?? 0;
  const steps = call.world.procsOf(build).filter((proc) => proc.parent === parent);
  return logOf(steps.find((proc) => proc.name === call.params.proc));
}

export const logOf = (proc: ProcRow | undefined): Answer =>
  proc?.log === undefined ? empty(404) : new Answer(200, proc.log, { "Content-Type": "application/json" });

export const approve = (call: OwnCall): Answer => review(call, "pending");
export const decline = (call: OwnCall): Answer => review(call, "declined");

function review(call: OwnCall, status: "pending" | "declined"): Answer {
  const { user, world } = call;
  const build = buildOf(call);
  if (build instanceof Answer) return build;
  // Both say decline.
  if (build.status !== "blocked") return text(500, `cannot decline a build with status ${build.status}`);
  Object.assign(build, { status, reviewer: user.login, reviewed: world.now() });
  if (status === "pending" && world.procsOf(build).length === 0) world.addProcs(build);
  return json(buildJson(build));
}

/** What the query of a restart may change of the new build. */
export function changedBy({ request }: OwnCall, build: BuildRow): Pick<BuildRow, "event" | "deploy"> {
  const query = request.query.values;
  const event = query.get("event")?.[0] ?? build.event;
  return {
    event: ["push", "pull_request", "tag", "deployment"].includes(event) ? event : build.event,
    deploy: query.get("deploy_to")?.[0] ?? build.deploy,
  };
}

/** A new build of the same commit. */
export function copyOf({ repo, world }: OwnCall, build: BuildRow): BuildRow {
  const now = world.now();
  const fresh = { status: "pending", created: now, enqueued: now, started: 0, finished: 0 } as const;
  return world.builds.insert({ ...build, ...fresh, number: world.nextNumber(repo), parent: build.number });
}
