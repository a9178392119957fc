import { Answer, empty, json, text } from "../answer";
import { readBool, readInt } from "../go/query";
import type { WritableObject } from "../go/write-json";
import { lastPush, newestFirst, numbered } from "../release-0/builds";
import type { OwnCall, RepoCall } from "../release-0/call";
import type { BuildRow, JobRow, RepoRow } from "../rows";
import type { World } from "../world";

const buildJson = (build: BuildRow): WritableObject => ({
  id: build.id,
  number: build.number,
  parent: build.parent,
  event: build.event,
  status: build.status,
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
  author: build.author,
  author_avatar: build.authorAvatar,
  author_email: build.authorEmail,
  link_url: build.link,
  signed: false,
  verified: false,
});

const jobJson = (job: JobRow): WritableObject => ({
  id: job.id,
  number: job.number,
  error: job.error,
  status: job.status,
  exit_code: job.exitCode,
  enqueued_at: job.enqueued,
  started_at: job.started,
  finished_at: job.finished,
  environment: job.environment,
});

export function list({ repo, world }: RepoCall): Answer {
  const builds = world.builds.filter((build) => build.repoId === repo.id);
  return json(builds.sort(newestFirst).slice(0, 50).map(buildJson));
}

export function find({ params, repo, request, world }: RepoCall): Answer {
  if (params.number === "latest") {
    const build = lastPush(world, repo, request.query.values.get("branch")?.[0] ?? repo.branch);
    return build ? withJobs(world, build) : text(500, "sql: no rows in result set");
  }
  const number = readInt(params.number);
  if (number === undefined) return empty(400);
  const build = numbered(world, repo, number);
  return build ? withJobs(world, build) : empty(500);
}

const withJobs = (world: World, build: BuildRow): Answer =>
  json({ ...buildJson(build), jobs: world.jobsOf(build).map(jobJson) });

/** Runs a build again, or with `?fork=true` a copy of it. Other query parameters go into the jobs' environment. */
export function restart({ params, repo, request, world }: OwnCall): Answer {
  const number = readInt(params.number);
  if (number === undefined) return empty(400);
  // The pipeline file is read with the owner's token, and he may be gone.
  if (!world.users.find((user) => user.id === repo.userId)) return empty(500);
  const build = numbered(world, repo, number);
  if (!build) return empty(404);
  if (build.status === "pending" || build.status === "running")
    return text(409, "Cannot re-start a started build");

  const query = new Map([...request.query.values].map(([name, [first = ""]]) => [name, first]));
  const again = readBool(query.get("fork")) ? fork(world, repo, build, query) : build;
  Object.assign(again, { status: "pending", started: 0, finished: 0, enqueued: world.now() });
  const reserved = ["fork", "event", "deploy_to"];
  const environment = Object.fromEntries([...query].filter(([name]) => !reserved.includes(name)));
  for (const job of world.jobsOf(again)) {
    Object.assign(job.environment, environment);
    Object.assign(job, {
      error: "",
      status: "pending",
      started: 0,
      finished: 0,
      exitCode: 0,
      enqueued: again.enqueued,
    });
  }
  return json(buildJson(again), 202);
}

function fork(world: World, repo: RepoRow, build: BuildRow, query: Map<string, string>): BuildRow {
  const event = query.get("event") ?? build.event;
  const copy = world.builds.insert({
    ...build,
    number: world.nextNumber(repo),
    parent: build.number,
    created: world.now(),
    event: ["push", "pull_request", "tag", "deployment"].includes(event) ? event : build.event,
    deploy: query.get("deploy_to") ?? build.deploy,
  });
  for (const job of world.jobsOf(build)) {
    world.jobs.insert({ ...job, buildId: copy.id, environment: { ...job.environment }, log: undefined });
  }
  return copy;
}

export function cancel(call: OwnCall): Answer {
  const found = jobOf(call);
  if (found instanceof Answer) return found;
  const { build, job } = found;
  if (job.status !== "running") return text(400, "Cannot cancel a non-running build");
  const now = call.world.now();
  Object.assign(job, { status: "killed", finished: now, started: job.started || now, exitCode: 137 });
  const jobs = call.world.jobsOf(build);
  if (jobs.some((other) => other.status === "running" || other.status === "pending")) return text(204);
  const bad = jobs.filter((other) => other.status !== "success").pop();
  Object.assign(build, {
    status: bad?.status ?? "success",
    finished: Math.max(...jobs.map((other) => other.finished)),
  });
  return text(204);
}

/** The lines of a log as one JSON array, which ends with an object too many. */
export function logs(call: RepoCall): Answer {
  const found = jobOf(call);
  if (found instanceof Answer) return found;
  if (found.job.log === undefined) return empty(404);
  const lines = found.job.log.split("\n").filter((line, at, all) => line !== "" || at < all.length - 1);
  return new Answer(200, `[${lines.map((line) => `${line},\n`).join("")}{}]`, {
    "Content-Type": "application/json",
  });
}

function jobOf({ params, repo, world }: RepoCall): { build: BuildRow; job: JobRow } | Answer {
  const build = numbered(world, repo, readInt(params.number) ?? 0);
  const job = build && world.jobsOf(build).find((each) => each.number === (readInt(params.job) ?? 0));
  return job ? { build, job } : empty(404);
}
