import { createHash } from "node:crypto";
import { DroneClient, type Repo, type User } from "../client";
import { type Configuration, readSettings } from "./settings";

/** One server as one user: a client, and what this process knows of the two. */
export class Connection {
  readonly drone: DroneClient;
  /**
   * Ids of what this process created or took over, by resource type. It deletes none of them, so that a resource
   * which got another name in the program does not end with its object gone.
   */
  readonly mine = new Set<string>();
  readonly #answers = new Map<string, Promise<unknown>>();

  constructor(readonly settings: { server: string; token: string }) {
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

  /** Asks once in a process; a failure is not remembered. */
  #once<T>(what: string, ask: () => Promise<T>): Promise<T> {
    const asked = (this.#answers.get(what) as Promise<T> | undefined) ?? ask();
    this.#answers.set(what, asked);
    asked.catch(() => this.#answers.delete(what));
    return asked;
  }
}

const connections = new Map<string, Connection>();

/**
 * The connection that a configuration asks for. All resource types of a process share it, though Pulumi configures
 * each for itself.
 */
export function connect(configuration: Configuration | undefined): Connection {
  const settings = readSettings(configuration);
  const key = createHash("sha256").update(JSON.stringify(settings)).digest("hex");
  const connection = connections.get(key) ?? new Connection(settings);
  connections.set(key, connection);
  return connection;
}
