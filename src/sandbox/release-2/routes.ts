import type { Answer } from "../answer";
import { refusal } from "./answers";
import { admin, anyone, member, read, repoAdmin, user, write } from "./auth";
import * as badges from "./badges";
import * as builds from "./builds";
import type { Call, RepoCall } from "./call";
import { type Guard, mount, type Node, route, since2 } from "./chi";
import * as collaborators from "./collaborators";
import * as cron from "./cron";
import { hear } from "./hook";
import * as login from "./login";
import * as newest from "./newest-builds";
import * as repos from "./repos";
import * as reviews from "./reviews";
import * as secrets from "./secrets";
import * as self from "./self";
import * as server from "./server";
import { encrypt, sign } from "./sign";
import * as templates from "./templates";
import * as users from "./users";

/** Drone's source alone has these routes, and nothing behind them. */
const whole =
  <C extends Call>(handle: (call: C) => Answer) =>
  (call: C): Answer =>
    call.world.oss ? refusal(501, "Not Implemented") : handle(call);

const may = <C extends Call>(call: C): C => call;

const reader: Guard<RepoCall, RepoCall> = may;

const ofBuilds: Node<RepoCall>[] = [
  route("GET", "/", may, builds.list),
  route("POST", "/", write, builds.create),
  route("DELETE", "/", repoAdmin, whole(builds.purge)),
  route("GET", "/branches", may, newest.branches),
  route("DELETE", "/branches/*", write, newest.forgetBranch),
  route("GET", "/pulls", may, newest.pulls),
  route("DELETE", "/pulls/:number", write, newest.forgetPull),
  route("GET", "/deployments", may, newest.deployments),
  route("DELETE", "/deployments/*", write, newest.forgetDeployment),
  route("GET", "/latest", may, builds.latest),
  route("GET", "/:number", may, builds.find),
  route("POST", "/:number", write, builds.restart),
  route("DELETE", "/:number", write, builds.cancel),
  route("POST", "/:number/promote", write, whole(builds.promote)),
  route("POST", "/:number/rollback", write, whole(builds.rollback)),
  since2(route("POST", "/:number/decline", repoAdmin, reviews.declineAll)),
  route("POST", "/:number/decline/:stage", repoAdmin, reviews.decline),
  route("POST", "/:number/approve/:stage", repoAdmin, reviews.approve),
  route("GET", "/:number/logs/:stage/:step", may, builds.noSteps),
  route("DELETE", "/:number/logs/:stage/:step", repoAdmin, builds.noSteps),
];

const ofRepo: Node<RepoCall>[] = [
  route("GET", "/", may, repos.show),
  route("PATCH", "/", repoAdmin, repos.update),
  route("POST", "/", repoAdmin, repos.enable),
  route("DELETE", "/", repoAdmin, repos.disable),
  route("POST", "/chown", repoAdmin, repos.chown),
  route("POST", "/repair", repoAdmin, repos.repair),
  mount("/builds", reader, ofBuilds),
  mount("/secrets", write, [
    route("GET", "/", may, whole(secrets.listOfRepo)),
    route("POST", "/", may, whole(secrets.createInRepo)),
    route("GET", "/:secret", may, whole(secrets.findInRepo)),
    route("PATCH", "/:secret", may, whole(secrets.updateInRepo)),
    route("DELETE", "/:secret", may, whole(secrets.removeFromRepo)),
  ]),
  mount("/sign", write, [route("POST", "/", may, sign)]),
  mount("/encrypt", write, [route("POST", "/", may, encrypt), route("POST", "/secret", may, encrypt)]),
  mount("/cron", write, [
    route("GET", "/", may, whole(cron.list)),
    route("POST", "/", may, whole(cron.create)),
    route("GET", "/:cron", may, whole(cron.find)),
    route("POST", "/:cron", may, whole(cron.run)),
    route("PATCH", "/:cron", may, whole(cron.update)),
    route("DELETE", "/:cron", may, whole(cron.remove)),
  ]),
  mount("/collaborators", reader, [
    route("GET", "/", may, whole(collaborators.list)),
    route("GET", "/:member", may, whole(collaborators.find)),
    route("DELETE", "/:member", repoAdmin, whole(collaborators.remove)),
  ]),
  since2(
    mount("/cards", reader, [
      route("GET", "/:number/:stage/:step", may, whole(builds.noSteps)),
      route("POST", "/:number/:stage/:step", repoAdmin, whole(builds.noSteps)),
      route("DELETE", "/:number/:stage/:step", repoAdmin, whole(builds.noSteps)),
    ]),
  ),
];

