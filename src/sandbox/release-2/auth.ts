import { Answer } from "../answer";
import type { Request } from "../request";
import type { UserRow } from "../rows";
import { ScmError } from "../scm";
import type { PermissionRow, SyncedRepoRow } from "../synced-rows";
import type { World } from "../world";
import { forbidden, notFound, refusal, unauthorized } from "./answers";
import { formValue } from "./body";
import type { Call, OwnCall, RepoCall, UserCall } from "./call";
import type { Guard } from "./chi";

/** A bad token in the header is final: neither query nor cookie is looked at. */
export function askerOf(request: Request, world: World): UserRow | undefined {
  const token = request.headers.authorization || formValue(request, "access_token");
  if (token) return world.users.find((user) => user.token === token.replace(/^Bearer /, ""));
  const session = /(?:^|; ?)_session_=([^;]*)/.exec(request.headers.cookie ?? "")?.[1];
  const login = Buffer.from(session ?? "", "base64url").toString();
  return world.users.find((user) => login === `session of ${user.login}`);
}

/** A session outlives the token. */
export const sessionOf = (user: UserRow): string =>
  Buffer.from(`session of ${user.login}`).toString("base64url");

export const anyone: Guard<Call, Call> = (call) => call;

export const user: Guard<Call, UserCall> = (call) =>
  call.user ? { ...call, user: call.user } : unauthorized;

export const admin: Guard<Call, UserCall> = (call) => {
  if (!call.user) return unauthorized;
  return call.world.isAdmin(call.user) ? { ...call, user: call.user } : forbidden;
};

/** Drone cannot ask Gogs who belongs to an organization: only one's own name is left, and in 1.10 not even that. */
export const member: Guard<Call, UserCall> = (call) => {
  if (!call.user) return unauthorized;
  const own = call.major === 2 && call.user.login === call.params.namespace;
  if (own || call.world.isAdmin(call.user)) return { ...call, user: call.user };
  return refusal(401, call.major === 2 ? "Forbidden" : "Not Found");
};

/** A repository that the caller may read. */
export const read: Guard<Call, RepoCall> = (call) => {
  const repo = call.world.syncedRepo(`${call.params.owner}/${call.params.name}`);
  if (!repo) return call.user ? notFound : unauthorized;
  const permission = call.user && permissionOf(call.world, call.user, repo);
  if (permission instanceof Answer) return permission;
  const known = { ...call, repo, permission };
  if (call.user && call.world.isAdmin(call.user)) return known;
  if (repo.visibility === "public") return known;
  if (!call.user) return unauthorized;
  return repo.visibility === "internal" ? known : checked(known, "read");
};

export const write: Guard<RepoCall, OwnCall> = (call) => own(call, "write");

export const repoAdmin: Guard<RepoCall, OwnCall> = (call) => own(call, "admin");

type Right = "read" | "write" | "admin";

function own(call: RepoCall, right: Right): OwnCall | Answer {
  if (!call.user) return unauthorized;
  const known = { ...call, user: call.user };
  return call.world.isAdmin(call.user) ? known : checked(known, right);
}

function checked<C extends RepoCall>(call: C, right: Right): C | Answer {
  const { permission, user } = call;
  if (!permission) return notFound;
  if (!user?.active) return forbidden;
  return permission.read && permission[right] ? call : notFound;
}

const anHour = 3600;

/** What Drone remembers. When it has to ask the SCM again and cannot, the repository is not there, even for admins. */
function permissionOf(world: World, user: UserRow, repo: SyncedRepoRow): PermissionRow | Answer | undefined {
  const row = world.permissions.find((each) => each.userId === user.id && each.repoUid === repo.uid);
  if (!row || row.synced + anHour >= world.now()) return row;
  try {
    const { pull, push, admin } = world.scm.repoFor(user, repo.slug).permissions;
    return Object.assign(row, { read: pull, write: push, admin, synced: world.now() });
  } catch (error) {
    if (error instanceof ScmError) return notFound;
    throw error;
  }
}
