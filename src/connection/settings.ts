import type { DroneClientOptions } from "../client";
import { serverUrl } from "../client/request";
import { headers, retries, seconds, yesOrNo } from "./parse";
import { proxyFor } from "./proxy";

/** Where settings are looked up: the provider's own properties, or the stack's configuration. */
export interface Configuration {
  get(key: string): string | undefined;
}

/** What one server is reached with. */
export interface Settings extends DroneClientOptions {
  token: string;
  /** Origin of the server that this one has taken the place of: what the state has of that is this one's now. */
  movedFrom?: string | undefined;
}

/** Present in the properties of an explicit `drone.Provider`, and only there. */
export const EXPLICIT = "drone:explicit";

/**
 * Reads the settings: an explicit provider or the stack's `drone:` configuration first, the environment last. A token,
 * and what else could be secret, is only ever paired with the server it was given for.
 *
 * @throws if server or token is missing, if they do not belong together, or if a setting cannot be read; the message
 * names the remedy.
 */
export function readSettings(configuration: Configuration | undefined, env = process.env): Settings {
  const pair = readPair(configuration, env);
  const given = (key: string) => configuration?.get(key) || undefined;
  if (given("drone:headers") && !given("drone:server")) {
    throw new Error(
      "drone:headers is set without drone:server, so it is not known which server they were given for. " +
        "Set the address beside it: pulumi config set drone:server https://drone.example.com",
    );
  }
  // Whom the environment does not name, it does not let go unverified either.
  const named = !!env.DRONE_SERVER && sameOrigin(env.DRONE_SERVER, pair.server);
  return {
    ...pair,
    release: given("drone:release"),
    movedFrom: given("drone:movedFrom") && serverUrl(given("drone:movedFrom") as string).origin,
    ca: given("drone:ca"),
    cert: given("drone:cert"),
    key: given("drone:key"),
    skipVerify:
      yesOrNo("drone:skipVerify", given("drone:skipVerify")) ??
      (named ? yesOrNo("DRONE_SKIP_VERIFY", env.DRONE_SKIP_VERIFY) : undefined),
    proxy: proxyFor(serverUrl(pair.server), given("drone:proxy"), env),
    headers: headers("drone:headers", given("drone:headers")),
    retries: retries("drone:retries", given("drone:retries")),
    timeout: seconds("drone:timeout", given("drone:timeout")),
  };
}

function readPair(
  configuration: Configuration | undefined,
  env: NodeJS.ProcessEnv,
): { server: string; token: string } {
  const server = configuration?.get("drone:server") || undefined;
  const token = configuration?.get("drone:token") || undefined;
  const envServer = env.DRONE_SERVER || undefined;
  const envToken = env.DRONE_TOKEN || undefined;
  const explicit = !!configuration?.get(EXPLICIT);

  if (token && server) return { server, token };
  if (token) {
    throw new Error(
      "drone:token is set without drone:server, so it is not known which server it was given for. " +
        "Set the address beside it: pulumi config set drone:server https://drone.example.com",
    );
  }
  if (!server && !envServer) throw new Error(`No Drone server is set. ${THREE_WAYS}`);
  if (!envToken)
    throw new Error(`No token is set for the Drone server ${server ?? envServer}. ${THREE_WAYS}`);
  if (!server) return { server: envServer as string, token: envToken };
  if (envServer ? sameOrigin(envServer, server) : !explicit) return { server, token: envToken };
  throw new Error(
    `DRONE_TOKEN is not used for ${serverUrl(server).origin}: ` +
      `${envServer ? `DRONE_SERVER says that it belongs to ${serverUrl(envServer).origin}` : "DRONE_SERVER does not say that it belongs there"}. ` +
      `${explicit ? "Give the provider its own token" : "Set one: pulumi config set --secret drone:token"}, or set DRONE_SERVER to this server.`,
  );
}

const THREE_WAYS =
  'Use one of: new drone.Provider("…", { server, token }) with { provider }; ' +
  "pulumi config set drone:server https://… and pulumi config set --secret drone:token; " +
  "DRONE_SERVER and DRONE_TOKEN in the environment.";

function sameOrigin(one: string, other: string): boolean {
  return serverUrl(one).origin === serverUrl(other).origin;
}
