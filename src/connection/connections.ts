import type { Release } from "../client";
import { Connection } from "./connection";
import { Objects } from "./objects";
import { type Configuration, readSettings } from "./settings";

/** How long a preview waits for a server that may not be there, in milliseconds. */
const PATIENCE = 5000;

/**
 * The connections of one provider process, which Pulumi starts for one configuration. All resource types share them,
 * though Pulumi configures each for itself.
 */
export class Connections {
  readonly objects = new Objects();
  readonly #connections = new Map<string, Connection>();
  #looked: Promise<Release | undefined> | undefined;

  /**
   * The connection that a configuration asks for.
   * @throws if it says too little; the message names the remedy.
   */
  to(configuration: Configuration | undefined): Connection {
    const settings = readSettings(configuration);
    const key = JSON.stringify(settings);
    const connection = this.#connections.get(key) ?? new Connection(settings);
    this.#connections.set(key, connection);
    return connection;
  }

  /**
   * The server's release. Looks once whether the server can be asked, and warns once if not: pull requests are previewed
   * where there is no token and no server, and that is fine, but what only the server can refuse is not seen there.
   */
  release(configuration: Configuration | undefined, warn = toEngine): Promise<Release | undefined> {
    this.#looked ??= this.#look(configuration).catch((error: Error) => {
      warn(`Drone could not be asked, so only the program itself was checked. ${error.message}`);
      return undefined;
    });
    return this.#looked;
  }

  async #look(configuration: Configuration | undefined): Promise<Release> {
    const connection = this.to(configuration);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new Error(`${connection.server} did not answer within ${PATIENCE / 1000} s.`);
      timer = setTimeout(() => reject(error), PATIENCE);
    });
    const answers = Promise.all([connection.drone.release(), connection.user()]);
    const [release] = await Promise.race([answers, late]).finally(() => clearTimeout(timer));
    return release;
  }
}

/** The engine shows what a provider writes to its error stream. */
function toEngine(message: string): void {
  process.stderr.write(`warning: ${message}\n`);
}
