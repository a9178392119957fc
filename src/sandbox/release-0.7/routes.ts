import { admin, anyone, user } from "../release-0/auth";
import type { Route } from "../release-0/call";
import * as login from "../release-0/login";
import { route, sharedRoutes, sharedSince07 } from "../release-0/route";
import * as server from "../release-0/server";
import * as unsynced from "../release-0/unsynced";
import { userJson, usersAs } from "../release-0/users";
import * as builds from "./builds";
import * as repos from "./repos";
import { pull, push, repoAdmin } from "./repos";

/** Drone 0.7: repositories as in 0.5, secrets, registries and builds nearly as in 0.8. */
export const routes: readonly Route[] = [
  ...sharedRoutes(usersAs(userJson, () => true)),
  ...sharedSince07(repos),

  route("GET", "/api/user/feed", user, unsynced.feed),
  route("GET", "/api/user/repos", user, repos.list),
  route("GET", "/api/user/repos/remote", user, unsynced.remoteRepos),

  route("POST", "/api/repos/:owner/:name", anyone, repos.activate),
  route("PATCH", "/api/repos/:owner/:name", push, repos.update),
  route("DELETE", "/api/repos/:owner/:name", repoAdmin, unsynced.remove),
  route("POST", "/api/repos/:owner/:name/sign", push, unsynced.sign),

  route("GET", "/api/repos/:owner/:name/builds", pull, builds.list),
  route("POST", "/api/repos/:owner/:name/builds/:number", push, builds.restart),

  route("GET", "/metrics", admin, server.metrics),
  route("GET", "/login/form", anyone, login.form),
];
