import { repository } from "../../src/resources/repository";
import { contract } from "../contract";
import { activate, isModern, lookFor, remembersRepos, removeRepo, type TestServer } from "../servers";

const REPO = "/api/repos/octo/demo";
const patch = (json: object) => (server: TestServer) => server.byHand("PATCH", REPO, json);

/** What each setting is made, changed to by the program, and changed to by hand. */
type Settings = Record<string, [made: unknown, changed: unknown, drift: object]>;

const everywhere: Settings = {
  trusted: [true, false, { trusted: false }],
  timeout: [30, 90, { timeout: 5 }],
};
const legacy: Settings = {
  allowPullRequests: [false, true, { allow_pr: true }],
  allowPush: [false, true, { allow_push: true }],
  allowDeploy: [true, false, { allow_deploy: false }],
  allowTag: [true, false, { allow_tag: false }],
};
const since07: Settings = {
  visibility: ["private", "internal", { visibility: "public" }],
  protected: [true, false, { gated: false, protected: false }],
  configPath: [".drone/ci.yml", "ci.yml", { config_file: "x.yml", config_path: "x.yml" }],
};
const modern: Settings = {
  ignorePullRequests: [true, false, { ignore_pull_requests: false }],
  ignoreForks: [true, false, { ignore_forks: false }],
  autoCancelPullRequests: [true, false, { auto_cancel_pull_requests: false }],
  autoCancelPushes: [true, false, { auto_cancel_pushes: false }],
  throttle: [2, 0, { throttle: 7 }],
};
const since2: Settings = { autoCancelRunning: [true, false, { auto_cancel_running: false }] };

function settingsOf(release: string): Settings {
  if (!isModern({ release })) return { ...everywhere, ...legacy, ...(release === "0.5" ? {} : since07) };
  return { ...everywhere, ...since07, ...modern, ...(release.startsWith("2.") ? since2 : {}) };
}

contract(repository, (release) => {
  const settings = Object.entries(settingsOf(release));
  const counts = remembersRepos({ release });
  return {
    args: {
      owner: "octo",
      name: "demo",
      ...Object.fromEntries(settings.map(([name, [made]]) => [name, made])),
      ...(counts ? { counter: 40 } : {}),
      onDestroy: "remove",
    },
    least: { owner: "octo", name: "demo" },
    id: "octo/demo",
    // One of these two is refused beside the other.
    elsewhere: ["chown", isModern({ release }) ? "allowPullRequests" : "ignorePullRequests"],
    changes: {
      ...Object.fromEntries(settings.map(([name, [, changed]]) => [name, changed])),
      ...(counts ? { counter: 50 } : {}),
      onDestroy: "keep",
    },
    otherKey: { owner: "acme", name: "hello-world" },
    byHand: {
      look: async (server) => {
        const repo = await lookFor(server, REPO);
        return repo?.active === false ? undefined : repo;
      },
      make: (server) => activate(server, "octo/demo"),
      remove: (server) => removeRepo(server, "octo/demo"),
      drift: {
        ...Object.fromEntries(settings.map(([name, [, , drift]]) => [name, patch(drift)])),
        ...(counts ? { active: (server) => server.byHand("DELETE", REPO) } : {}),
      },
    },
  };
});
