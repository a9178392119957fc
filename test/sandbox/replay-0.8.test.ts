import type { Sandbox } from "../../src/sandbox";
import { testReplay } from "./replay";
import { send } from "./wire";

const disagreements: Record<string, string> = {
  'users: get odd login raw "ünï"': "Node's HTTP parser refuses unescaped UTF-8 in a path, which Go's takes",
};

const unsendable: Record<string, string> = {
  "auth: expired token": "the recording hides the token, and a sandbox's tokens do not expire",
};

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

const as = (login: "octo" | "alice", method: string, target: string) => (sandbox: Sandbox) =>
  send(sandbox.url, { method, target, headers: { Authorization: `${sandbox.tokens[login]}` } });

const clock =
  (now: number) =>
  ({ world }: Sandbox) => {
    world.now = () => now;
  };

const setBuilds =
  (more: object, number?: number) =>
  ({ world }: Sandbox) => {
    for (const build of world.builds.rows) {
      if (number === undefined || build.number === number) Object.assign(build, more);
    }
  };

/** Both users had their repositories synced when the recording began. */
async function synced(sandbox: Sandbox): Promise<void> {
  clock(1795460625)(sandbox);
  await as("octo", "GET", "/api/user/repos?flush=true")(sandbox);
  await as("alice", "GET", "/api/user/repos?flush=true")(sandbox);
}

const secondServer = "extra: repo owner who is not Drone admin activates her own repo";

const before: Record<string, (sandbox: Sandbox) => unknown> = {
  "auth: Authorization: TOKEN": synced,
  "user: repos all=1 flush=1": clock(1795461328),
  "repo: activate before the user was ever synced": ({ world }) => {
    for (const table of [world.repos, world.perms]) table.rows.length = 0;
    Object.assign(world.user("octo") ?? {}, { synced: 0 });
  },
  "builds: list after push": ({ world }) => {
    world.now = () => 1795461330;
    const repo = world.scm.find("octo/demo");
    if (repo) repo.head = "20be875cf7a9aed5935b923df855403cc211fd68";
    const commit = "19cee4d3b9bb12488bd80c027f65e8b7da1e59c0";
    world.push("octo/demo", { commit, message: "change 1795461329489\n", email: "octo@example.com" });
    Object.assign(world.builds.rows[0] ?? {}, { timestamp: 1795461329 });
  },
  "builds: restart pending build": clock(1795461332),
  "builds: cancel running build": ({ world }) => {
    for (const proc of world.procs.rows.slice(0, 3)) {
      Object.assign(proc, { status: "running", started: 1795460000 });
    }
    Object.assign(world.builds.rows[0] ?? {}, { status: "running" });
  },
  "logs: job with log": ({ world }) => {
    Object.assign(world.procs.rows[0] ?? {}, { log: '[{"proc":"build","pos":0,"out":"hello"}]' });
  },
  "builds: restart finished build (query params become env)": (sandbox) => {
    clock(1795461333)(sandbox);
    setBuilds({ status: "success", finished: 1795460000 })(sandbox);
  },
  "builds: restart with fork=true&event=deployment&deploy_to=prod": setBuilds({
    status: "success",
    finished: 1795460000,
  }),
  "builds: restart a blocked build": setBuilds({ status: "blocked" }, 2),
  "builds: decline blocked": setBuilds({ status: "blocked" }, 2),
  "builds: kill running": setBuilds({ status: "running" }, 1),
  "scm: delete acme/web to re-activate": as("octo", "POST", "/api/repos/acme/web"),
  "scm token revoked: activate": ({ world }) => {
    Object.assign(world.user("octo") ?? {}, { scmToken: "revoked" });
    Object.assign(world.repo("octo/hello-world") ?? {}, { timeout: 107 });
    world.repoSecrets.lastId = 94;
  },
  "repo: user created through POST /api/users has no SCM token: activation as that user": ({ world }) => {
    Object.assign(world.user("octo") ?? {}, { scmToken: "valid" });
    world.users.lastId = 39;
  },
  [secondServer]: synced,
};

testReplay({
  release: "0.8",
  recording: "0.8.10",
  disagreements,
  unsendable,
  standIns,
  before,
  newServers: [secondServer],
});
