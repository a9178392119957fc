import { Answer } from "../answer";
import { admin, anyone, type Guard, pull, push, repoAdmin, teamAdmin, user } from "./auth";
import * as badges from "./badges";
import * as builds from "./builds";
import type { Call, Route } from "./call";
import * as debug from "./debug";
import * as login from "./login";
import * as repos from "./repos";
import * as secrets from "./secrets";
import * as self from "./self";
import * as server from "./server";
import * as users from "./users";

/** Drone 0.5, row for row: method, path, who may, what happens. */
export const routes: readonly Route[] = [
  route("GET", "/api/user", user, self.show),
  route("GET", "/api/user/feed", user, self.feed),
  route("GET", "/api/user/repos", user, self.repos),
  route("GET", "/api/user/repos/remote", user, self.remoteRepos),
  route("POST", "/api/user/token", user, self.token),
  route("DELETE", "/api/user/token", user, self.rotateToken),

  route("GET", "/api/users", admin, users.list),
  route("POST", "/api/users", admin, users.create),
  route("GET", "/api/users/:login", admin, users.find),
  route("PATCH", "/api/users/:login", admin, users.update),
  route("DELETE", "/api/users/:login", admin, users.remove),

  route("GET", "/api/teams/:team/secrets", teamAdmin, secrets.listOfTeam),
  route("POST", "/api/teams/:team/secrets", teamAdmin, secrets.saveInTeam),
  route("DELETE", "/api/teams/:team/secrets/:secret", teamAdmin, secrets.removeFromTeam),

  route("GET", "/api/global/secrets", admin, secrets.listGlobal),
  route("POST", "/api/global/secrets", admin, secrets.saveGlobal),
  route("DELETE", "/api/global/secrets/:secret", admin, secrets.removeGlobal),

  route("POST", "/api/repos/:owner/:name", anyone, repos.activate),
  route("GET", "/api/repos/:owner/:name", pull, repos.show),
  route("PATCH", "/api/repos/:owner/:name", push, repos.update),
  route("DELETE", "/api/repos/:owner/:name", repoAdmin, repos.remove),
  route("POST", "/api/repos/:owner/:name/chown", repoAdmin, repos.chown),
  route("POST", "/api/repos/:owner/:name/sign", push, repos.sign),

  route("GET", "/api/repos/:owner/:name/secrets", push, secrets.listOfRepo),
  route("POST", "/api/repos/:owner/:name/secrets", push, secrets.saveInRepo),
  route("DELETE", "/api/repos/:owner/:name/secrets/:secret", push, secrets.removeFromRepo),

  route("GET", "/api/repos/:owner/:name/builds", pull, builds.list),
  route("GET", "/api/repos/:owner/:name/builds/:number", pull, builds.find),
  route("POST", "/api/repos/:owner/:name/builds/:number", push, builds.restart),
  route("DELETE", "/api/repos/:owner/:name/builds/:number/:job", push, builds.cancel),
  route("GET", "/api/repos/:owner/:name/logs/:number/:job", pull, builds.logs),

  route("GET", "/api/badges/:owner/:name/status.svg", anyone, badges.status),
  route("GET", "/api/badges/:owner/:name/cc.xml", anyone, badges.ccMenu),

  route("GET", "/api/builds", admin, server.queue),
  route("GET", "/api/agents", admin, server.agents),
  route("POST", "/hook", anyone, server.hook),
  route("POST", "/api/hook", anyone, server.hook),

  route("GET", "/login", anyone, login.start),
  route("GET", "/login/form", anyone, login.form),
  route("GET", "/logout", anyone, login.end),
  route("GET", "/authorize", anyone, login.authorize),
  route("POST", "/authorize", anyone, login.authorize),
  route("POST", "/authorize/token", anyone, login.exchangeToken),

  route("GET", "/api/debug/pprof/", admin, debug.index),
  route("GET", "/api/debug/pprof/heap", admin, debug.heap),
  route("GET", "/api/debug/pprof/goroutine", admin, debug.goroutine),
  route("GET", "/api/debug/pprof/block", admin, debug.block),
  route("GET", "/api/debug/pprof/threadcreate", admin, debug.threadCreate),
  route("GET", "/api/debug/pprof/cmdline", admin, debug.cmdline),
  route("GET", "/api/debug/pprof/profile", admin, debug.profile),
  route("GET", "/api/debug/pprof/symbol", admin, debug.symbol),
  route("POST", "/api/debug/pprof/symbol", admin, debug.symbol),
  route("GET", "/api/debug/pprof/trace", admin, debug.trace),
];

function route<C extends Call>(
  method: string,
  path: string,
  may: Guard<C>,
  handle: (call: C) => Answer,
): Route {
  return {
    method,
    path,
    answer(call) {
      const allowed = may(call);
      return allowed instanceof Answer ? allowed : handle(allowed);
    },
  };
}
