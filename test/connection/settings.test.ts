import { expect, test } from "vitest";
import { EXPLICIT, readSettings } from "../../src/connection/settings";

const A = "https://a.example.com";
const B = "https://b.example.com";

const configured = (values: Record<string, string>) => ({ get: (key: string) => values[key] });

test("the configuration comes before the environment", () => {
  const configuration = configured({ "drone:server": A, "drone:token": "ta" });
  expect(readSettings(configuration, { DRONE_SERVER: B, DRONE_TOKEN: "tb" })).toEqual({
    server: A,
    token: "ta",
  });
});

test("the environment alone is enough", () => {
  expect(readSettings(undefined, { DRONE_SERVER: B, DRONE_TOKEN: "tb" })).toEqual({ server: B, token: "tb" });
});

test("a token of the environment goes to a configured server that the environment names as well", () => {
  const configuration = configured({ "drone:server": A });
  expect(readSettings(configuration, { DRONE_SERVER: `${A}/`, DRONE_TOKEN: "ta" }).token).toBe("ta");
  expect(readSettings(configuration, { DRONE_TOKEN: "ta" }).token).toBe("ta");
});

test("a token of the environment never goes to another server than the environment's", () => {
  const environment = { DRONE_SERVER: B, DRONE_TOKEN: "tb" };
  expect(() => readSettings(configured({ "drone:server": A }), environment)).toThrow(
    `DRONE_TOKEN is not used for ${A}: DRONE_SERVER says that it belongs to ${B}.`,
  );
});

test("a second server gets no token that does not name it", () => {
  const explicit = configured({ "drone:server": A, [EXPLICIT]: "true" });
  expect(() => readSettings(explicit, { DRONE_TOKEN: "t" })).toThrow("Give the provider its own token");
  expect(readSettings(explicit, { DRONE_SERVER: A, DRONE_TOKEN: "t" })).toEqual({ server: A, token: "t" });
});

test("a configured token without its server is refused", () => {
  expect(() => readSettings(configured({ "drone:token": "t" }), { DRONE_SERVER: B })).toThrow(
    "drone:token is set without drone:server",
  );
});

test.each([
  ["no server", {}, "No Drone server is set."],
  ["no token", { "drone:server": A }, `No token is set for the Drone server ${A}.`],
])("%s is an error that names all three ways", (_, values, message) => {
  let said = "";
  try {
    readSettings(configured(values), {});
  } catch (error) {
    said = (error as Error).message;
  }
  expect(said).toContain(message);
  for (const way of ["drone.Provider", "pulumi config set", "DRONE_SERVER and DRONE_TOKEN"])
    expect(said).toContain(way);
});
