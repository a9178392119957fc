/**
 * Matches paths as gin 1.0 does, the router of Drone 0.5 to 0.8: on the decoded path, case matters, and a parameter
 * may be empty unless it ends the path.
 */
export interface Pattern {
  method: string;
  /** E.g. `/api/users/:login`. */
  path: string;
}

export type Match<Route> =
  | { kind: "route"; route: Route; params: Record<string, string> }
  | { kind: "slash"; status: 301 | 307 }
  | { kind: "none" };

export function matchRoute<Route extends Pattern>(
  routes: readonly Route[],
  method: string,
  path: string,
): Match<Route> {
  const known = routes.filter((route) => route.method === method);
  for (const route of known) {
    const params = matchPath(route.path, path);
    if (params) return { kind: "route", route, params };
  }
  if (isOffBySlash(known, path)) return { kind: "slash", status: method === "GET" ? 301 : 307 };
  return { kind: "none" };
}

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length || (path.endsWith("/") && !pattern.endsWith("/"))) return undefined;
  const params: Record<string, string> = {};
  for (const [at, segment] of wanted.entries()) {
    const value = given[at] ?? "";
    if (segment.startsWith(":")) params[segment.slice(1)] = value;
    else if (segment !== value) return undefined;
  }
  return params;
}

/**
 * Gin redirects to a route that differs by a slash at the end. An oddity of its tree: not when other routes go on
 * from there with a fixed word, so that `GET /api/user/` is no redirect (there is `/api/user/feed`).
 */
function isOffBySlash(routes: readonly Pattern[], path: string): boolean {
  if (!path.endsWith("/")) return routes.some((route) => route.path === `${path}/`);
  const bare = path.slice(0, -1);
  const goesOn = (route: Pattern): boolean => {
    const segments = route.path.split("/");
    const depth = bare.split("/").length;
    const next = segments[depth];
    return (
      next !== undefined && !next.startsWith(":") && !!matchPath(segments.slice(0, depth).join("/"), bare)
    );
  };
  return routes.some((route) => matchPath(route.path, bare)) && !routes.some(goesOn);
}
