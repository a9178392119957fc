import { isNotFound } from "../client/error";
import type { Connection } from "../connection/connection";
import type { Definition } from "./definition";

/** Between two looks at something that seems gone; a locked database answers 404 for a while. */
const PAUSE = 300;

/**
 * Looks for the object and returns undefined only if it is proved gone. Drone's 404 also means a missing right, a
 * stale cache or a locked database, so a single one proves nothing.
 *
 * @throws if it cannot be told: then the object must stay in the state.
 */
export async function findOrProveGone<Args extends object, Remote>(
  definition: Definition<Args, Remote>,
  connection: Connection,
  args: Args,
): Promise<Remote | undefined> {
  const repo = definition.within?.(args);
  const look = async () => {
    try {
      return await definition.find(connection, args);
    } catch (error) {
      // A list that answers 404 says something of the repository, not of what is in it.
      if (repo === undefined || !isNotFound(error)) throw error;
      if (!(await twice(connection, () => connection.drone.repos.find(repo)))) {
        await proveRepositoryGone(connection, repo);
        return undefined;
      }
      throw error;
    }
  };
  const found = await twice(connection, look);
  if (found === undefined && repo !== undefined && definition.gone === "with its repository") {
    await proveRepositoryGone(connection, repo);
  }
  return found;
}

/** Nobody sees it any more. @throws if that is no proof */
async function proveRepositoryGone(connection: Connection, repo: string): Promise<void> {
  await needAdministrator(connection, repo);
  const { drone } = connection;
  const release = await drone.release();
  if (!release.has("list of all repositories")) {
    if (!release.has("JSON throughout")) return;
    throw new Error(
      `${repo} answers 404 on ${connection.server}, which Drone ${release.text} also says while it cannot ask the SCM what the token may ` +
        "see, and it has no list of all repositories, as 1.6 has. If it is gone, take it out of the state with pulumi state delete.",
    );
  }
  if ((await drone.repos.list()).some(({ slug }) => slug === repo)) {
    throw new Error(
      `${repo} answers 404 on ${connection.server}, though its list of repositories has it. ` +
        "Drone says so while it cannot ask the SCM what the token may see; try again when it can.",
    );
  }
}

/** On 0.x a locked database can hide what is there. */
async function twice<T>({ drone }: Connection, look: () => Promise<T | undefined>): Promise<T | undefined> {
  const found = await look();
  if (found !== undefined || (await drone.release()).has("JSON throughout")) return found;
  await new Promise((resolve) => setTimeout(resolve, PAUSE));
  return look();
}

async function needAdministrator(connection: Connection, what: string): Promise<void> {
  // Asked anew: a right that was there when the process began may be gone with the object.
  const { login, admin } = await connection.drone.user.current();
  if (admin) return;
  throw new Error(
    `${what} answers 404 on ${connection.server}, but ${login} is no Drone administrator, and Drone says 404 for ` +
      "what a token may not see as well, so it is not taken for gone. Use an administrator's token, or take it out of " +
      "the state with pulumi state delete.",
  );
}
