import * as pulumi from "@pulumi/pulumi";
import { beforeEach, expect, test } from "vitest";
import * as drone from "../../src";

// What a program registers with the engine; no provider runs here.

interface Registered {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  id?: string;
  provider?: string;
}

let registered: Registered[] = [];
beforeEach(() => {
  registered = [];
  pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs, id, provider }) => {
      registered.push({ type, name, inputs, id, provider });
      return { id: id || `${name}-id`, state: { ...inputs, remoteId: 7 } };
    },
    call: () => ({}),
  });
});

const known = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));
const isSecret = (value: unknown) =>
  (value as Record<string, unknown>)["4dabf18193072939515e22adb298388d"] ===
  "1b47061264138c4ac30d75fd1eb44270";

test.each([
  ["User", () => new drone.User("it", { login: "bob" })],
  ["Repository", () => new drone.Repository("it", { owner: "octo", name: "demo" })],
  ["RepoSecret", () => new drone.RepoSecret("it", { repo: "octo/demo", name: "K", value: "v" })],
  ["TeamSecret", () => new drone.TeamSecret("it", { team: "acme", name: "K", value: "v" })],
  ["GlobalSecret", () => new drone.GlobalSecret("it", { name: "K", value: "v" })],
])("a %s is of a type of its own, and says where its lifecycle is", async (type, make) => {
  expect(await known(make().remoteId)).toBe(7);
  expect(registered[0]?.type).toBe(`pulumi-nodejs:dynamic/drone:${type}`);
  expect(registered[0]?.inputs.__provider).toBe(
    `exports.handler=()=>require("pulumi-drone/provider").${type[0]?.toLowerCase()}${type.slice(1)}`,
  );
});

test("a value is a secret, though the program gave it as plain text", async () => {
  const secret = new drone.RepoSecret("it", { repo: "octo/demo", name: "K", value: "v" });
  await known(secret.remoteId);
  const { value, ...rest } = registered[0]?.inputs ?? {};
  expect(isSecret(value)).toBe(true);
  expect(Object.values(rest).filter((each) => typeof each !== "string")).toEqual([]);
});

test("inputs that are left out are not sent", async () => {
  await known(new drone.Repository("it", { owner: "octo", name: "demo", timeout: undefined }).remoteId);
  expect(Object.keys(registered[0]?.inputs ?? {}).sort()).toEqual(["__provider", "name", "owner"]);
});

test("the same arguments make two resources", async () => {
  const args = { name: "K", value: "v" };
  await known(new drone.GlobalSecret("one", args).remoteId);
  await known(new drone.GlobalSecret("two", args).remoteId);
  expect(args).toEqual({ name: "K", value: "v" });
  expect(registered).toHaveLength(2);
});

test("a repository's slug is made from its owner and name", async () => {
  const repo = new drone.Repository("it", { owner: "octo", name: pulumi.output("demo") });
  expect(await known(repo.slug)).toBe("octo/demo");
});

test.each([
  ["User", () => drone.User.get("it", "bob"), "bob"],
  ["Repository", () => drone.Repository.get("it", "octo/demo"), "octo/demo"],
  ["RepoSecret", () => drone.RepoSecret.get("it", "octo/demo/K"), "octo/demo/K"],
  ["TeamSecret", () => drone.TeamSecret.get("it", "acme/K"), "acme/K"],
  ["GlobalSecret", () => drone.GlobalSecret.get("it", "K"), "K"],
])("%s.get asks by id alone", async (_, get, id) => {
  await known(get().remoteId);
  expect(registered[0]).toMatchObject({ id });
  expect(Object.keys(registered[0]?.inputs ?? {})).toEqual(["__provider"]);
});

test("an explicit provider carries its server, and its token as a secret", async () => {
  const provider = new drone.Provider("ci", { server: "https://ci.example.com", token: "t0ken" });
  await known(new drone.User("bob", { login: "bob" }, { provider }).remoteId);
  const [made, user] = registered;
  expect(made).toMatchObject({ type: "pulumi:providers:pulumi-nodejs", name: "ci" });
  expect(made?.inputs).toMatchObject({ "drone:server": "https://ci.example.com", "drone:explicit": "true" });
  expect(isSecret(made?.inputs["drone:token"])).toBe(true);
  expect(user?.provider).toContain("::ci::");
});
