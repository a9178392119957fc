import { afterEach, beforeEach, expect, test } from "vitest";
import { Release } from "../../src/client/release";
import type { Bag, Definition } from "../../src/lifecycle/definition";
import { cron } from "../../src/resources/cron";
import { globalSecret } from "../../src/resources/global-secret";
import { registry } from "../../src/resources/registry";
import { repoSecret } from "../../src/resources/repo-secret";
import { repository } from "../../src/resources/repository";
import { teamSecret } from "../../src/resources/team-secret";
import { template } from "../../src/resources/template";
import { user } from "../../src/resources/user";
import { type Sandbox, startSandbox } from "../../src/sandbox";
import { releases } from "../../src/sandbox/release";
import { lifecycleOf } from "../contract";
import { liarBefore } from "../liar";
import { byHand } from "../servers";
import type { Asked } from "../stub-server";

// Nothing leaves the state because of a 404 that nobody vouches for.

type ReleaseName = keyof typeof releases;
type Kind = [name: string, definition: Definition<object, unknown>, args: Bag, id: string];

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

const inRelease = async (release: ReleaseName) => {
  await sandbox.close();
  sandbox = await startSandbox({ release });
};

const inDemo = { repo: "octo/demo" };
const KINDS = [
  ["User", user, { login: "bob" }, "bob"],
  ["Repository", repository, { owner: "octo", name: "vault" }, "octo/vault"],
  ["RepoSecret", repoSecret, { ...inDemo, name: "KEY", value: "v" }, "octo/demo/KEY"],
  ["TeamSecret", teamSecret, { team: "acme", name: "KEY", value: "v" }, "acme/KEY"],
  ["GlobalSecret", globalSecret, { name: "KEY", value: "v" }, "KEY"],
  [
    "Registry",
    registry,
    { ...inDemo, address: "docker.io", username: "o", password: "p" },
    "octo/demo/docker.io",
  ],
  ["Cron", cron, { ...inDemo, name: "nightly", expr: "@daily", branch: "main" }, "octo/demo/nightly"],
  ["Template", template, { namespace: "acme", name: "a.yaml", data: "x" }, "acme/a.yaml"],
] as unknown as Kind[];

/** Each kind on each release that has it. */
const CELLS = (Object.keys(releases) as ReleaseName[]).flatMap((release) =>
  KINDS.filter(([, { needs }]) => Release.parse(release)?.has(needs)).map((kind) => ({
    release,
    kind,
    name: kind[0],
  })),
);

const asOcto = (url = sandbox.url) => ({ url, admin: "octo-token", insteadOf: sandbox.url });
const hand = (method: string, path: string, json?: unknown) =>
  byHand(sandbox.url, "octo-token", method, path, json);

/** The object, made, and its state. */
async function made(definition: Definition<object, unknown>, args: Bag): Promise<Bag> {
  const demo = await hand("GET", "/api/repos/octo/demo").catch(() => ({ active: false }));
  if ((demo as { active?: boolean }).active === false) {
    await lifecycleOf(repository, asOcto()).create({ owner: "octo", name: "demo" });
  }
  const { inputs } = await lifecycleOf(definition, asOcto()).check({}, args);
  return (await lifecycleOf(definition, asOcto()).create(inputs)).outs;
}

/** What read and delete make of a server that answers like this, whose release is known nevertheless. */
async function readAndDelete(
  [, definition, args, id]: Kind,
  answer: (asked: Asked) => { status: number; type?: string; body?: string } | undefined,
  admin = "octo-token",
) {
  const state = await made(definition, args);
  const liar = await liarBefore(sandbox.url, (asked) =>
    asked.url === "/version" ? undefined : answer(asked),
  );
  const as = { url: liar.url, admin, insteadOf: sandbox.url };
  const outcome = async (work: Promise<unknown>) => work.catch((error: Error) => error);
  try {
    return {
      read: await outcome(lifecycleOf(definition, as).read(id, state)),
      delete: await outcome(lifecycleOf(definition, as).delete(id, state)),
    };
  } finally {
    await liar.close();
  }
}

