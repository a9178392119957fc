import { type Answer, json, text } from "../answer";
import { anyone, user } from "../release-0/auth";
import type { Route } from "../release-0/call";
import { route, sharedRoutes, sharedSince07 } from "../release-0/route";
import * as server from "../release-0/server";
import * as builds from "./builds";
import * as repos from "./repos";
import { pull, push, repoAdmin } from "./repos";
import * as self from "./self";
import { users } from "./users";

/** The tag v0.8.10 says that it is 0.8.9. */
export const version = "0.8.9";

const showVersion = (): Answer => json({ source: "https://github.com/drone/drone", version });

/** Drone 0.8. */
export const routes: readonly Route[] = [
  ...sharedRoutes(users),
  ...sharedSince07(repos),

  route("GET", "/api/user/feed", user, self.feed),
  route("GET", "/api/user/repos", user, self.repos),

  route("POST", "/api/repos/:owner/:name", repoAdmin, repos.activate),
  route("PATCH", "/api/repos/:owner/:name", repoAdmin, repos.update),
  route("DELETE", "/api/repos/:owner/:name", repoAdmin, repos.remove),
  route("POST", "/api/repos/:owner/:name/move", repoAdmin, repos.move),

  route("GET", "/api/repos/:owner/:name/builds", pull, builds.list),
  route("POST", "/api/repos/:owner/:name/builds/:number", push, builds.restart),
  route("DELETE", "/api/repos/:owner/:name/builds/:number", repoAdmin, builds.killAll),
  route("GET", "/api/repos/:owner/:name/logs/:number/:job", pull, builds.log),
  route("DELETE", "/api/repos/:owner/:name/logs/:number", push, builds.purgeLogs),
  route("GET", "/api/repos/:owner/:name/files/:number", pull, builds.files),
  route("GET", "/api/repos/:owner/:name/files/:number/:job/:file", pull, builds.file),

  route("GET", "/metrics", anyone, server.metrics),
  route("GET", "/version", anyone, showVersion),
  route("GET", "/healthz", anyone, () => text(200)),
];
