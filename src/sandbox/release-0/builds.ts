import type { BuildRow, RepoRow } from "../rows";
import type { World } from "../world";

export const numbered = (world: World, repo: RepoRow, number: number): BuildRow | undefined =>
  world.builds.find((build) => build.repoId === repo.id && build.number === number);

/** The newest build of a branch that a push began. */
export const lastPush = (world: World, repo: RepoRow, branch: string): BuildRow | undefined =>
  world.builds
    .filter((build) => build.repoId === repo.id && build.branch === branch && build.event === "push")
    .sort(newestFirst)[0];

export const newestFirst = (one: BuildRow, other: BuildRow): number => other.number - one.number;
