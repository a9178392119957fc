import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { engines, needs } from "../engine/engines";
import { servers, type TestServer } from "../servers";
import { all, changed, globalSecret, repo, repoSecret, teamSecret, user } from "./declared";
import { type Program, Stack, wentWell } from "./stack";

// The whole life of the five resources of Drone 0.5, on every engine and every such server; looked at by plain HTTP.
// What later releases make of it is in releases.test.ts.

const oldest = servers.filter(({ release }) => release === "0.5");
const cases = engines.flatMap((engine) => oldest.map((server) => ({ engine, server, name: server.name })));

describe.each(cases)("$engine, $name", ({ engine, server: { open } }) => {
  let server: TestServer;
  let stack: Stack;
  beforeEach(async ({ skip }) => {
    await needs(engine, skip);
    server = await open();
    stack = await Stack.open(engine, server.url, server.admin);
  });
  afterEach(async () => {
    await stack?.close();
    await server?.close();
  });

  const rows = async (path: string) =>
    ((await server.byHand("GET", path)) ?? []) as Record<string, unknown>[];
  const names = async (path: string, field: string) => (await rows(path)).map((row) => row[field]).sort();
  const nothingToDo = async (program: Program) =>
    expect((await stack.preview(program, { expectNoChanges: true })).exitCode).toBe(0);

  test("made, changed, replaced, drifted, gone, made again, looked up, destroyed", {
    timeout: 180_000,
  }, async () => {
    const usersBefore = await names("/api/users", "login");
    expect(wentWell(await stack.preview(all)).changes).toEqual({ create: 6 });
    expect(wentWell(await stack.up(all)).changes).toEqual({ create: 6 });
    await nothingToDo(all);

    const edited = [
      changed(user, { active: false }),
      changed(repo, {
        timeout: 90,
        trusted: true,
        allowPush: false,
        allowPullRequests: false,
        allowDeploy: true,
        allowTag: true,
      }),
      changed(repoSecret, { value: "another", images: ["plugins/*"], skipVerify: true }),
      changed(teamSecret, { conceal: false }),
      changed(globalSecret, { events: ["push", "pull_request"] }),
    ];
    expect(wentWell(await stack.up(edited)).changes).toEqual({ update: 5, same: 1 });
    expect(await server.byHand("GET", "/api/users/bob")).toMatchObject({ active: false });
    expect(await server.byHand("GET", "/api/repos/octo/demo")).toMatchObject({
      timeout: 90,
      trusted: true,
      allow_push: false,
      allow_pr: false,
      allow_deploys: true,
      allow_tags: true,
    });
    expect(await rows("/api/repos/octo/demo/secrets")).toMatchObject([
      { image: ["plugins/*"], skip_verify: true },
    ]);
    expect(await rows("/api/global/secrets")).toMatchObject([{ event: ["push", "pull_request"] }]);
    await nothingToDo(edited);

    const replaced = [
      changed(user, { login: "eve" }),
      changed(repo, { name: "hello-world" }),
      repoSecret,
      changed(teamSecret, { team: "octo" }),
      changed(globalSecret, { name: "MIRROR_2" }),
    ];
    expect(wentWell(await stack.up(replaced)).changes).toEqual({ replace: 5, same: 1 });
    expect(await names("/api/user/repos", "full_name")).toEqual(["octo/hello-world"]);
    expect(await names("/api/repos/octo/hello-world/secrets", "name")).toEqual(["PASSWORD"]);
    expect(await names("/api/users", "login")).toEqual([...usersBefore, "eve"].sort());
    expect(await names("/api/teams/acme/secrets", "name")).toEqual([]);
    expect(await names("/api/global/secrets", "name")).toEqual(["MIRROR_2"]);
    await nothingToDo(replaced);

    await server.byHand("PATCH", "/api/repos/octo/hello-world", { timeout: 5 });
    await server.byHand("DELETE", "/api/global/secrets/MIRROR_2");
    const watched = await stack.refresh({ previewOnly: true, expectNoChanges: true });
    expect(watched.exitCode).toBe(7);
    expect(wentWell(await stack.refresh()).changes).toMatchObject({ update: 1, delete: 1 });
    expect(wentWell(await stack.up(replaced)).changes).toEqual({ create: 1, update: 1, same: 4 });
    expect(await server.byHand("GET", "/api/repos/octo/hello-world")).toMatchObject({ timeout: 30 });

    const lookedUp: Program = [
      { type: "User", name: "bob-again", get: "eve" },
      { type: "Repository", name: "demo-again", get: "octo/hello-world" },
      { type: "RepoSecret", name: "password-again", get: "octo/hello-world/PASSWORD" },
      { type: "TeamSecret", name: "slack-again", get: "octo/SLACK" },
      { type: "GlobalSecret", name: "mirror-again", get: "MIRROR_2" },
    ];
    wentWell(await stack.up([...replaced, ...lookedUp]));
    wentWell(await stack.up(replaced));

    expect(wentWell(await stack.destroy()).changes).toEqual({ delete: 6 });
    expect(await rows("/api/user/repos")).toEqual([]);
    expect(await rows("/api/teams/octo/secrets")).toEqual([]);
    expect(await rows("/api/global/secrets")).toEqual([]);
    expect(await names("/api/users", "login")).toEqual(usersBefore);
  });
});
