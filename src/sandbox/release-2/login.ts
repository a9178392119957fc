import { Answer, empty, redirect } from "../answer";
import { formOf } from "../request";
import { ScmError } from "../scm";
import { sessionOf } from "./auth";
import type { Call } from "./call";
import { page } from "./page";
import { sync } from "./sync";
import { userByLogin } from "./users";

const aWeek = 7 * 24 * 3600;

/** Logs a person of the SCM in, makes a user of him if he is none, and fetches his repositories now and then. */
export function login({ major, request, world }: Call): Answer {
  const given = formOf(request).values;
  const name = given.get("username")?.[0];
  const password = given.get("password")?.[0];
  if (request.method !== "POST" || !name || !password) return go("/login/form");
  if (world.scm.accounts.get(name) !== password) return refused("Unauthorized");
  const known = userByLogin(world, name);
  const user = known ?? world.addUser(name, { active: true });
  if (user.machine) return refused("Machine account login is forbidden");
  if (!user.active) return refused("Account is not active");
  user.scmToken = "valid";
  user.avatar = world.scm.avatarOf(name);
  user.lastLogin = world.now();
  if (major === 1) user.email = world.scm.emailOf(name);
  if (user.synced + aWeek < world.now()) syncIfPossible(() => sync(world, user));
  // Whoever has no address yet is asked for one.
  const location = major === 2 && user.email === "" ? "/register" : "/";
  return new Answer(303, "", {
    Location: location,
    "Set-Cookie": `_session_=${sessionOf(user)}; Path=/; Max-Age=2147483647; HttpOnly; SameSite=lax`,
  });

  function go(location: string): Answer {
    return redirect(request.method, 303, location);
  }

  function refused(why: string): Answer {
    return go(`/login/error?message=${why}`);
  }
}

/** A log-in does not wait for it, and does not fail with it. */
function syncIfPossible(trySync: () => void): void {
  try {
    trySync();
  } catch (error) {
    if (!(error instanceof ScmError)) throw error;
  }
}

/** What an agent asks with is no user's token. */
export const noAgent = (): Answer => empty(401);

/** To the SCM's page of a commit. */
export const link = ({ params, request, world }: Call): Answer =>
  redirect(request.method, 303, `${world.scm.url}/${params.owner}/${params.name}/commit/${params.number}`);

export const logout = (call: Call): Answer =>
  page(call).with({ "Set-Cookie": "_session_=deleted; Path=/; Max-Age=0" });
