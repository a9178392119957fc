import { Answer, empty, text } from "../answer";
import { bytewise } from "../table";
import type { Call, Params } from "./call";

/** Who may go on: the call with what was learned on the way, or the refusal. */
export type Guard<From, To> = (call: From) => To | Answer;

/** One line of a table of routes, or a table below a prefix. */
export interface Node<C extends Call> {
  /** Of a line; "any" is all that there are. */
  method?: string;
  /** E.g. `/:owner/:name`. A star at the end takes all the rest, also nothing. */
  path: string;
  /** The first release that has it. */
  since: 1 | 2;
  answer(call: C, rest: string): Answer;
}

export const route = <C extends Call, D extends C>(
  method: string,
  path: string,
  may: Guard<C, D>,
  handle: (call: D) => Answer,
): Node<C> => ({
  method,
  path,
  since: 1,
  answer: (call) => guarded(may(call), handle),
});

/** Who may go on is asked before it is known whether there is such a route below. */
export const mount = <C extends Call, D extends C>(
  path: string,
  may: Guard<C, D>,
  nodes: readonly Node<D>[],
): Node<C> => ({
  path,
  since: 1,
  answer: (call, rest) => guarded(may(call), (allowed) => answerBy(nodes, allowed, rest) ?? noRoute),
});

export const since2 = <C extends Call>(node: Node<C>): Node<C> => ({ ...node, since: 2 });

const guarded = <D>(allowed: D | Answer, handle: (call: D) => Answer): Answer =>
  allowed instanceof Answer ? allowed : handle(allowed);

export const noRoute = text(404, "404 page not found\n");

/** As chi 3 routes, whose fixed words come before parameters. Undefined: there is no such path. */
export function answerBy<C extends Call>(
  nodes: readonly Node<C>[],
  call: C,
  path: string,
): Answer | undefined {
  let known = false;
  for (const node of nodes.filter(({ since }) => since <= call.major).sort(moreFixedFirst)) {
    const found = match(node.path, path, node.method !== undefined);
    if (!found) continue;
    known = true;
    if (![undefined, "any", call.request.method].includes(node.method)) continue;
    return node.answer({ ...call, params: { ...call.params, ...found.params } }, found.rest);
  }
  return known ? empty(405) : undefined;
}

interface Match {
  params: Partial<Params>;
  rest: string;
}

/** `whole`: nothing may follow. A parameter may be empty, but not at the end. */
function match(pattern: string, path: string, whole: boolean): Match | undefined {
  const given = path.split("/");
  const wanted = pattern.split("/");
  const params: Record<string, string> = {};
  for (const [at, segment] of wanted.entries()) {
    const value = given[at];
    if (value === undefined) return undefined;
    if (segment === "*") return { params: { rest: given.slice(at).join("/") }, rest: "" };
    const fits = segment.startsWith(":") ? value !== "" || at < given.length - 1 : segment === value;
    if (!fits) return undefined;
    if (segment.startsWith(":")) params[segment.slice(1)] = value;
  }
  if (whole && given.length > wanted.length) return undefined;
  return { params, rest: `/${given.slice(wanted.length).join("/")}` };
}

const moreFixedFirst = (one: { path: string }, other: { path: string }): number =>
  bytewise(rank(one.path), rank(other.path));

const rank = (path: string): string =>
  path
    .split("/")
    .map((segment) => (segment === "*" ? 2 : segment.startsWith(":") ? 1 : 0))
    .join("");

/**
 * The path that chi routes by: the decoded one, unless something was encoded that need not be, or a slash. Then it is
 * the path as sent, and its parameters are never decoded.
 */
export function routedPath({ path, rawPath }: { path: string; rawPath: string }): string {
  const usual = Buffer.from(path, "utf8")
    .toString("latin1")
    .replace(
      /[^A-Za-z0-9\-_.~$&+,/:;=@]/g,
      (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
    );
  return usual === rawPath ? path : rawPath;
}
