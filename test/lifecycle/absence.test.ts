import { afterEach, beforeEach, expect, test } from "vitest";
import type { Bag, Definition } from "../../src/lifecycle/definition";
import { globalSecret } from "../../src/resources/global-secret";
import { repoSecret } from "../../src/resources/repo-secret";
import { repository } from "../../src/resources/repository";
import { teamSecret } from "../../src/resources/team-secret";
import { user } from "../../src/resources/user";
import { type Sandbox, startSandbox } from "../../src/sandbox";
import { lifecycleOf } from "../contract";
import { liarBefore } from "../liar";
import type { Asked } from "../stub-server";

// Nothing leaves the state because of a 404 that nobody vouches for.

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

const KINDS: [string, Definition<object, unknown>, Bag, string][] = [
  ["User", user, { login: "bob" }, "bob"],
  ["Repository", repository, { owner: "octo", name: "vault" }, "octo/vault"],
  ["RepoSecret", repoSecret, { repo: "octo/demo", name: "KEY", value: "v" }, "octo/demo/KEY"],
  ["TeamSecret", teamSecret, { team: "acme", name: "KEY", value: "v" }, "acme/KEY"],
  ["GlobalSecret", globalSecret, { name: "KEY", value: "v" }, "KEY"],
] as unknown as [string, Definition<object, unknown>, Bag, string][];

const asOcto = (url = sandbox.url) => ({ url, admin: "octo-token" });

/** The object, made, and its state. */
async function made(definition: Definition<object, unknown>, args: Bag): Promise<Bag> {
  if (!sandbox.world.repo("octo/demo")) {
    await lifecycleOf(repository, asOcto()).create({ owner: "octo", name: "demo" });
  }
  const { inputs } = await lifecycleOf(definition, asOcto()).check({}, args);
  return (await lifecycleOf(definition, asOcto()).create(inputs)).outs;
}

/** What read and delete make of a server that answers like this. */
async function readAndDelete(
  [, definition, args, id]: (typeof KINDS)[number],
  answer: (asked: Asked) => { status: number; type?: string; body?: string } | undefined,
  admin = "octo-token",
) {
  const state = await made(definition, args);
  const liar = await liarBefore(sandbox.url, answer);
  const as = { url: liar.url, admin };
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

test.each(
  KINDS.flatMap((kind) => Object.entries(lies).map(([lie, answer]) => [kind[0], lie, kind, answer] as const)),
)("%s: %s is no proof that it is gone", async (_, __, kind, answer) => {
  const said = await readAndDelete(kind, () => answer);
  expect(said.read).toBeInstanceOf(Error);
  expect(said.delete).toBeInstanceOf(Error);
});

test("a repository that answers 404 is gone only if an administrator is told so, twice", async () => {
  const once = async (times: number) => {
    let left = times;
    const kind = KINDS[1] as (typeof KINDS)[number];
    const state = await made(repository as never, { owner: "acme", name: "api" });
    const liar = await liarBefore(sandbox.url, ({ method, url }) =>
      method === "GET" && url === "/api/repos/acme/api" && left-- > 0 ? { status: 404 } : undefined,
    );
    const { id } = await lifecycleOf(kind[1], asOcto(liar.url)).read("acme/api", state);
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
  const [kind] = KINDS as [(typeof KINDS)[number]];
  const { read } = await readAndDelete(kind, () => ({ status: 401, body: "" }));
  const error = read as Error;
  expect(`${error}: ${error.stack}`).toBe(`User: ${error.message}`);
  expect(error.message).toContain("run pulumi up first, or add --run-program");
});
