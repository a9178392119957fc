import { Buffer } from "node:buffer";
import type { Sandbox } from "../../src/sandbox";
import { ScmError } from "../../src/sandbox/scm";
import { testReplay } from "./replay";

/** Drone as it starts: an admin out of its environment, who never logged in, and an SCM in which nobody looked yet. */
const nobodyLoggedIn =
  (created: number) =>
  ({ world }: Sandbox): void => {
    const { permissions, scm, syncedRepos, users } = world;
    for (const table of [permissions, syncedRepos, users]) {
      table.rows.length = 0;
      table.lastId = 0;
    }
    world.addUser("octo", { active: true, created }).token = "octo-token";
    for (const [slug, id] of Object.entries(scmIds)) Object.assign(scm.find(slug) ?? {}, { id });
    for (const [slug, head] of Object.entries(heads)) scm.commit(slug, head);
  };

const scmIds = {
  "octo/hello-world": 1,
  "octo/demo": 2,
  "octo/Mixed.Case": 3,
  "octo/vault": 4,
  "acme/api": 5,
  "acme/web": 6,
  "alice/notes": 7,
};

const heads = {
  "octo/hello-world": "7f00afc9d1bdcabd730a6f1c1f500525eb656eba",
  "octo/demo": "e34d08d351f72fc818d1c1988032ae17288864df",
};

/** In which order a real server takes new repositories is chance. */
function renumber({ syncedRepos }: Sandbox["world"], slugs: string[]): void {
  for (const repo of syncedRepos.rows) repo.id = slugs.indexOf(repo.slug) + 1;
}

/** Twenty at once of nearly everything. */
function afterBursts({ world }: Sandbox): void {
  const order = "0 6 16 17 4 3 2 1 7 8 9 10 11 12 13 18 14 19 5 15".split(" ");
  for (const number of order) addSecret(world.teamSecrets, "acme", `par${number}`);
  world.repoSecrets.lastId = 43;
  world.users.lastId = 38;
  const demo = world.syncedRepo("octo/demo");
  if (demo) Object.assign(demo, { timeout: 66, version: demo.version + 9 });
}

function afterMixedBurst({ world }: Sandbox): void {
  for (const number of [0, 2, 4, 10, 12, 6, 8, 18, 14, 16]) addSecret(world.repoSecrets, 3, `mix${number}`);
  addBuilds(world, 10);
}

function addSecret(table: Sandbox["world"]["repoSecrets"], of: number | string, name: string): void {
  table.insert({ of, name, value: "x", images: [], events: [], skipVerify: false, conceal: false });
}

function addBuilds(world: Sandbox["world"], count: number): void {
  const { stagedBuilds, stages } = world;
  const demo = world.syncedRepo("octo/demo");
  const [build, stage] = [stagedBuilds.rows.at(-1), stages.rows.at(-1)];
  if (!demo || !build || !stage) throw new Error("nothing to copy");
  for (let more = 0; more < count; more++) {
    demo.version += 1;
    demo.counter = Number(demo.counter) + 1;
    const { id: buildId } = stagedBuilds.insert({ ...build, number: demo.counter });
    stages.insert({ ...stage, buildId });
  }
}

function withoutScratch({ world }: Sandbox): void {
  const at = world.scm.repos.findIndex(({ name }) => name === "labscratch2");
  world.scm.repos.splice(at, 1);
}

function addThirtyRepos({ world }: Sandbox): void {
  const like = world.syncedRepo("acme/web");
  if (!like) throw new Error("nothing to copy");
  const none = { clone: "", ssh: "", link: "", synced: 0, created: 0, updated: 0 };
  for (let number = 0; number < 30; number++) {
    const name = `r${number}`;
    world.syncedRepos.insert({
      ...like,
      ...none,
      uid: `zz${number}`,
      namespace: "zz",
      name,
      slug: `zz/${name}`,
    });
  }
}

function addOldBuilds({ world: { stagedBuilds } }: Sandbox): void {
  const like = stagedBuilds.rows[0];
  if (!like) throw new Error("nothing to copy");
  const texts = Object.entries(like).filter(([, value]) => typeof value === "string");
  const none = Object.fromEntries(texts.map(([key]) => [key, ""]));
  const times = { started: 0, finished: 0, created: 0, updated: 0, version: 1 };
  const about = { repoId: 6, trigger: "@hook", event: "push", ref: "refs/heads/master", params: {} };
  for (let number = 900; number < 1010; number++) {
    stagedBuilds.insert({ ...like, ...none, ...times, ...about, status: "success", number });
  }
}