/** What is below /api, row for row: method, path, who may, what happens. */
const api: Node<Call>[] = [
  mount("/repos", anyone, [route("GET", "/", admin, repos.list), mount("/:owner/:name", read, ofRepo)]),
  mount("/badges/:owner/:name", anyone, [
    route("GET", "/status.svg", anyone, badges.status),
    route("GET", "/cc.xml", read, whole(badges.ccMenu)),
  ]),
  mount("/queue", admin, [
    route("GET", "/", may, whole(server.queue)),
    route("POST", "/", may, whole(server.resume)),
    route("DELETE", "/", may, whole(server.pause)),
  ]),
  mount("/user", user, [
    route("GET", "/", may, self.show),
    route("PATCH", "/", may, self.update),
    route("POST", "/token", may, self.token),
    route("GET", "/repos", may, self.repos),
    route("POST", "/repos", may, self.synchronize),
    route("GET", "/builds", may, self.builds),
    route("GET", "/builds/recent", may, self.builds),
    route("GET", "/remote/repos", may, self.remoteRepos),
    route("GET", "/remote/repos/:owner/:name", may, self.remoteRepo),
  ]),
  mount("/users", admin, [
    route("GET", "/", may, users.list),
    route("POST", "/", may, users.create),
    route("GET", "/:user", may, users.find),
    route("PATCH", "/:user", may, users.update),
    route("DELETE", "/:user", may, users.remove),
    since2(route("POST", "/:user/token/rotate", may, users.rotateToken)),
    route("GET", "/:user/repos", may, users.repos),
  ]),
  mount("/stream", anyone, [
    route("GET", "/", anyone, server.stream),
    mount("/:owner/:name", read, [
      route("GET", "/", may, server.stream),
      route("GET", "/:number/:stage/:step", may, builds.noSteps),
    ]),
  ]),
  mount("/builds", admin, [
    route("GET", "/incomplete", may, whole(server.incomplete)),
    since2(route("GET", "/incomplete/v2", may, whole(server.incompleteStages))),
  ]),
  mount("/secrets", anyone, [
    route("GET", "/", admin, whole(secrets.listAll)),
    route("GET", "/:namespace", member, whole(secrets.listOfNamespace)),
    route("POST", "/:namespace", member, whole(secrets.createInNamespace)),
    route("GET", "/:namespace/:secret", member, whole(secrets.findInNamespace)),
    route("POST", "/:namespace/:secret", member, whole(secrets.updateInNamespace)),
    route("PATCH", "/:namespace/:secret", member, whole(secrets.updateInNamespace)),
    route("DELETE", "/:namespace/:secret", member, whole(secrets.removeFromNamespace)),
  ]),
  since2(
    mount("/templates", anyone, [
      route("GET", "/", member, whole(templates.listAll)),
      route("GET", "/:namespace", member, whole(templates.list)),
      route("POST", "/:namespace", member, whole(templates.create)),
      route("GET", "/:namespace/:name", member, whole(templates.find)),
      route("PUT", "/:namespace/:name", member, whole(templates.update)),
      route("PATCH", "/:namespace/:name", member, whole(templates.update)),
      route("DELETE", "/:namespace/:name", member, whole(templates.remove)),
    ]),
  ),
  mount("/system", admin, [route("GET", "/stats", may, whole(server.stats))]),
];

export const routes: Node<Call>[] = [
  mount("/api", anyone, api),
  mount("/healthz", anyone, [route("GET", "/", anyone, server.healthz)]),
  route("any", "/rpc/v2", anyone, login.noAgent),
  route("any", "/rpc/v2/*", anyone, login.noAgent),
  route("GET", "/version", anyone, server.version),
  route("GET", "/varz", anyone, server.varz),
  mount("/hook", anyone, [route("POST", "/", anyone, hear)]),
  route("GET", "/link/:owner/:name/commit/:number", anyone, login.link),
  route("any", "/login", anyone, login.login),
  route("GET", "/logout", anyone, login.logout),
  route("POST", "/logout", anyone, login.logout),
];
