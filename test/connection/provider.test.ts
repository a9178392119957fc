import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import * as drone from "../../src";
import { readSettings } from "../../src/connection/settings";

const SECRET = ["4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"] as const;

/** What a provider with these arguments is registered with; secrets unwrapped, and named. */
async function registered(args: drone.ProviderArgs) {
  let inputs: Record<string, unknown> = {};
  pulumi.runtime.setMocks({
    newResource: (resource) => {
      inputs = resource.inputs;
      return { id: "p-id", state: resource.inputs };
    },
    call: () => ({}),
  });
  const provider = new drone.Provider("p", args);
  await new Promise((resolve) => provider.urn.apply(resolve));
  const secrets: string[] = [];
  const values: Record<string, string | undefined> = {};
  for (const [key, given] of Object.entries(inputs)) {
    const wrapped = given as { value: string } & Record<string, string>;
    const isSecret = wrapped?.[SECRET[0]] === SECRET[1];
    if (isSecret) secrets.push(key);
    values[key] = isSecret ? wrapped.value : (given as string);
  }
  return { values, secrets };
}

test("all that a connection can be told can be told to an explicit provider, and what could be secret is", async () => {
  const { values, secrets } = await registered({
    server: "https://ci.example.com",
    token: "t",
    release: "2.25",
    ca: "ca.pem",
    cert: pulumi.output("cert.pem"),
    key: "key.pem",
    skipVerify: pulumi.output(true),
    proxy: "http://me:hush@proxy.example.com:3128",
    headers: { "X-Access-Key": pulumi.output("hush") },
    timeout: 12.5,
  });
  expect(readSettings({ get: (key) => values[key] }, {})).toEqual({
    server: "https://ci.example.com",
    token: "t",
    release: "2.25",
    ca: "ca.pem",
    cert: "cert.pem",
    key: "key.pem",
    skipVerify: true,
    proxy: "http://me:hush@proxy.example.com:3128",
    headers: { "X-Access-Key": "hush" },
    timeout: 12500,
  });
  expect(secrets.sort()).toEqual(["drone:headers", "drone:key", "drone:proxy", "drone:token"]);
});

test("what is left out is not sent", async () => {
  const { values } = await registered({ server: "https://ci.example.com", token: "t", skipVerify: false });
  const sent = Object.keys(values).filter((key) => values[key] !== undefined);
  expect(sent.sort()).toEqual(["drone:explicit", "drone:server", "drone:skipVerify", "drone:token"]);
  expect(readSettings({ get: (key) => values[key] }, {}).skipVerify).toBe(false);
});
