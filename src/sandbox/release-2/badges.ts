import { Answer, empty } from "../answer";
import { badge } from "../release-0/badges";
import type { StagedBuildRow } from "../synced-rows";
import type { World } from "../world";
import type { Call, RepoCall } from "./call";

/** There is a badge for what is private, and for what is not there. */
export function status({ params, request, world }: Call): Answer {
  const branch = request.query.values.get("branch")?.[0];
  const build = newest(world, `${params.owner}/${params.name}`, branch);
  const drawn = badge(build && statuses[build.status]);
  return new Answer(200, drawn, {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "no-cache, no-store, max-age=0, must-revalidate, value",
    "Content-Type": "image/svg+xml",
  });
}

const statuses = {
  blocked: "pending",
  declined: "failure",
  error: "error",
  failure: "failure",
  killed: "error",
  pending: "pending",
  running: "running",
  skipped: "success",
  success: "success",
} as const;

export function ccMenu({ repo, request, world }: RepoCall): Answer {
  const build = newest(world, repo.slug);
  if (!build) return empty(404);
  const open = build.status === "pending" || build.status === "running";
  const attributes = {
    name: repo.slug,
    activity: open ? "Building" : "Sleeping",
    lastBuildStatus:
      { success: "Success", failure: "Failure", killed: "Exception" }[String(build.status)] ?? "Unknown",
    lastBuildLabel: open ? "Unknown" : build.number,
    lastBuildTime: open ? "" : new Date(build.started * 1000).toISOString().replace(".000Z", "Z"),
    webUrl: `${request.base}/${repo.slug}/${build.number}`,
  };
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`);
  return new Answer(200, `<Projects><Project${written.join("")}></Project></Projects>`, {
    "Content-Type": "text/plain; charset=utf-8",
  });
}

function newest(world: World, slug: string, branch?: string): StagedBuildRow | undefined {
  const repo = world.syncedRepo(slug);
  const ref = `refs/heads/${branch || repo?.branch}`;
  return world.stagedBuilds.filter((build) => build.repoId === repo?.id && build.ref === ref).at(-1);
}
