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

  /** Scheme, host and port, which the state remembers of each object. */
  get origin(): string {
    return new URL(this.server).origin;
  }

  /** @throws if what the state has is of another server, and nobody said that this one has taken its place */
  needSame(origin: unknown): void {
    if (origin === undefined || origin === this.origin || origin === this.settings.movedFrom) return;
    throw new Error(
      `The state has it of ${origin}, but drone:server is ${this.origin}. Another server wants a stack of its own: pulumi stack init. ` +
        `If it is the same server under another address, or has all of the other's data: pulumi config set drone:movedFrom ${origin}`,
    );
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
