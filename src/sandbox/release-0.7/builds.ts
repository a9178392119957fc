import { type Answer, empty, json, text } from "../answer";
import { readBool, readInt } from "../go/query";
import { numbered } from "../release-0/builds";
import type { OwnCall, RepoCall } from "../release-0/call";
import { buildJson, changedBy, copyOf, newest, procJson } from "../release-0/pipelines";

export const list = (call: RepoCall): Answer =>
  json(
    newest(call)
      .slice(0, 50)
      .map((build) => buildJson(build)),
  );

/** Runs a build again, or with `?fork=true` a copy of it. */
export function restart(call: OwnCall): Answer {
  const { params, repo, request, world } = call;
  const number = readInt(params.number);
  if (number === undefined) return empty(400);
  if (!world.users.find((user) => user.id === repo.userId)) return empty(500);
  const build = numbered(world, repo, number);
  if (!build) return empty(404);
  if (build.status === "pending" || build.status === "running")
    return text(409, "Cannot re-start a started build");

  if (readBool(request.query.values.get("fork")?.[0])) {
    const copy = copyOf(call, build);
    const procs = world.addProcs(copy).map((proc) => procJson(proc));
    // Event and target are in the answer only: Drone 0.7 changes them after it has saved the build.
    return json(buildJson({ ...copy, ...changedBy(call, copy) }, procs), 202);
  }
  Object.assign(build, { status: "pending", started: 0, finished: 0, enqueued: world.now() });
  for (const proc of world.procsOf(build)) world.procs.delete(proc);
  const procs = world.addProcs(build).map((proc) => procJson(proc));
  return json(buildJson(build, procs), 202);
}
