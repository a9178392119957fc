import { DroneClient, type Repo, type User } from "../client";
import type { Settings } from "./settings";

/** One server as one user: a client, and what this process knows of the two. */
export class Connection {
  readonly drone: DroneClient;
  readonly #answers = new Map<string, Promise<unknown>>();

  constructor(private readonly settings: Settings) {
    this.drone = new DroneClient(settings);
  }

  /** Address for messages. */
  get server(): string {
    return this.drone.server;
  }

  /** The token's user. */
  user(): Promise<User> {
    return this.#once("user", () => this.drone.user.current());
  }

  /** What the SCM shows the token's user. */
  remoteRepos(): Promise<Repo[]> {
    return this.#once("remoteRepos", () => this.drone.user.remoteRepos());
  }

  /** His repositories, after Drone has asked the SCM for them. */
  sync(): Promise<Repo[]> {
    return this.#once("sync", () => this.drone.user.sync());
  }

  /** The same server with another token. */
  as(token: string): DroneClient {
    return new DroneClient({ ...this.settings, token });
  }

  /** Asks once in a process; a failure is not remembered. */
  #once<T>(what: string, ask: () => Promise<T>): Promise<T> {
    const asked = (this.#answers.get(what) as Promise<T> | undefined) ?? ask();
    this.#answers.set(what, asked);
    asked.catch(() => this.#answers.delete(what));
    return asked;
  }
}
