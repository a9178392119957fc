import { Badges } from "./badges";
import { Builds } from "./builds";
import { Collaborators } from "./collaborators";
import { Crons } from "./crons";
import { Debug } from "./debug";
import { Files } from "./files";
import { Logs } from "./logs";
import { Registries } from "./registries";
import type { Release } from "./release";
import { Repos } from "./repos";
import { type DroneClientOptions, Requests } from "./request";
import { SecretScopes } from "./secrets";
import { Server } from "./server";
import { Templates } from "./templates";
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
  readonly templates: Templates;
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
    this.templates = new Templates(requests);
    this.builds = new Builds(requests);
    this.badges = new Badges(requests);
    this.system = new Server(requests);
    this.debug = new Debug(requests);
  }

  /** Release of the server, which is asked for it once. @throws if it is no Drone, or older than 0.5 */
  release(): Promise<Release> {
    return this.#requests.release();
  }

  /** Builds by the clock, of a repository given as `owner/name`. */
  crons(repo: string): Crons {
    return new Crons(this.#requests, repo);
  }

  /** Credentials for image registries, of a repository given as `owner/name`. */
  registries(repo: string): Registries {
    return new Registries(this.#requests, repo);
  }

  /** Who may do what with a repository, given as `owner/name`. */
  collaborators(repo: string): Collaborators {
    return new Collaborators(this.#requests, repo);
  }

  /** What the builds of a repository wrote, given as `owner/name`. */
  logs(repo: string): Logs {
    return new Logs(this.#requests, repo);
  }

  /** What the builds of a repository left behind, given as `owner/name`. */
  files(repo: string): Files {
    return new Files(this.#requests, repo);
  }

  /** Lets go of the connections, so that a process can end at once. */
  close(): void {
    this.#requests.close();
  }
}
