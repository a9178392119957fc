import { Answer } from "../answer";
import { admin, anyone, type Guard, type repoGuards, user } from "./auth";
import * as badges from "./badges";
import type { Call, Route } from "./call";
import * as debug from "./debug";
import * as login from "./login";
import * as pipelines from "./pipelines";
import * as registry from "./registry";
import { repair, type reposAs } from "./repos";
import * as secrets from "./secrets";
import * as server from "./server";
import type { usersAs } from "./users";

/** Method, path, who may, what happens. */
export function route<C extends Call>(
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

/** What Drone 0.5, 0.7 and 0.8 all have. */
export const sharedRoutes = (users: ReturnType<typeof usersAs>): readonly Route[] => [
  route("GET", "/api/user", user, users.self),
  route("POST", "/api/user/token", user, users.token),
  route("DELETE", "/api/user/token", user, users.rotateToken),

  route("GET", "/api/users", admin, users.list),
  route("POST", "/api/users", admin, users.create),
  route("GET", "/api/users/:login", admin, users.find),
  route("PATCH", "/api/users/:login", admin, users.update),
  route("DELETE", "/api/users/:login", admin, users.remove),

  route("GET", "/api/badges/:owner/:name/status.svg", anyone, badges.status),
  route("GET", "/api/badges/:owner/:name/cc.xml", anyone, badges.ccMenu),

  route("GET", "/api/builds", admin, server.queue),
  route("POST", "/hook", anyone, server.hook),
  route("POST", "/api/hook", anyone, server.hook),

  route("GET", "/login", anyone, login.start),
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

/** What 0.7 and 0.8 have more. */
export const sharedSince07 = ({ show, chown, pull, push, repoAdmin }: Repos): readonly Route[] => [
  route("GET", "/api/repos/:owner/:name", pull, show),
  route("POST", "/api/repos/:owner/:name/chown", repoAdmin, chown),
  route("POST", "/api/repos/:owner/:name/repair", repoAdmin, repair),

  route("GET", "/api/repos/:owner/:name/secrets", push, secrets.all),
  route("POST", "/api/repos/:owner/:name/secrets", push, secrets.create),
  route("GET", "/api/repos/:owner/:name/secrets/:secret", push, secrets.find),
  route("PATCH", "/api/repos/:owner/:name/secrets/:secret", push, secrets.update),
  route("DELETE", "/api/repos/:owner/:name/secrets/:secret", push, secrets.remove),

  route("GET", "/api/repos/:owner/:name/registry", push, registry.list),
  route("POST", "/api/repos/:owner/:name/registry", push, registry.create),
  route("GET", "/api/repos/:owner/:name/registry/:registry", push, registry.find),
  route("PATCH", "/api/repos/:owner/:name/registry/:registry", push, registry.update),
  route("DELETE", "/api/repos/:owner/:name/registry/:registry", push, registry.remove),

  route("GET", "/api/repos/:owner/:name/builds/:number", pull, pipelines.find),
  route("POST", "/api/repos/:owner/:name/builds/:number/approve", push, pipelines.approve),
  route("POST", "/api/repos/:owner/:name/builds/:number/decline", push, pipelines.decline),
  route("DELETE", "/api/repos/:owner/:name/builds/:number/:job", push, pipelines.cancel),
  route("GET", "/api/repos/:owner/:name/logs/:number/:job/:proc", pull, pipelines.stepLog),

  route("GET", "/api/info/queue", admin, server.info),
];

type Repos = ReturnType<typeof reposAs> & ReturnType<typeof repoGuards>;
