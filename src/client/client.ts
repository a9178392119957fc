import { Badges } from "./badges";
import { Builds } from "./builds";
import { Debug } from "./debug";
import { Repos } from "./repos";
import { type DroneClientOptions, Requests } from "./request";
import { SecretScopes } from "./secrets";
import { Server } from "./server";
import { CurrentUser } from "./user";
import { Users } from "./users";

/**
 * Drone's HTTP API. Knows nothing of Pulumi.
 *
 * @example
 * const drone = new DroneClient({ server: "https://drone.example.com", token: process.env.DRONE_TOKEN });
 * const { login, admin } = await drone.user.current();
 */
export class DroneClient {
  /** Address of the server, without a slash at its end. */
  readonly server: string;
  readonly user: CurrentUser;
  readonly users: Users;
  readonly repos: Repos;
  readonly secrets: SecretScopes;
  readonly builds: Builds;
  readonly badges: Badges;
  readonly system: Server;
  readonly debug: Debug;
  readonly #requests: Requests;

  /** @throws if the address or the token cannot be one. Nothing is sent yet. */
  constructor(options: DroneClientOptions) {
    const requests = new Requests(options);
    this.#requests = requests;
    this.server = requests.server;
    this.user = new CurrentUser(requests);
    this.users = new Users(requests);
    this.repos = new Repos(requests);
    this.secrets = new SecretScopes(requests);
    this.builds = new Builds(requests);
    this.badges = new Badges(requests);
    this.system = new Server(requests);
    this.debug = new Debug(requests);
  }

  /** Lets go of the connections, so that a process can end at once. */
  close(): void {
    this.#requests.close();
  }
}
