import { serverUrl } from "../client/request";

/** Where settings are looked up: the provider's own properties, or the stack's configuration. */
export interface Configuration {
  get(key: string): string | undefined;
}

/** What one server is reached with. */
export interface Settings {
  server: string;
  token: string;
  /** Where the server cannot be asked for it. */
  release?: string;
}

/** Present in the properties of an explicit `drone.Provider`, and only there. */
export const EXPLICIT = "drone:explicit";

/**
 * Reads the settings: an explicit provider or the stack's `drone:` configuration first, the environment last. A token
 * is only ever paired with the server it was given for.
 *
 * @throws if server or token is missing, or if they do not belong together; the message names the remedy.
 */
export function readSettings(configuration: Configuration | undefined, env = process.env): Settings {
  const release = configuration?.get("drone:release") || undefined;
  return { ...readPair(configuration, env), ...(release === undefined ? {} : { release }) };
}

function readPair(configuration: Configuration | undefined, env: NodeJS.ProcessEnv): Settings {
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
