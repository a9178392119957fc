import type { UserRow } from "../rows";
import type { ScmRepo } from "../scm";
import type { SyncedRepoRow } from "../synced-rows";
import { bytewise } from "../table";
import type { World } from "../world";

/** The repositories of which this user has a permission row. */
export function reposOf(world: World, user: UserRow): SyncedRepoRow[] {
  const uids = world.permissions.filter((each) => each.userId === user.id).map((each) => each.repoUid);
  return world.syncedRepos
    .filter((repo) => uids.includes(repo.uid))
    .sort((one, other) => bytewise(one.slug, other.slug));
}

/** Takes over what the SCM says of a user's repositories. @throws ScmError */
export function sync(world: World, user: UserRow): void {
  const now = world.now();
  // Also when it fails: the first log-in after that fetches nothing.
  user.synced = now;
  // A real one takes them in any order, so that ids are chance.
  const theirs = world.scm.reposOf(user).sort((one, other) => (lower(one) < lower(other) ? -1 : 1));
  const ours = reposOf(world, user);
  // Which of them the user may still write, Drone asks when it needs it.
  for (const each of world.permissions.filter(({ userId }) => userId === user.id)) {
    Object.assign(each, { synced: 0, updated: now });
  }
  for (const their of theirs) {
    const our = ours.find(({ uid }) => uid === String(their.id));
    if (our) takeOver(world, our, their);
    else add(world, user, their);
  }
  for (const our of ours) {
    if (theirs.some(({ id }) => String(id) === our.uid)) continue;
    const gone = world.permissions.find((each) => each.userId === user.id && each.repoUid === our.uid);
    if (gone) world.permissions.delete(gone);
  }
}

const lower = ({ fullName }: ScmRepo): string => fullName.toLowerCase();

export function fromScm(their: ScmRepo, sshHost: string): Omit<SyncedRepoRow, "id"> {
  return {
    ...located(their, sshHost),
    uid: String(their.id),
    userId: 0,
    visibility: their.private ? "private" : "public",
    active: false,
    configPath: "",
    trusted: false,
    protected: false,
    ignoreForks: false,
    ignorePullRequests: false,
    autoCancelPullRequests: false,
    autoCancelPushes: false,
    autoCancelRunning: false,
    timeout: 0,
    throttle: 0,
    counter: 0,
    synced: 0,
    created: 0,
    updated: 0,
    version: 0,
    signer: "",
    secret: "",
  };
}

const located = (their: ScmRepo, sshHost: string) => ({
  namespace: their.owner,
  name: their.name,
  slug: their.fullName,
  clone: their.clone,
  ssh: `root@${sshHost}:${their.fullName}.git`,
  link: their.link,
  branch: their.branch,
  private: their.private,
});

function takeOver(world: World, our: SyncedRepoRow, their: ScmRepo): void {
  const now = located(their, new URL(world.scm.url).hostname);
  const differs = (Object.keys(now) as (keyof typeof now)[]).some((key) => our[key] !== now[key]);
  if (!differs) return;
  dropNamesake(world, their);
  Object.assign(our, now, { updated: world.now() });
}

function add(world: World, user: UserRow, their: ScmRepo): void {
  const now = world.now();
  dropNamesake(world, their);
  const uid = String(their.id);
  const known = world.syncedRepos.find((repo) => repo.uid === uid);
  const times = { synced: now, created: now, updated: now, version: 1 };
  // Somebody else's sync brought it: SQLite ignores the row, after it has given it an id.
  if (known) world.syncedRepos.lastId += 1;
  else world.syncedRepos.insert({ ...fromScm(their, new URL(world.scm.url).hostname), ...times });
  const nothingYet = { read: true, write: false, admin: false, synced: 0 };
  world.permissions.insert({ userId: user.id, repoUid: uid, ...nothingYet, created: now, updated: now });
}

/** A repository that was deleted and made again has another id at the SCM: the old row goes, and its settings. */
function dropNamesake(world: World, their: ScmRepo): void {
  const old = world.syncedRepos.find((repo) => repo.slug === their.fullName && repo.uid !== String(their.id));
  if (old) world.syncedRepos.delete(old);
}
