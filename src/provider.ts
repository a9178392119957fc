import * as pulumi from "@pulumi/pulumi";
import { EXPLICIT } from "./connection/settings";

/** Inputs of a {@link Provider}. */
export interface ProviderArgs {
  /** Address of the server, e.g. `https://drone.example.com`. */
  server: pulumi.Input<string>;
  /**
   * API token of a Drone user; it is stored encrypted.
   * @default DRONE_TOKEN, if DRONE_SERVER names this very server
   */
  token?: pulumi.Input<string>;
  /**
   * Release of the server, e.g. `2.25`, where a proxy keeps it from telling.
   * @default what the server says
   */
  release?: pulumi.Input<string>;
}

/**
 * A connection of its own, for a second server or a second user: give it to resources by the option `provider`.
 * Without one, resources use `drone:server` and `drone:token` of the stack, or DRONE_SERVER and DRONE_TOKEN.
 *
 * @example
 * const ci = new drone.Provider("ci", { server: "https://ci.example.com", token: config.requireSecret("ciToken") });
 * new drone.User("alice", { login: "alice" }, { provider: ci });
 */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs, opts?: pulumi.ResourceOptions) {
    if (!args?.server) throw new Error(`The drone.Provider "${name}" needs the address of its server.`);
    const { server, token, release } = args;
    const settings = {
      "drone:server": server,
      "drone:token": token === undefined ? undefined : pulumi.secret(token),
      "drone:release": release,
      [EXPLICIT]: "true",
    };
    super("pulumi-nodejs", name, settings, opts);
  }
}