const lies = {
  "401, as a locked database answers": { status: 401, body: "" },
  "403, as a proxy answers": { status: 403, type: "text/html", body: "<html>Forbidden</html>" },
  "404, to everything": { status: 404, body: "404 page not found" },
  "413, a token demoted meanwhile": { status: 413, body: "User not authorized" },
  "500, a locked database": { status: 500, body: "database is locked" },
  "502, from a proxy": { status: 502, type: "text/html", body: "<html>Bad Gateway</html>" },
  "a web page, from a wrong base URL": { status: 200, type: "text/html", body: "<!DOCTYPE html>" },
  "an empty JSON object": { status: 200, type: "application/json", body: "{}" },
  "a list cut in half": { status: 200, type: "application/json", body: '[{"name":"OTH' },
};

test.each(CELLS.flatMap((cell) => Object.entries(lies).map(([lie, answer]) => ({ ...cell, lie, answer }))))(
  "$release, $name: $lie, is no proof that it is gone",
  async ({ release, kind, answer }) => {
    await inRelease(release);
    const said = await readAndDelete(kind, () => answer);
    expect(said.read).toBeInstanceOf(Error);
    expect(said.delete).toBeInstanceOf(Error);
  },
);

test("a repository that answers 404 is gone only if an administrator is told so, twice", async () => {
  const once = async (times: number) => {
    let left = times;
    const state = await made(repository as never, { owner: "acme", name: "api" });
    const liar = await liarBefore(sandbox.url, ({ method, url }) =>
      method === "GET" && url === "/api/repos/acme/api" && left-- > 0 ? { status: 404 } : undefined,
    );
    const { id } = await lifecycleOf(repository, asOcto(liar.url)).read("acme/api", state);
    await liar.close();
    await lifecycleOf(repository, asOcto()).delete("acme/api", state);
    return id;
  };
  expect(await once(1)).toBe("acme/api");
  expect(await once(2)).toBe("");
});

test("a repository that somebody without rights cannot see is not gone: the error says what to do", async () => {
  const as = { url: sandbox.url, admin: "alice-token" };
  const { outs } = await lifecycleOf(repository, as).create({ owner: "alice", name: "notes" });
  sandbox.world.repos.rows.splice(0);
  const error = await lifecycleOf(repository, as)
    .read("alice/notes", outs)
    .catch((caught: Error) => caught);
  expect((error as Error).message).toMatch(
    /^alice\/notes answers 404 on http.*, but alice is no Drone administrator, .* pulumi state delete\.$/,
  );
  await expect(lifecycleOf(repository, as).delete("alice/notes", outs)).rejects.toThrow(
    "no Drone administrator",
  );
});

test("a secret is gone with its repository, if that is proved gone", async () => {
  const state = await made(repoSecret as never, { repo: "octo/demo", name: "KEY", value: "v" });
  await lifecycleOf(repository, asOcto()).delete("octo/demo", { owner: "octo", name: "demo" });
  expect(await lifecycleOf(repoSecret, asOcto()).read("octo/demo/KEY", state)).toEqual({ id: "" });
  await lifecycleOf(repoSecret, asOcto()).delete("octo/demo/KEY", state);
  const as = { url: sandbox.url, admin: "alice-token" };
  await expect(lifecycleOf(repoSecret, as).read("octo/demo/KEY", state)).rejects.toThrow(
    "no Drone administrator",
  );
});

test("a repository that seems gone once does not take its secrets along", async () => {
  const state = await made(repoSecret as never, { repo: "octo/demo", name: "KEY", value: "v" });
  let left = 2;
  const liar = await liarBefore(sandbox.url, ({ url }) =>
    url.startsWith("/api/repos/octo/demo") && left-- > 0 ? { status: 404 } : undefined,
  );
  await expect(lifecycleOf(repoSecret, asOcto(liar.url)).read("octo/demo/KEY", state)).rejects.toThrow("404");
  await liar.close();
});

