import { connect } from "../connection/connection";
import type { Configuration } from "../connection/settings";

/** How long a preview waits for a server that may not be there. */
const PATIENCE = 5000;

let looked: Promise<void> | undefined;

/**
 * Looks once in a process whether the server can be asked, and warns once if not: pull requests are previewed where
 * there is no token and no server, and that is fine, but what only the server can refuse is not seen there.
 */
export function warnIfUnchecked(configuration: Configuration | undefined): Promise<void> {
  looked ??= look(configuration).catch((error: Error) => {
    // The engine shows what a provider writes to its error stream.
    process.stderr.write(
      `warning: Drone was not asked, so only the program itself was checked. ${error.message}\n`,
    );
  });
  return looked;
}

async function look(configuration: Configuration | undefined): Promise<void> {
  const connection = connect(configuration);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`${connection.server} did not answer within ${PATIENCE / 1000} s.`);
    timer = setTimeout(() => reject(error), PATIENCE);
  });
  await Promise.race([connection.user(), late]).finally(() => clearTimeout(timer));
}
