import { empty, text } from "../answer";
import { admin, anyone, type Guard, refused, user } from "../release-0/auth";
import type { Route, UserCall } from "../release-0/call";
import * as login from "../release-0/login";
import { route, sharedRoutes } from "../release-0/route";
import * as unsynced from "../release-0/unsynced";
import { userJson, usersAs } from "../release-0/users";
import * as agents from "./agents";
import * as builds from "./builds";
import * as repos from "./repos";
import { pull, push, repoAdmin } from "./repos";
import * as secrets from "./secrets";

const teamAdmin: Guard<UserCall> = (call) => {
  if (!call.user) return text(401, refused);
  // Drone's Gogs driver knows no teams and answers nil, on which Drone panics.
  return call.world.isAdmin(call.user) ? { ...call, user: call.user } : empty(500);
};

/** Drone 0.5, row for row. */
export const routes: readonly Route[] = [
  ...sharedRoutes(usersAs(userJson, () => true)),

  route("GET", "/api/user/feed", user, unsynced.feed),
  route("GET", "/api/user/repos", user, repos.list),
  route("GET", "/api/user/repos/remote", user, unsynced.remoteRepos),

  route("GET", "/api/teams/:team/secrets", teamAdmin, secrets.listOfTeam),
  route("POST", "/api/teams/:team/secrets", teamAdmin, secrets.saveInTeam),
  route("DELETE", "/api/teams/:team/secrets/:secret", teamAdmin, secrets.removeFromTeam),

  route("GET", "/api/global/secrets", admin, secrets.listGlobal),
  route("POST", "/api/global/secrets", admin, secrets.saveGlobal),
  route("DELETE", "/api/global/secrets/:secret", admin, secrets.removeGlobal),

  route("POST", "/api/repos/:owner/:name", anyone, repos.activate),
  route("GET", "/api/repos/:owner/:name", pull, repos.show),
  route("PATCH", "/api/repos/:owner/:name", push, repos.update),
  route("DELETE", "/api/repos/:owner/:name", repoAdmin, unsynced.remove),
  route("POST", "/api/repos/:owner/:name/chown", repoAdmin, repos.chown),
  route("POST", "/api/repos/:owner/:name/sign", push, unsynced.sign),

  route("GET", "/api/repos/:owner/:name/secrets", push, secrets.listOfRepo),
  route("POST", "/api/repos/:owner/:name/secrets", push, secrets.saveInRepo),
  route("DELETE", "/api/repos/:owner/:name/secrets/:secret", push, secrets.removeFromRepo),

  route("GET", "/api/repos/:owner/:name/builds", pull, builds.list),
  route("GET", "/api/repos/:owner/:name/builds/:number", pull, builds.find),
  route("POST", "/api/repos/:owner/:name/builds/:number", push, builds.restart),
  route("DELETE", "/api/repos/:owner/:name/builds/:number/:job", push, builds.cancel),
  route("GET", "/api/repos/:owner/:name/logs/:number/:job", pull, builds.logs),

  route("GET", "/api/agents", admin, agents.list),
  route("GET", "/login/form", anyone, login.form),
];
