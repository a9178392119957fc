import { resolve } from "node:path";
import { startSandbox } from "pulumi-drone/sandbox";
import { type Change, type Outcome, openWorkspace } from "../engine/workspace";
import { byHand } from "../servers";
import { Story } from "./story";

/** The main job, from an empty Drone server to an empty Drone server. */
async function demo(story: Story): Promise<void> {
  const sandbox = await startSandbox({ release: "0.5", seed: "recorded" });
  const workspace = await openWorkspace({
    project: resolve(__dirname, "../.."),
    stack: "demo",
    print: (line) => story.tell(`  │ ${line}`),
  });
  // As a person would see the server: plain HTTP, none of our code.
  const ask = (method: string, path: string, json?: unknown) =>
    byHand(sandbox.url, "octo-token", method, path, json);
  const names = async (path: string, field: string) =>
    (((await ask("GET", path)) ?? []) as Record<string, unknown>[]).map((item) => item[field]).sort();
  const outcome = (
    what: string,
    { ok, changes, output }: Outcome,
    expected: Partial<Record<Change, number>>,
  ) => {
    const count = Object.entries(expected).map(([change, number]) => `${number} ${change}`);
    const is =
      ok && Object.entries(expected).every(([change, number]) => changes[change as Change] === number);
    story.must(`${what}: ${count.join(", ")}`, is, `It was ${JSON.stringify(changes)}\n${output}`);
  };

  try {
    story.tell(`A Drone 0.5 server (the sandbox) runs at ${sandbox.url}.`);
    story.tell(
      `${workspace.name} ${workspace.version} runs the program in examples/quickstart (${workspace.why}).`,
    );
    await workspace.setConfig("drone:server", sandbox.url);
    await workspace.setConfig("drone:token", "octo-token", { secret: true });

    story.chapter("preview: what would be made");
    outcome("preview", await workspace.preview(), { create: 6 });
    story.must("the server was not touched", (await names("/api/user/repos", "full_name")).length === 0);

    story.chapter("up: the server becomes what the program says");
    outcome("up", await workspace.up(), { create: 6 });
    const repo = (await ask("GET", "/api/repos/octo/demo")) as Record<string, unknown>;
    story.must(
      "octo/demo is active, with a timeout of 30 minutes, and builds tags",
      repo.timeout === 30 && !!repo.allow_tags,
    );
    story.must("bob is a user", (await names("/api/users", "login")).includes("bob"));
    const secrets = await Promise.all(
      ["/api/repos/octo/demo/secrets", "/api/teams/acme/secrets", "/api/global/secrets"].map((at) =>
        names(at, "name"),
      ),
    );
    story.must(
      "the repository, the team and the server have a secret each",
      secrets.join() === "DOCKER_PASSWORD,SLACK_WEBHOOK,MIRROR_TOKEN",
      secrets.join(),
    );
    const state = await workspace.rawState();
    const readable = ["octo-token", "change-me", "hooks.example.com"].filter((secret) =>
      state.includes(secret),
    );
    story.must("no token and no secret can be read in the state", readable.length === 0, readable);

    story.chapter("up again: nothing to do");
    outcome("up", await workspace.up({ expectNoChanges: true }), { same: 6 });

    story.chapter("somebody meddles with the server by hand");
    await ask("PATCH", "/api/repos/octo/demo", { timeout: 5, allow_tag: false });
    story.tell('  $ curl -X PATCH -d \'{"timeout": 5, "allow_tag": false}\' …/api/repos/octo/demo');
    await ask("DELETE", "/api/global/secrets/MIRROR_TOKEN");
    story.tell("  $ curl -X DELETE …/api/global/secrets/MIRROR_TOKEN");

    story.chapter("refresh: the drift shows");
    const drift = await workspace.refresh({ previewOnly: true, expectNoChanges: true });
    story.must(
      "a pipeline sees it: the preview of a refresh exits with 7",
      drift.exitCode === 7,
      drift.exitCode,
    );
    outcome("refresh", await workspace.refresh(), { update: 1, delete: 1 });

    story.chapter("up: the drift is repaired");
    outcome("up", await workspace.up(), { create: 1, update: 1 });
    const repaired = (await ask("GET", "/api/repos/octo/demo")) as Record<string, unknown>;
    story.must("the settings are back", repaired.timeout === 30 && repaired.allow_tags === true);
    story.must("so is the secret", (await names("/api/global/secrets", "name")).join() === "MIRROR_TOKEN");

    story.chapter("destroy: everything goes, and only that");
    outcome("destroy", await workspace.destroy(), { delete: 6 });
    story.must("no repository is active", (await names("/api/user/repos", "full_name")).length === 0);
    story.must(
      "bob is gone, octo and alice are not",
      (await names("/api/users", "login")).join() === "alice,octo",
    );
    const left = await Promise.all(
      ["/api/teams/acme/secrets", "/api/global/secrets"].map((at) => names(at, "name")),
    );
    story.must("no secret is left", left.flat().length === 0, left);
    story.end();
  } finally {
    await workspace.close();
    await sandbox.close();
  }
}

demo(new Story()).catch((error: Error) => {
  process.stderr.write(`\nThe demo failed: ${error.message}\n`);
  process.exitCode = 1;
});
