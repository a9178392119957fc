import { type Answer, empty } from "../answer";
import type { Release } from "../release";
import type { Request } from "../request";
import type { World } from "../world";
import { askerOf } from "./auth";
import { type Call, noParams } from "./call";
import { answerBy, noRoute, routedPath } from "./chi";
import { page } from "./page";
import { routes } from "./routes";
import { metrics } from "./server";
import { sync } from "./sync";

const noCache = { "Cache-Control": "no-cache, no-store, must-revalidate, private, max-age=0" };

/** Drone 1.10.1 with SQLite and Gogs: 2.25 without what came later. */
export const release110 = release("1.10", 1);

/** Drone 2.25.0 with SQLite and Gogs. */
export const release225 = release("2.25", 2);

function release(name: string, major: 1 | 2): Release {
  return {
    name,
    begin: (world) => begin(world, major),
    answer(request, world) {
      const user = askerOf(request, world);
      return { answer: answer({ request, world, major, user, params: noParams }), login: user?.login };
    },
  };
}

/** The people of the seed have logged in, and so Drone knows their repositories. */
function begin(world: World, major: 1 | 2): void {
  for (const user of world.users.rows) {
    Object.assign(user, { active: true, lastLogin: world.now() });
    if (major === 1) user.email = world.scm.emailOf(user.login);
    sync(world, user);
  }
}

const methods = ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"];

function answer(call: Call): Answer {
  const path = routedPath(call.request);
  if (/^\/metrics(\/|$)/.test(path)) return metrics(call);
  if (/^\/debug(\/|$)/.test(path)) return noRoute;
  if (path === "/rpc") return empty(401);
  if (!methods.includes(call.request.method)) return empty(405);
  const isApi = /^\/api(\/|$)/.test(path);
  const origin = isApi ? allowedOrigin(call.request) : {};
  if (isApi && call.request.method === "OPTIONS") return empty(200).with({ ...noCache, ...origin });
  // Outside the API, in 2.x, a slash at the end does not matter; and what is no route is a page.
  const asIs = isApi || path === "/" || call.major === 1;
  const found = answerBy(routes, call, asIs ? path : path.replace(/\/$/, ""));
  return (found ?? page(call)).with({ ...noCache, ...origin });
}

const allowedOrigin = ({ headers }: Request): Record<string, string> =>
  headers.origin ? { "Access-Control-Allow-Origin": headers.origin } : {};
