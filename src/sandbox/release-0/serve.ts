import { Answer, empty, redirect } from "../answer";
import type { Release } from "../release";
import { matchRoute } from "../router";
import { askerOf, lacksCsrf } from "./auth";
import { type Call, noParams, type Route } from "./call";

const everyAnswer = {
  "Access-Control-Allow-Origin": "*",
  "Cache-Control": "no-cache, no-store, max-age=0, must-revalidate, value",
  Expires: "Thu, 01 Jan 1970 00:00:00 GMT",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "X-XSS-Protection": "1; mode=block",
};

const preflight = new Answer(200, "", {
  "Access-Control-Allow-Headers": "authorization, origin, content-type, accept",
  "Access-Control-Allow-Methods": "GET,POST,PUT,PATCH,DELETE,OPTIONS",
  Allow: "HEAD,GET,POST,PUT,PATCH,DELETE,OPTIONS",
  "Content-Type": "application/json",
}).with(everyAnswer);

/** What the releases 0.5 to 0.8 differ in. */
export interface Dialect {
  name: string;
  /** The header X-Drone-Version. */
  version: string;
  routes: readonly Route[];
  /** The web interface. */
  page(call: Call): Answer;
}

export const serve = ({ name, version, routes, page }: Dialect): Release => ({
  name,

  answer(request, world) {
    const match = matchRoute(routes, request.method, request.path);
    if (match.kind === "slash") {
      const { rawPath } = request;
      const location = rawPath.endsWith("/") ? rawPath.slice(0, -1) : `${rawPath}/`;
      return { answer: redirect(request.method, match.status, location) };
    }
    if (request.method === "OPTIONS") return { answer: preflight };

    const headers = { ...everyAnswer, "X-Drone-Version": version };
    const asker = askerOf(request, world);
    const login = asker?.user.login;
    if (asker && lacksCsrf(asker, request, world)) return { answer: empty(401).with(headers), login };

    const call = { request, world, user: asker?.user, params: { ...noParams } };
    // Whatever is no route is the web interface: 200, for every method, known or not.
    const answer =
      match.kind === "route"
        ? match.route.answer({ ...call, params: { ...noParams, ...match.params } })
        : page(call);
    return { answer: answer.with(headers), login };
  },
});
