import { Answer } from "../answer";
import { readInt } from "../go/query";
import { GoJsonError } from "../go/read-json";
import { fromJson } from "../go/struct";
import type { StagedBuildRow, StageRow, SyncedRepoRow } from "../synced-rows";
import type { World } from "../world";
import { done, json, noRow, refusal } from "./answers";
import { formValue } from "./body";
import { buildJson } from "./build-json";
import type { Call, OwnCall, RepoCall } from "./call";
import { page } from "./repos";
import { commitOf, start } from "./start";

export const buildsOf = (world: World, repo: SyncedRepoRow): StagedBuildRow[] =>
  world.stagedBuilds.filter((build) => build.repoId === repo.id).reverse();

export const stagesOf = (world: World, build: StagedBuildRow): StageRow[] =>
  world.stages.filter((stage) => stage.buildId === build.id);

export function list({ major, repo, request, world }: RepoCall): Answer {
  const [branch, tag] = [formValue(request, "branch"), major === 2 ? formValue(request, "tag") : ""];
  const wanted = branch ? `refs/heads/${branch}` : tag ? `refs/tags/${tag}` : undefined;
  const perPage = readInt(formValue(request, "per_page")) ?? 0;
  const builds = buildsOf(world, repo).filter(({ ref }) => !wanted || ref === wanted);
  const shown = page(builds, request, perPage < 1 || perPage > 100 ? 25 : perPage);
  return json(shown.map((build) => buildJson(build)));
}

export function latest({ repo, request, world }: RepoCall): Answer {
  const ref = `refs/heads/${formValue(request, "branch") || repo.branch}`;
  const build = buildsOf(world, repo).find((each) => each.ref === ref);
  return build ? json(buildJson(build, stagesOf(world, build))) : noRow;
}

export const find = (call: RepoCall): Answer =>
  withBuild(call, (build) => json(buildJson(build, stagesOf(call.world, build))));

/** Builds a commit. All else of the query are parameters of the build. */
export function create(call: OwnCall): Answer {
  const { major, repo, request, user, world } = call;
  const [sha, branch] = [formValue(request, "commit"), formValue(request, "branch") || repo.branch];
  // Gogs says 500 of a branch that is not there.
  const commit = commitOf(call, { branch, sha, noBranch: "Internal Server Error" });
  if (commit instanceof Answer) return commit;
  if (major === 1 && !sha) return refusal(404, bareText(commit.after));
  const message = major === 2 ? formValue(request, "message") : "";
  const build = start(world, repo, {
    ...commit,
    trigger: user.login,
    event: "custom",
    action: major === 2 ? formValue(request, "action") : "",
    message: message || commit.message,
    source: branch,
    target: branch,
    sender: user.login,
    params: paramsOf(call, ["access_token", "commit", "branch"]),
  });
  return json(buildJson(build));
}

/** Gogs names the newest commit in plain text, which the driver in 1.10 takes for JSON. */
function bareText(sha: string): string {
  try {
    fromJson({ goName: "gogs.commitDetail", fields: {} }, Buffer.from(sha));
  } catch (error) {
    if (error instanceof GoJsonError) return error.message;
    throw error;
  }
  return "";
}

function paramsOf({ request }: Call, but: string[]): Record<string, string> {
  const pairs = [...request.query.values].map(([key, [first = ""]]) => [key, first]);
  return Object.fromEntries(pairs.filter(([key = ""]) => !but.includes(key)));
}

export const restart = (call: OwnCall): Answer =>
  withBuild(call, (build) => {
    const { major, repo, user, world } = call;
    if (build.status === "declined") return refusal(400, "cannot start a declined build");
    const parent = major === 2 ? build.number : 0;
    const debug = formValue(call.request, "debug") === "true";
    const params = { ...paramsOf(call, ["access_token", "debug"]), ...build.params };
    return json(buildJson(start(world, repo, { ...build, trigger: user.login, parent, params, debug })));
  });

export const promote = (call: OwnCall): Answer => deploy(call, "promote");
export const rollback = (call: OwnCall): Answer => deploy(call, "rollback");

const deploy = (call: OwnCall, event: "promote" | "rollback"): Answer =>
  withBuild(call, (build) => {
    const target = formValue(call.request, "target");
    if (!target) return refusal(400, "Missing target environment");
    const params = { ...build.params, ...paramsOf(call, ["access_token", "target"]) };
    const about = {
      trigger: call.user.login,
      parent: build.number,
      event,
      deploy: target,
      debug: false,
      params,
    };
    return json(buildJson(start(call.world, call.repo, { ...build, ...about })));
  });

export const cancel = (call: OwnCall): Answer =>
  withBuild(call, (build) => {
    const now = call.world.now();
    const isOpen = ({ status }: { status: string }): boolean => status === "pending" || status === "running";
    if (isOpen(build)) {
      const times = { started: build.started || now, finished: now };
      Object.assign(build, times, { status: "killed", version: build.version + 1 });
    }
    for (const stage of stagesOf(call.world, build)) {
      if (!isOpen(stage) && stage.status !== "blocked") continue;
      const status = stage.started ? "killed" : "skipped";
      Object.assign(stage, {
        status,
        started: stage.started || now,
        stopped: now,
        version: stage.version + 1,
      });
    }
    return json(buildJson(build, stagesOf(call.world, build)));
  });

export function purge({ repo, request, world }: OwnCall): Answer {
  const before = formValue(request, "before");
  const number = readInt(before);
  if (number === undefined) return notANumber("ParseInt", before);
  for (const build of buildsOf(world, repo)) if (build.number < number) world.stagedBuilds.delete(build);
  return done;
}

/** No agent works here, so there are no steps, no logs and no cards. */
export const noSteps = ({ params }: RepoCall): Answer => {
  if (readInt(params.number) === undefined) return notANumber("ParseInt", params.number);
  for (const text of [params.stage, params.step]) {
    if (readInt(text) === undefined) return notANumber("Atoi", text);
  }
  return noRow;
};

function withBuild(call: RepoCall, answer: (build: StagedBuildRow) => Answer): Answer {
  const number = readInt(call.params.number);
  if (number === undefined) return notANumber("ParseInt", call.params.number);
  const build = numbered(call, number);
  return build ? answer(build) : noRow;
}

export const numbered = ({ repo, world }: RepoCall, number: number): StagedBuildRow | undefined =>
  world.stagedBuilds.find((build) => build.repoId === repo.id && build.number === number);

const notANumber = (parser: string, text: string): Answer =>
  refusal(400, `strconv.${parser}: parsing ${JSON.stringify(text)}: invalid syntax`);