test("a list that misses the object once is asked again", async () => {
  const state = await made(globalSecret as never, { name: "KEY", value: "v" });
  let left = 1;
  const liar = await liarBefore(sandbox.url, ({ url }) =>
    url === "/api/global/secrets" && left-- > 0
      ? { status: 200, type: "application/json", body: "null" }
      : undefined,
  );
  expect((await lifecycleOf(globalSecret, asOcto(liar.url)).read("KEY", state)).id).toBe("KEY");
  await liar.close();
});

test("what the host prints of a failed read is one line: the resource, and the message", async () => {
  const [kind] = KINDS as [Kind];
  const { read } = await readAndDelete(kind, () => ({ status: 401, body: "" }));
  const error = read as Error;
  expect(`${error}: ${error.stack}`).toBe(`User: ${error.message}`);
  expect(error.message).toContain("run pulumi up first, or add --run-program");
});

test.each(CELLS)(
  "$release, $name: what is really gone is gone, at refresh and for delete",
  async ({ release, kind }) => {
    await inRelease(release);
    const [, definition, args, id] = kind;
    const state = await made(definition, args);
    const { outs } = { outs: state };
    // As another program would remove it.
    await lifecycleOf(definition, asOcto()).delete(id, { ...outs, onDestroy: "remove" });
    expect(await lifecycleOf(definition, asOcto()).read(id, state)).toEqual({ id: "" });
    await lifecycleOf(definition, asOcto()).delete(id, state);
  },
);

const listing: ReleaseName[] = ["1.10", "2.25"];

test.each(listing)(
  "%s: a 404 is no proof while the list of repositories has it: the SCM is down, the cache is stale",
  async (release) => {
    await inRelease(release);
    for (const kind of KINDS.filter(([name]) => ["Repository", "RepoSecret", "Cron"].includes(name))) {
      const said = await readAndDelete(kind, ({ url }) =>
        url.startsWith("/api/repos/")
          ? { status: 404, type: "application/json", body: '{"message":"Not Found"}' }
          : undefined,
      );
      for (const error of [said.read, said.delete]) expect((error as Error).message).toMatch(/404/);
    }
  },
);

test.each(listing)("%s: to somebody who is no administrator a repository is never gone", async (release) => {
  await inRelease(release);
  const as = { url: sandbox.url, admin: "alice-token" };
  const { outs } = await lifecycleOf(repository, as).create({ owner: "alice", name: "notes" });
  await hand("DELETE", "/api/repos/alice/notes?remove=true");
  for (const verb of ["read", "delete"] as const) {
    await expect(lifecycleOf(repository, as)[verb]("alice/notes", outs)).rejects.toThrow(
      "alice is no Drone administrator",
    );
  }
});

test.each(listing)("%s: an administrator who was demoted meanwhile is told so", async (release) => {
  await inRelease(release);
  const state = await made(...((KINDS[1] as Kind).slice(1, 3) as [Definition<object, unknown>, Bag]));
  await hand("DELETE", "/api/repos/octo/vault?remove=true");
  await hand("POST", "/api/users", { login: "root", machine: true, admin: true, token: "root-token" });
  await byHand(sandbox.url, "root-token", "PATCH", "/api/users/octo", { admin: false });
  await expect(lifecycleOf(repository, asOcto()).read("octo/vault", state)).rejects.toThrow(
    "octo is no Drone administrator",
  );
});

test("1.0 to 1.5 have no list of all repositories, so there nothing proves that one is gone", async () => {
  await inRelease("1.10");
  const state = await made(repository as never, { owner: "octo", name: "vault" });
  await hand("DELETE", "/api/repos/octo/vault?remove=true");
  const as = { ...asOcto(), release: "1.5" };
  for (const verb of ["read", "delete"] as const) {
    await expect(lifecycleOf(repository, as)[verb]("octo/vault", state)).rejects.toThrow(
      "pulumi state delete",
    );
  }
});
