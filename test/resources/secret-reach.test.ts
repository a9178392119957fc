import { afterEach, expect, test } from "vitest";
import type { Bag, Definition } from "../../src/lifecycle/definition";
import { UNKNOWN } from "../../src/lifecycle/unknown";
import { globalSecret } from "../../src/resources/global-secret";
import { repoSecret } from "../../src/resources/repo-secret";
import { teamSecret } from "../../src/resources/team-secret";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox";
import { lifecycleOf } from "../contract";
import { activate, byHand } from "../servers";

// Who gets a secret: one language for all releases, never wider than asked.

type Release = NonNullable<SandboxOptions["release"]>;
let sandbox: Sandbox;
afterEach(() => sandbox.close());

const open = async (release: Release) => {
  sandbox = await startSandbox({ release });
};
const process = (definition: unknown = repoSecret) =>
  lifecycleOf(definition as Definition<object, unknown>, { url: sandbox.url, admin: "octo-token" });
const hand = (method: string, path: string, json?: unknown) =>
  byHand(sandbox.url, "octo-token", method, path, json);
const given = { repo: "octo/demo", name: "KEY", value: "s3cret" };

async function openWithRepo(release: Release) {
  await open(release);
  await activate({ ...sandbox, admin: "", alice: "", byHand: hand, close: sandbox.close }, "octo/demo");
}

async function made(args: Bag) {
  const { inputs, failures } = await process().check({}, args);
  expect(failures).toEqual([]);
  return { inputs, outs: (await process().create(inputs)).outs };
}

const own = ["push", "tag", "deployment"];

test.each([
  ["0.5", {}, { images: ["*"], events: own, skipVerify: false, conceal: false }],
  ["0.7", {}, { images: [], events: own }],
  ["0.8", {}, { images: [], events: own }],
  ["0.8", { pullRequest: false }, { images: [], events: own }],
  ["1.10", {}, { pullRequest: false, pullRequestPush: false }],
  ["2.25", {}, { pullRequest: false, pullRequestPush: false }],
  ["2.25", { events: [...own, "pull_request"] }, { pullRequest: true, pullRequestPush: false }],
  ["2.25", { pullRequest: true }, { pullRequest: true }],
  ["2.25", { pullRequest: false }, { pullRequest: false }],
  ["2.25", { pullRequestPush: true }, { pullRequest: false, pullRequestPush: true }],
  ["2.25", { conceal: true, images: ["*"] }, { pullRequest: false }],
] as const)("%s: %j reaches what it says, and is the same the second time", async (release, more, row) => {
  await openWithRepo(release);
  const { inputs, outs } = await made({ ...given, ...more });
  expect(sandbox.world.repoSecrets.rows[0]).toMatchObject({ name: "KEY", value: "s3cret", ...row });
  expect((await process().diff("octo/demo/KEY", outs, inputs)).changes).toBe(false);
  const { props } = await process().read("octo/demo/KEY", outs);
  expect((await process().diff("octo/demo/KEY", props as Bag, inputs)).changes).toBe(false);
});

test.each([
  ["0.5", { pullRequest: true }, "has no pullRequest, only Drone 1.0+ has. Add pull_request to events."],
  ["0.5", { pullRequestPush: true }, "has no pullRequestPush"],
  ["0.8", { images: [] }, "images of KEY must not be empty: Drone 0.6–0.8 takes that for every image."],
  ["0.8", { events: [] }, "events of KEY must not be empty"],
  ["0.8", { pullRequest: false, events: ["push", "pull_request"] }, "has no pullRequest"],
  ["0.8", { images: ["plugins/?ocker"] }, "images of KEY have a pattern"],
  ["0.8", { images: ["plugins/*"] }, "images of KEY have a pattern, but Drone 0.6–0.8 compares names"],
  ["0.8", { skipVerify: true }, "has no skipVerify, only Drone 0.5 has."],
  ["0.8", { conceal: true }, "has no conceal, only Drone 0.5, 1.0+ has."],
  ["1.10", { images: ["plugins/docker"] }, "images of KEY must be left out"],
  ["2.25", { images: [] }, "images of KEY must be left out"],
  [
    "2.25",
    { events: ["push"] },
    "events of KEY must be push, tag and deployment, with or without pull_request",
  ],
  ["2.25", { events: [] }, "events of KEY must be push, tag and deployment"],
  ["2.25", { events: own, pullRequest: true }, "events and pullRequest of KEY contradict each other."],
  ["2.25", { events: [...own, "pull_request"], pullRequest: false }, "contradict each other"],
  ["2.25", { skipVerify: true }, "has no skipVerify"],
  ["2.25", { conceal: false }, "conceal of KEY cannot be false"],
] as const)("%s: %j is refused by check, and before the first write", async (release, more, reason) => {
  await openWithRepo(release);
  const { failures, inputs } = await process().check({}, { ...given, ...more });
  expect(failures).toHaveLength(1);
  expect(failures[0]?.reason).toContain(reason);
  const before = sandbox.requests.filter(({ method }) => method !== "GET").length;
  await expect(process().create(inputs)).rejects.toThrow(reason);
  expect(sandbox.requests.filter(({ method }) => method !== "GET")).toHaveLength(before);
});

