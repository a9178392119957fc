import { Answer, empty, html, redirect } from "../answer";
import { formOf } from "../request";
import type { Call } from "./call";

export const start = ({ request }: Call): Answer => redirect(request.method, 303, "/authorize");

export const form = (): Answer =>
  html(`<!DOCTYPE html>
<html>
<head>
  <meta charset="utf-8"/>
  <title>login | drone</title>
</head>
<body>
  <form action="/authorize" method="post">
    <input type="text" name="username" />
    <input type="password" name="password" />
    <input type="submit" value="Login" />
  </form>
</body>
</html>
`);

export const end = ({ request }: Call): Answer =>
  withCookies(redirect(request.method, 303, "/"), [
    "user_sess=deleted; Path=/; Max-Age=0",
    "user_last=deleted; Path=/; Max-Age=0",
  ]);

/** Logs a person of the SCM in, and makes a user of him if he is none. */
export function authorize({ request, world }: Call): Answer {
  const given = formOf(request).values;
  const name = given.get("username")?.[0];
  const password = given.get("password")?.[0];
  if (!name || !password) return redirect(request.method, 303, "/login/form");
  if (world.scm.accounts.get(name) !== password)
    return redirect(request.method, 303, "/login?error=oauth_error");
  const user = world.user(name) ?? world.addUser(name);
  user.scmToken = "valid";
  user.avatar = world.scm.avatarOf(name);
  const session = `user_sess=${user.token}.sess; Path=/; Max-Age=2147483647; HttpOnly`;
  return withCookies(redirect(request.method, 303, "/"), [session]);
}

/** Drone's Gogs driver does not have it. */
export const exchangeToken = (): Answer => empty(401);

const withCookies = (answer: Answer, cookies: string[]): Answer =>
  new Answer(answer.status, answer.body, { ...answer.headers, "Set-Cookie": cookies });
