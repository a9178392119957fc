import { Answer } from "../answer";
import { writeJson } from "../go/write-json";
import type { Call } from "../release-0/call";
import { userJson } from "./users";

/** The web interface: what every unknown path and method gets, and the form to log in. */
export function page({ user, world }: Call): Answer {
  const state = user && writeJson(userJson(user, world.isAdmin(user))).trim();
  const body = `<!DOCTYPE html>
<html>
<head>
  <meta charset="utf-8"/>
  <title>drone</title>
  ${user ? `<script>window.DRONE_USER = ${state}; window.DRONE_CSRF = "${user.token}.csrf"</script>` : ""}
</head>
<body><div id="root"></div></body>
</html>
`;
  return new Answer(200, body, { "Content-Type": "text/html; charset=UTF-8" });
}
