import { type Answer, html } from "../answer";
import { writeJson } from "../go/write-json";
import type { Call } from "./call";
import { userJson } from "./users";

/** The web interface: what every unknown path and method gets. */
export function page({ user, world }: Call): Answer {
  const csrf = user ? `${user.token}.csrf` : "";
  const state = writeJson({ csrf, user: user ? userJson(user, world.isAdmin(user)) : null }).trim();
  return html(`<!DOCTYPE html>
<html>
<head>
  <meta charset="utf-8"/>
  ${user ? `<meta name="csrf-token" content="${csrf.replace(/[<>"&]/g, "")}" />` : ""}
  <title>drone</title>
</head>
<body>
<div id="app"></div>
<script>
  window.STATE_FROM_SERVER=${state};
</script>
</body>
</html>
`);
}