test.each(["1.10", "2.25"] as const)(
  "%s: pull_request taken out of the events closes the secret, in words",
  async (release) => {
    await openWithRepo(release);
    const { outs } = await made({ ...given, events: [...own, "pull_request"] });
    const { inputs } = await process().check({}, given);
    await process().update("octo/demo/KEY", outs, inputs);
    expect(sandbox.world.repoSecrets.rows[0]).toMatchObject({
      pullRequest: false,
      pullRequestPush: false,
      value: "s3cret",
    });
  },
);

test.each(["0.8", "2.25"] as const)(
  "%s: another setting is changed without the value, which stays",
  async (release) => {
    await openWithRepo(release);
    const more = release === "0.8" ? { events: ["push"] } : { pullRequestPush: true };
    const { outs } = await made(given);
    const { value, ...rest } = given;
    const { inputs } = await process().check({}, { ...rest, ...more });
    await process().update("octo/demo/KEY", outs, inputs);
    expect(sandbox.world.repoSecrets.rows[0]?.value).toBe("s3cret");
  },
);

test.each(["0.7", "0.8"] as const)(
  "%s: a secret kept to some images cannot be opened to all again: refused, not ignored",
  async (release) => {
    await openWithRepo(release);
    const { outs } = await made({ ...given, images: ["plugins/docker"] });
    const { inputs } = await process().check({}, given);
    await expect(process().update("octo/demo/KEY", outs, inputs)).rejects.toThrow(
      "KEY is kept to the images plugins/docker, and Drone 0.6–0.8 cannot open it to every image again",
    );
    expect(sandbox.world.repoSecrets.rows[0]?.images).toEqual(["plugins/docker"]);
  },
);

test.each([
  [
    "0.7",
    teamSecret,
    { team: "acme", name: "K", value: "v" },
    "has no team secrets, only Drone 0.5, 1.1+ has. Declare a RepoSecret",
  ],
  [
    "0.8",
    globalSecret,
    { name: "K", value: "v" },
    "has no global secrets, only Drone 0.5 has. Declare a TeamSecret",
  ],
  ["2.25", globalSecret, { name: "K", value: "v" }, "Drone 2.25.0 has no global secrets"],
] as const)(
  "%s: a kind of secret that it does not have is refused with the remedy",
  async (release, definition, args, reason) => {
    await open(release);
    expect((await process(definition).check({}, args)).failures[0]?.reason).toContain(reason);
    await expect(process(definition).create(args)).rejects.toThrow(reason);
  },
);

test.each(["1.10", "2.25"] as const)("%s: team secrets are one whatever their case", async (release) => {
  await open(release);
  const acme = { team: "acme", name: "key", value: "v" };
  const { outs } = await process(teamSecret).create((await process(teamSecret).check({}, acme)).inputs);
  await expect(
    process(teamSecret).create((await process(teamSecret).check({}, { ...acme, name: "KEY" })).inputs),
  ).rejects.toThrow("exists on");
  await expect(process(teamSecret).diff("acme/key", outs, { ...acme, team: "ACME" })).rejects.toThrow(
    "Write it as acme/key.",
  );
  expect((await process(teamSecret).read("ACME/KEY", outs)).id).toBe("ACME/KEY");
});

test("a Drone built from its source alone says that it lacks secrets", async () => {
  await open("2.25");
  sandbox.world.oss = true;
  await expect(process(teamSecret).create({ team: "acme", name: "K", value: "v" })).rejects.toThrow(
    '501, "Not Implemented". This Drone was built without that (build tag oss): it needs the full build',
  );
});

test("0.8: a star that somebody stored is the name of no image, and an empty list of events is all", async () => {
  await openWithRepo("0.8");
  const row = { name: "KEY", value: "v", image: ["*"], event: [] };
  await hand("POST", "/api/repos/octo/demo/secrets", row);
  const { props } = await process().read("octo/demo/KEY", {});
  expect(props).toMatchObject({ images: [], events: [...own, "pull_request"] });
});

test("a secret that reaches too far is refused in a preview, though its value is not known yet", async () => {
  await openWithRepo("2.25");
  const { failures } = await process().check({}, { ...given, value: UNKNOWN, events: ["push"] });
  expect(failures).toHaveLength(1);
});
