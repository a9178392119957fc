import { Answer, text } from "../answer";
import type { StagedBuildRow, SyncedRepoRow } from "../synced-rows";
import type { World } from "../world";
import { done, json } from "./answers";
import { formValue } from "./body";
import { buildJson, stageJson } from "./build-json";
import { stagesOf } from "./builds";
import type { Call } from "./call";
import { repoJson } from "./repo-json";

export const version = ({ major }: Call): Answer => json({ version: major === 2 ? "2.25.0" : "1.10.1" });

export const healthz = (): Answer => text(200, "OK");

export const varz = ({ world }: Call): Answer =>
  json({
    scm: { url: `${world.scm.url}/`, rate: { limit: 0, remaining: 0, reset: 0 } },
    license: { kind: world.oss ? "foss" : "trial", seats: 0, repos: 0, expire_at: "0001-01-01T00:00:00Z" },
  });

export function metrics({ request, user, world }: Call): Answer {
  const given = request.headers.authorization || formValue(request, "access_token");
  if (!user && !given) return text(401, "Invalid or missing prometheus token\n");
  if (!user || !(world.isAdmin(user) || user.machine)) return text(403, "Access denied\n");
  const counts = {
    drone_build_count: ["Total number of builds.", world.stagedBuilds.rows.length],
    drone_repo_count: ["Total number of registered repositories.", activeRepos(world)],
    drone_user_count: ["Total number of active users.", world.users.rows.length],
  };
  const lines = Object.entries(counts).map(
    ([name, [help, count]]) => `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${count}\n`,
  );
  return new Answer(200, lines.join(""), { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" });
}

const activeRepos = (world: World): number => world.syncedRepos.filter(({ active }) => active).length;

const isOpen = ({ status }: { status: string }): boolean => status === "pending" || status === "running";

/** Stages that wait or run. */
export const queue = ({ world }: Call): Answer => json(world.stages.filter(isOpen).map(stageJson));

/** Nothing runs here, so there is nothing to pause. */
export const pause = (): Answer => done;
export const resume = (): Answer => done;

export function incomplete({ major, world }: Call): Answer {
  return json(openBuilds(world).map(({ build, repo }) => repoJson(repo, major, { build: buildJson(build) })));
}

export function incompleteStages({ world }: Call): Answer {
  const rows = openBuilds(world).flatMap(({ build, repo }) =>
    stagesOf(world, build).map((stage) => ({
      repo_namespace: repo.namespace,
      repo_name: repo.name,
      repo_slug: repo.slug,
      build_number: build.number,
      build_author: build.author,
      build_author_name: build.authorName,
      build_author_email: build.authorEmail,
      build_author_avatar: "",
      build_sender: build.sender,
      build_started: build.started,
      build_finished: build.finished,
      build_created: build.created,
      build_updated: build.updated,
      stage_name: stage.name,
      stage_kind: "pipeline",
      stage_type: "docker",
      stage_status: stage.status,
      stage_machine: "",
      stage_os: "linux",
      stage_arch: "amd64",
      stage_variant: "",
      stage_kernel: "",
      stage_limit: "0",
      stage_limit_repo: "0",
      stage_started: stage.started,
      stage_stopped: stage.stopped,
    })),
  );
  return json(rows);
}

function openBuilds(world: World): { build: StagedBuildRow; repo: SyncedRepoRow }[] {
  return [...world.stagedBuilds.rows]
    .reverse()
    .filter(isOpen)
    .flatMap((build) => {
      const repo = world.syncedRepos.find(({ id }) => id === build.repoId);
      return repo ? [{ build, repo }] : [];
    });
}

export function stats({ world }: Call): Answer {
  const count = (status: string): number =>
    world.stagedBuilds.filter((build) => build.status === status).length;
  const kinds = [
    ["linux", "arm", "v6", ""],
    ["linux", "arm", "v7", ""],
    ["linux", "arm64", "v8", ""],
    ["linux", "arm", "v9", ""],
    ["linux", "amd64", "", ""],
    ["windows", "arm64", "", "1709"],
    ["windows", "arm64", "", "1803"],
    ["windows", "arm64", "", "1809"],
  ];
  return json({
    users: { total: world.users.rows.length },
    repos: { active: activeRepos(world) },
    builds: { pending: count("pending"), running: count("running"), total: world.stagedBuilds.rows.length },
    pipelines: kinds.map(([os, arch, variant, kernel]) => {
      return { subscribers: 0, os, arch, variant, kernel, pending: 0, running: 0 };
    }),
    events: { subscribers: 0 },
    streams: {},
    watchers: null,
  });
}

/** Nobody waits for events here: what may be streamed is said, and then the stream ends. */
export const stream = (): Answer => new Answer(200, ": ping\n\n", { "Content-Type": "text/event-stream" });
