import type { Answer } from "../answer";
import type { Request } from "../request";
import type { Pattern } from "../router";
import type { RepoRow, UserRow } from "../rows";
import type { World } from "../world";

/** The parameters of all routes. What a route does not have is empty, as in gin. */
export const noParams = {
  login: "",
  owner: "",
  name: "",
  team: "",
  secret: "",
  registry: "",
  number: "",
  job: "",
  proc: "",
  file: "",
};
export type Params = typeof noParams;

/** One request on its way to its handler. */
export interface Call {
  request: Request;
  world: World;
  params: Params;
  /** Undefined for a stranger. */
  user?: UserRow;
}

/** A call by somebody. */
export interface UserCall extends Call {
  user: UserRow;
}

/** A call about a repository that Drone has a row of, and that the caller may read. */
export interface RepoCall extends Call {
  repo: RepoRow;
}

/** A call about such a repository that the caller may change. */
export type OwnCall = UserCall & RepoCall;

export interface Route extends Pattern {
  answer(call: Call): Answer;
}
