import type { Sandbox } from "../../src/sandbox";
import { testReplay } from "./replay";
import { send } from "./wire";

/** Calls on which the sandbox and Drone 0.5.0 disagree, and why that is so. */
const disagreements: Record<string, string> = {
  'users: get odd login raw "ünï"': "Node's HTTP parser refuses unescaped UTF-8 in a path, which Go's takes",
};

/** Calls that cannot be sent, and why. */
const unsendable: Record<string, string> = {
  "auth: expired token": "the recording hides the token, and a sandbox's tokens do not expire",
};

/** Hidden tokens that are not the caller's own: what a sandbox has for them. */
const standIns: Record<string, string> = {
  "auth: wrong signature": "octo-token-of-another-server",
  "auth: unknown user in token": "nobody-token",
  'auth: token of type "foo" signed by user hash': "octo-token.foo",
  "auth: sess token GET": "octo-token.sess",
  "auth: sess token POST without CSRF": "octo-token.sess",
  "auth: sess token POST with X-CSRF-TOKEN": "octo-token.sess",
  "auth: user_sess cookie": "octo-token.sess",
  "auth: sub-case login in token (Octo)": "Octo-token",
  "user: old token after DELETE token": "alice-token",
  "repo: ... as bot (token minted)": "bot-token",
  "repo: ... bot reads public repo (perm lookup fails at SCM)": "bot-token",
  "repo: ... bot GET /api/user/repos": "bot-token",
  "auth: token of deleted user": "alice-token-2",
  "auth: token of deleted admin": "octo-token",
};

/** What was done to the server between two calls, by hand, by its SCM, or by bursts of calls that are not replayed. */
const before: Record<string, (sandbox: Sandbox) => unknown> = {
  "builds: list after push": ({ world }) => {
    world.now = () => 1795460987;
    const repo = world.scm.find("octo/demo");
    if (repo) repo.head = "7bf4d04d0fdfe95c726a09b283e559230e8cd079";
    const commit = "20be875cf7a9aed5935b923df855403cc211fd68";
    world.push("octo/demo", { commit, message: "change 1795460986620\n" });
  },
  "builds: cancel running build": ({ world }) => {
    world.now = () => 1795460990;
    Object.assign(world.jobs.rows[0] ?? {}, { status: "running", started: 1795460000 });
  },
  "logs: job with log": ({ world }) => {
    const log = '[{"proc":"build","time":0,"type":0,"pos":0,"out":"hello"}]\n';
    Object.assign(world.jobs.rows[0] ?? {}, { log });
  },
  "builds: restart with fork=true&event=deployment&deploy_to=prod": ({ world }) => {
    Object.assign(world.builds.rows[0] ?? {}, { status: "success", finished: 1795460000 });
  },
  "agents: one": ({ world }) => {
    const times = { created: 1795460000, updated: 1795460001 };
    world.addAgent({ address: "10.0.0.9:1", platform: "linux/amd64", capacity: 2, ...times });
  },
  "scm: delete acme/web to re-activate": ({ url, tokens }) =>
    send(url, {
      method: "POST",
      target: "/api/repos/acme/web",
      headers: { Authorization: `${tokens.octo}` },
    }),
  "scm token revoked: activate": ({ world }) => {
    Object.assign(world.user("octo") ?? {}, { scmToken: "revoked" });
    Object.assign(world.repo("octo/hello-world") ?? {}, { timeout: 80 });
  },
  "repo: user created through POST /api/users has no SCM token: activation as that user": ({ world }) => {
    Object.assign(world.user("octo") ?? {}, { scmToken: "valid" });
    world.users.lastId = 59;
  },
};

testReplay({
  release: "0.5",
  recording: "0.5.0",
  disagreements,
  unsendable,
  standIns,
  before,
  newServers: ["extra: repo owner who is not Drone admin activates her own repo"],
});
