import type { Release } from "../client";
import { Connection } from "./connection";
import { Objects } from "./objects";
import { risks } from "./risks";
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
  #warned = false;
  #looked: Promise<Release | undefined> | undefined;

  /**
   * The connection that a configuration asks for. What makes it unsafe is one warning in a process.
   * @throws if it says too little; the message names the remedy.
   */
  to(configuration: Configuration | undefined, warn = toEngine): Connection {
    const settings = readSettings(configuration);
    const key = JSON.stringify(settings);
    const connection = this.#connections.get(key) ?? new Connection(settings);
    this.#connections.set(key, connection);
    const risk = this.#warned ? undefined : risks(settings);
    if (risk) warn(risk);
    this.#warned ||= risk !== undefined;
    return connection;
  }

  /**
   * The server's release. Looks once whether the server can be asked, and warns once if not: pull requests are previewed
   * where there is no token and no server, and that is fine, but what only the server can refuse is not seen there.
   */
  release(configuration: Configuration | undefined, warn = toEngine): Promise<Release | undefined> {
    this.#looked ??= this.#look(configuration, warn).catch((error: Error) => {
      warn(unchecked(error));
      return undefined;
    });
    return this.#looked;
  }

  async #look(configuration: Configuration | undefined, warn: typeof toEngine): Promise<Release> {
    const connection = this.to(configuration, warn);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new Error(`${connection.server} did not answer within ${PATIENCE / 1000} s.`);
      timer = setTimeout(() => reject(error), PATIENCE);
    });
    const answers = Promise.allSettled([connection.drone.release(), connection.user()]);
    const [release, user] = await Promise.race([answers, late]).finally(() => clearTimeout(timer));
    if (release.status === "rejected") throw release.reason;
    // What the release lacks is known all the same.
    if (user.status === "rejected") warn(unchecked(user.reason));
    return release.value;
  }
}

const unchecked = ({ message }: Error) =>
  `Drone could not be asked, so only the program itself was checked. ${message}`;

/** The engine shows what a provider writes to its error stream. */
function toEngine(message: string): void {
  process.stderr.write(`warning: ${message}\n`);
}
