import type { Answer } from "../answer";
import type { StagedBuildRow } from "../synced-rows";
import { done, json } from "./answers";
import { buildJson } from "./build-json";
import { buildsOf } from "./builds";
import type { RepoCall } from "./call";

export const branches = (call: RepoCall): Answer => newest(call, "push", (build) => build.target);

export const pulls = (call: RepoCall): Answer => newest(call, "pull_request", (build) => build.ref);

export const deployments = (call: RepoCall): Answer =>
  newest(call, "promote rollback", (build) => build.deploy);

export const forgetBranch = (call: RepoCall): Answer =>
  forget(call, "push", ({ target }) => target === call.params.rest);

export const forgetPull = (call: RepoCall): Answer =>
  forget(call, "pull_request", ({ ref }) => ref.split("/")[2] === call.params.number);

export const forgetDeployment = (call: RepoCall): Answer =>
  forget(call, "promote rollback", (build) => build.deploy === call.params.rest);

/** The newest build of each of something. */
function newest({ repo, world }: RepoCall, events: string, of: (build: StagedBuildRow) => string): Answer {
  const newestOf = new Map<string, StagedBuildRow>();
  for (const build of buildsOf(world, repo)) {
    const isOne = events.split(" ").includes(build.event) && !build.offList;
    if (isOne && !newestOf.has(of(build))) newestOf.set(of(build), build);
  }
  return json([...newestOf.values()].map((build) => buildJson(build)));
}

function forget(
  { repo, world }: RepoCall,
  events: string,
  which: (build: StagedBuildRow) => boolean,
): Answer {
  for (const build of buildsOf(world, repo)) {
    if (events.split(" ").includes(build.event) && which(build)) build.offList = true;
  }
  return done;
}
