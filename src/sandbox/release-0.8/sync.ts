import { everything, nothing } from "../release-0/auth";
import type { Call } from "../release-0/call";
import { newRow } from "../release-0/repos";
import type { PermRow, RepoRow, UserRow } from "../rows";
import { type Permissions, ScmError } from "../scm";
import type { World } from "../world";

const hour = 3600;

/**
 * Drone 0.8 keeps a list of the SCM's repositories, and knows what no sync has brought of nobody.
 * That the SCM does not answer, it keeps to itself.
 */
export function sync(world: World, user: UserRow): void {
  const now = world.now();
  user.synced = now;
  const mine = reposAtScm(world, user);
  // So old that the first look at a repository asks the SCM again.
  const synced = now - hour - 1;
  for (const repo of mine) {
    const known = world.repo(repo.fullName);
    // SQLite counts on for a row that it ignores.
    if (known) world.repos.lastId += 1;
    const row = known ?? world.repos.insert(newRow(repo));
    remember(world, user, row, { ...nothing, pull: true }, synced);
  }
  if (mine.length === 0) return;
  for (const perm of permsOf(world, user)) if (perm.synced < synced) world.perms.delete(perm);
}

export const isStale = (world: World, user: UserRow): boolean => user.synced + 72 * hour < world.now();

function reposAtScm(world: World, user: UserRow) {
  try {
    return world.scm.reposOf(user);
  } catch (error) {
    if (error instanceof ScmError) return [];
    throw error;
  }
}

/** Whoever has looked at a repository has it in his list from then on. */
export function permissions({ user, world }: Call, repo: RepoRow): Permissions {
  const open = repo.visibility === "public" || (repo.visibility === "internal" && !!user);
  const own = user ? permissionsOf(world, user, repo) : nothing;
  if (user && world.isAdmin(user)) return everything;
  return { ...own, pull: own.pull || open };
}

function permissionsOf(world: World, user: UserRow, repo: RepoRow): Permissions {
  const known = permsOf(world, user).find((perm) => perm.repoId === repo.id);
  if (known && known.synced + hour >= world.now()) return known;
  try {
    const { permissions } = world.scm.repoFor(user, repo.fullName);
    remember(world, user, repo, permissions, world.now());
    return permissions;
  } catch (error) {
    if (error instanceof ScmError) return nothing;
    throw error;
  }
}

export const permsOf = (world: World, user: UserRow): PermRow[] =>
  world.perms.filter((perm) => perm.userId === user.id);

function remember(
  world: World,
  user: UserRow,
  repo: RepoRow,
  permissions: Permissions,
  synced: number,
): void {
  const known = permsOf(world, user).find((perm) => perm.repoId === repo.id);
  if (known) Object.assign(known, permissions, { synced });
  else world.perms.insert({ ...permissions, userId: user.id, repoId: repo.id, synced });
}
