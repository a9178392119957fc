import { globalSecret } from "../../src/resources/global-secret";
import { repoSecret } from "../../src/resources/repo-secret";
import { teamSecret } from "../../src/resources/team-secret";
import { contract, type Subject } from "../contract";
import { activate, isModern, lookInList, removeRepo, type TestServer } from "../servers";

type Declared = Pick<Subject<object, never>, "byHand" | "changes" | "args" | "least" | "elsewhere">;

/** A secret named PASSWORD, wherever it is kept. */
function secretAt(release: string, route: string): Declared {
  const dialect = isModern({ release }) ? byFlag : release === "0.5" ? byPattern : byName;
  const { args, changes, made, declared, drift, elsewhere } = dialect;
  const make = (json: object) => (server: TestServer) =>
    server.byHand("POST", route, { name: "PASSWORD", value: "s3cret", data: "s3cret", ...json });
  const change = (json: object) => (server: TestServer) =>
    release === "0.5"
      ? make({ ...declared, ...json })(server)
      : server.byHand("PATCH", `${route}/PASSWORD`, json);
  return {
    args: { ...least, ...args },
    least,
    elsewhere,
    changes: { value: "another s3cret", ...changes },
    byHand: {
      look: (server) => lookInList(server, route, { name: "PASSWORD" }),
      make: make(made),
      forge: make({ ...declared, value: "somebody else's", data: "somebody else's" }),
      remove: (server) => server.byHand("DELETE", `${route}/PASSWORD`),
      drift: Object.fromEntries(Object.entries(drift).map(([name, json]) => [name, change(json)])),
    },
  };
}

const least = { name: "PASSWORD", value: "s3cret" };

/** 0.5 */
const byPattern = {
  args: { images: ["plugins/docker"], events: ["push"], skipVerify: false, conceal: true },
  changes: {
    images: ["plugins/*", "alpine"],
    events: ["tag", "pull_request"],
    skipVerify: true,
    conceal: false,
  },
  declared: { image: ["plugins/docker"], event: ["push"], conceal: true },
  made: { image: ["*"], event: ["pull_request"], skip_verify: true },
  drift: {
    images: { image: ["*"] },
    events: { event: ["pull_request"] },
    skipVerify: { skip_verify: true },
    conceal: { conceal: false },
  },
  elsewhere: ["pullRequest", "pullRequestPush"],
};

/** 0.6–0.8 */
const byName = {
  args: { images: ["plugins/docker"], events: ["push"] },
  changes: { images: ["plugins/docker", "alpine"], events: ["tag", "pull_request"] },
  declared: { image: ["plugins/docker"], event: ["push"] },
  made: { image: ["alpine"], event: ["pull_request"] },
  drift: { images: { image: ["alpine"] }, events: { event: ["pull_request"] } },
  elsewhere: ["pullRequest", "pullRequestPush", "skipVerify", "conceal"],
};

/** 1.0+ */
const byFlag = {
  args: { pullRequestPush: true },
  changes: { events: ["push", "tag", "deployment", "pull_request"], pullRequestPush: false },
  declared: { pull_request_push: true },
  made: { pull_request: true },
  drift: { events: { pull_request: true }, pullRequestPush: { pull_request_push: false } },
  elsewhere: ["pullRequest", "images", "skipVerify", "conceal"],
};

contract(repoSecret, (release) => {
  const { args, least, ...rest } = secretAt(release, "/api/repos/octo/demo/secrets");
  return {
    ...rest,
    args: { repo: "octo/demo", ...args },
    least: { repo: "octo/demo", ...least },
    id: "octo/demo/PASSWORD",
    otherKey: { repo: "octo/hello-world", name: "OTHER" },
    before: (server) => activate(server, "octo/demo"),
    after: (server) => removeRepo(server, "octo/demo"),
  };
});

contract(teamSecret, (release) => {
  const route = isModern({ release }) ? "/api/secrets/acme" : "/api/teams/acme/secrets";
  const { args, least, ...rest } = secretAt(release, route);
  return {
    ...rest,
    args: { team: "acme", ...args },
    least: { team: "acme", ...least },
    id: "acme/PASSWORD",
    otherKey: { team: "octo", name: "OTHER" },
  };
});

contract(globalSecret, (release) => ({
  ...secretAt(release, "/api/global/secrets"),
  id: "PASSWORD",
  otherKey: { name: "OTHER" },
}));
