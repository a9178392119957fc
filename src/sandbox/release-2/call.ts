import type { Request } from "../request";
import type { UserRow } from "../rows";
import type { PermissionRow, SyncedRepoRow } from "../synced-rows";
import type { World } from "../world";

/** The parameters of all routes. What a route does not have is empty. */
export const noParams = {
  owner: "",
  name: "",
  user: "",
  secret: "",
  namespace: "",
  cron: "",
  member: "",
  number: "",
  stage: "",
  step: "",
  rest: "",
};
export type Params = typeof noParams;

/** One request on its way to its handler. */
export interface Call {
  request: Request;
  world: World;
  params: Params;
  /** The release that answers: 1.10 or 2.25. */
  major: 1 | 2;
  /** Undefined for a stranger. */
  user?: UserRow;
}

/** A call by somebody. */
export interface UserCall extends Call {
  user: UserRow;
}

/** A call about a repository that Drone knows. */
export interface RepoCall extends Call {
  repo: SyncedRepoRow;
  /** What Drone remembers of the caller's permissions. */
  permission?: PermissionRow;
}

/** A call by somebody, about a repository. */
export type OwnCall = UserCall & RepoCall;
