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
  /**
   * Address that the server had before, or that of the server whose data it has taken over. The state remembers where each object
   * is, and another server is refused unless it is said here.
   */
  movedFrom?: pulumi.Input<string>;
  /**
   * Certificates of the authorities that may have signed the server's: PEM, or the path of a file with it. No others are
   * trusted then.
   * @default the well-known authorities, and those in NODE_EXTRA_CA_CERTS
   */
  ca?: pulumi.Input<string>;
  /** Certificate that the client shows: PEM, or the path of a file with it. Goes with `key`. */
  cert?: pulumi.Input<string>;
  /** Private key of `cert`, without a passphrase: PEM, or the path of a file with it. It is stored encrypted. */
  key?: pulumi.Input<string>;
  /**
   * Whether to talk to a server whose certificate proves nothing, with a warning. Whoever is in between can then read the
   * token.
   * @default DRONE_SKIP_VERIFY, if DRONE_SERVER names this very server; else false
   */
  skipVerify?: pulumi.Input<boolean>;
  /**
   * Proxy to the server alone, e.g. `http://user:password@proxy.example.com:3128` or `socks5h://127.0.0.1:1080`; it is
   * stored encrypted. NO_PROXY may except the server.
   *
   * The environment's variables are for all of Pulumi: without `no_proxy=127.0.0.1,localhost` beside it, `https_proxy`
   * leads the connections between Pulumi's own processes astray, and these fail.
   * @default HTTPS_PROXY, HTTP_PROXY (for `http://`) or ALL_PROXY, but never for a server on this machine
   */
  proxy?: pulumi.Input<string>;
  /** Headers to send with each request, e.g. for a proxy before the server that wants to know who asks; stored encrypted. */
  headers?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * Seconds that one call may take, its whole answer included.
   * @default 30
   */
  timeout?: pulumi.Input<number>;
  /**
   * How often a call is sent again that Drone has certainly not done, from 0 to 3.
   * @default 3
   */
  retries?: pulumi.Input<number>;
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
    const { server, token, release, movedFrom, ca, cert, key, skipVerify, proxy, headers, timeout, retries } =
      args;
    const settings = {
      "drone:server": server,
      "drone:token": secret(token),
      "drone:release": release,
      "drone:movedFrom": movedFrom,
      "drone:ca": ca,
      "drone:cert": cert,
      "drone:key": secret(key),
      "drone:skipVerify": text(skipVerify),
      "drone:proxy": secret(proxy),
      "drone:headers": secret(headers === undefined ? undefined : pulumi.jsonStringify(headers)),
      "drone:timeout": text(timeout),
      "drone:retries": text(retries),
      [EXPLICIT]: "true",
    };
    super("pulumi-nodejs", name, settings, opts);
  }
}

const secret = (input: pulumi.Input<string> | undefined) =>
  input === undefined ? undefined : pulumi.secret(input);

/** Pulumi hands on nothing but text. */
const text = (input: pulumi.Input<boolean | number> | undefined) =>
  input === undefined ? undefined : pulumi.output(input).apply(String);
