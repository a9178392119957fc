import { Answer, empty, json, text } from "../answer";
import { readInt } from "../go/query";
import { numbered } from "../release-0/builds";
import type { OwnCall, RepoCall } from "../release-0/call";
import {
  buildJson,
  buildOf,
  changedBy,
  copyOf,
  kill,
  logOf,
  newest,
  procJson,
  procOf,
} from "../release-0/pipelines";

export function list(call: RepoCall): Answer {
  const page = readInt(call.request.query.values.get("page")?.[0] ?? "1");
  if (page === undefined) return empty(400);
  const start = 50 * Math.max(0, page - 1);
  return json(
    newest(call)
      .slice(start, start + 50)
      .map((build) => buildJson(build)),
  );
}

/** Always a new build, with or without `?fork=true`. */
export function restart(call: OwnCall): Answer {
  const { params, repo, world } = call;
  const number = readInt(params.number);
  if (number === undefined) return empty(400);
  if (!world.users.find((user) => user.id === repo.userId)) return empty(500);
  const build = numbered(world, repo, number);
  if (!build) return empty(404);
  if (build.status === "declined" || build.status === "blocked")
    return text(500, `cannot restart a build with status ${build.status}`);
  const again = Object.assign(copyOf(call, build), changedBy(call, build));
  return json(
    buildJson(
      again,
      world.addProcs(again).map((proc) => procJson(proc)),
    ),
    202,
  );
}

/** Stops a whole build. */
export function killAll(call: OwnCall): Answer {
  const build = buildOf(call);
  if (build instanceof Answer) return build;
  if (build.status !== "running") return text(400, "Cannot force cancel a non-running build");
  const now = call.world.now();
  const open = call.world.procsOf(build).filter(({ status }) => status === "pending" || status === "running");
  for (const proc of open) kill(proc, now);
  Object.assign(build, { status: "killed", finished: now });
  return text(204);
}

export function log(call: RepoCall): Answer {
  const found = procOf(call, call.params.job);
  return found instanceof Answer ? found : logOf(found.proc);
}

/** Each log becomes a line that says who purged it. */
export function purgeLogs(call: OwnCall): Answer {
  const build = buildOf(call);
  if (build instanceof Answer) return build;
  if (build.status === "running" || build.status === "pending")
    return text(400, "Cannot delete logs for a pending or running build");
  for (const proc of call.world.procsOf(build)) {
    const out = `logs purged by ${call.user.login}\n`;
    proc.log = JSON.stringify([{ proc: proc.name, pos: 0, out }]);
  }
  return text(204);
}

/** Files that steps left behind: there are none here. */
export function files({ params, repo, world }: RepoCall): Answer {
  const number = readInt(params.number);
  if (number === undefined) return empty(400);
  return numbered(world, repo, number) ? json([]) : empty(500);
}

export function file({ params, repo, world }: RepoCall): Answer {
  const [number, proc] = [readInt(params.number), readInt(params.job)];
  if (number === undefined || proc === undefined) return empty(400);
  const build = numbered(world, repo, number);
  if (!build || !world.procsOf(build).some((each) => each.number === proc)) return empty(500);
  return text(404, `Error getting file ${JSON.stringify(params.file)}. sql: no rows in result set`);
}
