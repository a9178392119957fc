import { Answer, empty, text } from "../answer";
import { formOf, type Request } from "../request";
import type { RepoRow, UserRow } from "../rows";
import type { Permissions } from "../scm";
import type { World } from "../world";
import type { Call, OwnCall, RepoCall, UserCall } from "./call";

/**
 * A token names its user. Behind a dot it can say its kind, as the claim `type` of a real one does: `octo-token.sess`
 * is a browser's session of octo. Any kind will do, only a session needs more than the token (see `lacksCsrf`).
 */
export interface Asker {
  user: UserRow;
  kind: string;
}

export function askerOf(request: Request, world: World): Asker | undefined {
  const token = tokenOf(request);
  return token === undefined ? undefined : readToken(world, token);
}

/** A bad token in the header is final: the query is not looked at. */
function tokenOf(request: Request): string | undefined {
  const { authorization, cookie } = request.headers;
  if (authorization) return /^Bearer +(\S+)/.exec(authorization)?.[1] ?? authorization;
  const inForm = formOf(request).values.get("access_token")?.[0];
  return inForm || /(?:^|; ?)user_sess=([^;]*)/.exec(cookie ?? "")?.[1];
}

function readToken(world: World, token: string): Asker | undefined {
  const owner = (text: string): UserRow | undefined => world.users.find((user) => user.token === text);
  const user = owner(token);
  if (user) return { user, kind: "user" };
  const dot = token.lastIndexOf(".");
  const bearer = dot < 0 ? undefined : owner(token.slice(0, dot));
  return bearer && { user: bearer, kind: token.slice(dot + 1) };
}

/** A session may only look, unless it also sends a second token of the same user, which Drone puts into its pages. */
export function lacksCsrf(asker: Asker, request: Request, world: World): boolean {
  if (asker.kind !== "sess" || request.method === "GET") return false;
  return readToken(world, String(request.headers["x-csrf-token"] ?? ""))?.user !== asker.user;
}

export const refused = "User not authorized";

/** Who may go on: the call with what was learned on the way, or the refusal. */
export type Guard<C extends Call> = (call: Call) => C | Answer;

export const anyone: Guard<Call> = (call) => call;

export const user: Guard<UserCall> = (call) =>
  call.user ? { ...call, user: call.user } : text(401, refused);

export const admin: Guard<UserCall> = (call) => {
  if (!call.user) return text(401, refused);
  // 413 it is: Drone has the number wrong.
  return call.world.isAdmin(call.user) ? { ...call, user: call.user } : text(413, refused);
};

type PermissionsOn = (call: Call, repo: RepoRow) => Permissions | Answer;

/** The guards of a repository. Releases differ in where they know permissions from. */
export function repoGuards(permissionsOn: PermissionsOn) {
  const guard = (need: keyof Permissions, forUser: Answer, forStranger: Answer): Guard<RepoCall> => {
    return (call) => {
      const hidden = empty(call.user ? 404 : 401);
      const repo = call.world.repo(`${call.params.owner}/${call.params.name}`);
      if (!repo) return hidden;
      const permissions = permissionsOn(call, repo);
      if (permissions instanceof Answer) return permissions;
      if (!permissions.pull) return hidden;
      if (!permissions[need]) return call.user ? forUser : forStranger;
      return { ...call, repo };
    };
  };
  return {
    pull: guard("pull", empty(404), empty(401)),
    push: own(guard("push", empty(404), empty(401))),
    repoAdmin: own(guard("admin", text(403, refused), text(401, refused))),
  };
}

/** Strangers never have more than pull. */
function own(guard: Guard<RepoCall>): Guard<OwnCall> {
  return (call) => {
    const allowed = guard(call);
    if (allowed instanceof Answer) return allowed;
    return allowed.user ? { ...allowed, user: allowed.user } : empty(401);
  };
}

export const everything: Permissions = { pull: true, push: true, admin: true };
export const nothing: Permissions = { pull: false, push: false, admin: false };