const scmSays =
  (message?: string, status?: number) =>
  ({ world }: Sandbox): void => {
    world.scm.failure = message === undefined ? undefined : new ScmError(message, status);
  };

const scmDown = (path: string) => scmSays(`Get "http://127.0.0.1:3002/api/v1${path}": EOF`);

const push = (message: string): string =>
  JSON.stringify({
    ref: "refs/heads/master",
    after: heads["octo/demo"],
    commits: [{ id: heads["octo/demo"], message }],
    repository: { full_name: "octo/demo" },
    pusher: { login: "octo", email: "o@x" },
    sender: { login: "octo" },
  });

testReplay({
  release: "2.25",
  recording: "2.25.0",
  clock: {
    "demo config": 1795460501,
    "fresh: login octo (no failed sync before)": 1795461115,
    "sync (marks cached permissions stale)": 1795460916,
  },
  disagreements: {},
  unsendable: {
    "build with absent config": "the real server did not answer in time",
    "pprof (DRONE_PPROF_ENABLED=true)": "a setting of the server that the sandbox does not have",
    "pprof goroutine": "a setting of the server that the sandbox does not have",
  },
  standIns: {
    "cookie auth": Buffer.from("session of octo").toString("base64url"),
    "old token after rotate": "alice-token",
    "old machine token after rotate": "the-token-that-robot-had",
    "after self-delete": "the-token-that-bot-had",
  },
  bodies: {
    "secret big data 1MB": JSON.stringify({ name: "big", data: "x".repeat(1 << 20) }),
    "secret 20MB": JSON.stringify({ name: "huge", data: "x".repeat(20 << 20) }),
    "hook bad signature": push("lab"),
    "hook push on protected repo": push("lab"),
    "hook push 2": push("lab"),
    "hook push 3": push("lab"),
    "hook with [ci skip]": push("lab [ci skip]"),
  },
  before: {
    "public /version": nobodyLoggedIn(1795460324),
    "enable, SCM hook create 500": scmSays("", 500),
    "enable, SCM hooks 404": scmSays("", 404),
    "enable, SCM hooks 401": scmSays("", 401),
    "enable, SCM down": scmDown("/repos/octo/hello-world/hooks"),
    "repo after failed enables": scmSays(),
    "repair SCM down": scmDown("/repos/octo/demo"),
    "sync SCM down": scmDown("/user/repos"),
    "re-enable demo": scmSays(),
    "repair/enable after parallel enable": afterBursts,
    "restore demo": afterMixedBurst,
    sync: ({ world }) => {
      world.scm.addRepo("octo/labscratch2");
    },
    "SCM repo deleted: get": withoutScratch,
    "recreated same name: sync": ({ world }) => {
      world.scm.addRepo("octo/labscratch2");
    },
    remove: withoutScratch,
    "sync (marks cached permissions stale)": ({ world }) => {
      // What the rates were measured with.
      addBuilds(world, 13);
      world.repoSecrets.lastId = 555;
    },
    "SCM down, stale perms: admin GET repo": scmDown("/repos/octo/demo"),
    "SCM answers 401 (token revoked), stale perms: admin GET repo": scmSays("", 401),
    "SCM up: admin GET repo (refreshes cache)": scmSays(),
    "SCM down, fresh perms: admin GET repo": scmDown("/repos/octo/demo"),
    before: scmSays(),
    "renamed: old slug before sync": ({ world }) => {
      Object.assign(world.syncedRepo("octo/Mixed.Case") ?? {}, { name: "Old", slug: "octo/Old" });
    },
    "repos all ": addThirtyRepos,
    "builds ": addOldBuilds,
    "fresh: login octo (no failed sync before)": nobodyLoggedIn(1795461117),
    "fresh: repos present after first login": ({ world }) =>
      renumber(world, [
        "octo/demo",
        "octo/hello-world",
        "octo/Mixed.Case",
        "octo/vault",
        "acme/api",
        "acme/web",
      ]),
  },
  newServers: ["fresh: login octo (no failed sync before)"],
});
