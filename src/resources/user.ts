import type * as pulumi from "@pulumi/pulumi";
import type { Release, User as RemoteUser } from "../client";
import { DroneError } from "../client/error";
import { sameLogin } from "../client/users";
import type { Connection } from "../connection/connection";
import {
  atCreation,
  type Bag,
  type Definition,
  local,
  pushes,
  replaces,
  updates,
} from "../lifecycle/definition";
import { splitId } from "../lifecycle/id";
import { registration, resourceWith } from "../lifecycle/resource";
import { anyText, flag, name, text, wholeNumber } from "../lifecycle/shape";

/** Inputs of a {@link User}. */
export interface UserArgs {
  /** Login in the SCM, case-sensitive on Drone 0.x. Changing it replaces the user. */
  login: pulumi.Input<string>;
  /** Drone 0.x. Can be given at creation only; the SCM's takes its place when the person logs in. */
  email?: pulumi.Input<string>;
  /** Address of a picture. Drone 0.x. Can be given at creation only; the SCM's takes its place when the person logs in. */
  avatarUrl?: pulumi.Input<string>;
  /**
   * Whether he may use Drone; on 0.x only a mark. Left out, what the server has stays; it begins with true. From 1.0 on somebody
   * who is made inactive is no administrator any more.
   */
  active?: pulumi.Input<boolean>;
  /**
   * Whether he is an administrator of Drone. Left out, what the server has stays; it begins with false. From 1.0 on; on 0.x
   * DRONE_ADMIN in the server's environment names the administrators, and this is refused.
   */
  admin?: pulumi.Input<boolean>;
  /** An account for programs, with a `token` and without a log-in. Can be given at creation only. From 1.0 on. */
  machine?: pulumi.Input<boolean>;
  /**
   * API token of a machine, if Drone shall not choose one: then it is known even if Drone's answer gets lost. Kept encrypted in the
   * state. Can be given at creation only; not beside `tokenVersion`. From 1.0 on.
   */
  token?: pulumi.Input<string>;
  /**
   * Another number gives a machine another `token`, at once and under its present one. From 1.0 on.
   * @default 1
   */
  tokenVersion?: pulumi.Input<number>;
  /**
   * Deactivate or delete him though he owns active repositories: Drone gives them to other administrators of theirs, or to nobody.
   * From 1.6 on; before, Drone does not tell an administrator who owns what, and nothing is refused.
   * @default false
   */
  transferRepositories?: pulumi.Input<boolean>;
  /**
   * Take over a user who exists already; otherwise that is an error. Counts only at creation.
   * @default false
   */
  adopt?: pulumi.Input<boolean>;
}

/** What a {@link User} tells once he is there. */
export interface UserOutputs {
  readonly login: pulumi.Output<string>;
  readonly email: pulumi.Output<string>;
  readonly avatarUrl: pulumi.Output<string>;
  readonly active: pulumi.Output<boolean>;
  /** From 1.0 on. */
  readonly admin: pulumi.Output<boolean | undefined>;
  /** From 1.0 on. */
  readonly machine: pulumi.Output<boolean | undefined>;
  /** API token of a machine, a secret; unknown for one that was adopted. */
  readonly token: pulumi.Output<string | undefined>;
}

type Args = pulumi.Unwrap<UserArgs>;

export const user: Definition<Args, RemoteUser> = {
  type: "User",
  needs: "users",
  inputs: {
    login: replaces(name),
    email: atCreation(anyText, { needs: "email at creation" }),
    avatarUrl: atCreation(anyText, { needs: "avatarUrl at creation" }),
    active: updates(flag),
    admin: updates(flag, { needs: "admin by API" }),
    machine: atCreation(flag, { needs: "machine users" }),
    token: atCreation(text, { needs: "machine users", hidden: true }),
    tokenVersion: pushes(wholeNumber, { needs: "machine users" }),
    transferRepositories: local(flag),
    adopt: local(flag),
  },
  outputs: {
    email: ({ email }) => email,
    avatarUrl: ({ avatarUrl }) => avatarUrl,
    active: ({ active }) => active,
    admin: ({ admin }) => admin,
    machine: ({ machine }) => machine,
    token: ({ token }) => token,
  },
  identity: ({ id }) => id,
  id: ({ login }) => login,
  key: (id) => ({ login: splitId(id, "login")[0] }),
  withoutCase: "logins without case",
  // Not by GET /api/users/:login: its 404 proves nothing, and the list is what does.
  find: async ({ drone }, { login }) => {
    const release = await drone.release();
    const users = await drone.users.list();
    // Where the database tells case apart after all, both may be there.
    return (
      users.find((user) => user.login === login) ??
      users.find((user) => sameLogin(release, user.login, login))
    );
  },
  gone: "by its list",
  refuses,
  remedies: { admin: "An inactive user cannot be one: set active: true as well." },

  // Makes every user active, whatever it is sent; the update that follows puts it right.
  create: async ({ drone }, { login, email, avatarUrl, admin, machine, token }) => {
    try {
      return await drone.users.create({ login, email, avatarUrl, admin, machine, token });
    } catch (error) {
      if (machine && token === undefined && error instanceof DroneError && error.mayHaveWorked)
        throw error.adding(
          `If ${login} was made, its token is lost with the answer: delete it and make it anew, or give a token yourself.`,
        );
      throw error;
    }
  },
  recognize: async (connection, { token }, remote) => {
    if (token === undefined) return remote;
    const machine = connection.as(token);
    const owner = await machine.user.current().catch(() => undefined);
    machine.close();
    return owner?.id === remote.id ? { ...remote, token } : remote;
  },
  update: async (connection, args, remote, olds) => {
    const { login, active, admin } = args;
    const demoted = (active === false && remote.active) || (admin === false && remote.admin === true);
    if (demoted && (await connection.drone.release()).has("admin by API"))
      await needAnother(
        connection,
        login,
        active === false ? "deactivated" : "made less than an administrator",
      );
    if (active === false && remote.active) await needNoRepositories(connection, args, remote, "deactivated");
    const now = { active: active ?? remote.active, admin: admin ?? remote.admin };
    const differs = now.active !== remote.active || now.admin !== remote.admin;
    const updated = differs ? await connection.drone.users.update(login, now) : remote;
    // Last, for from then on only the state knows the token.
    const token = await tokenFor(connection, args, remote, olds);
    return token === undefined ? updated : { ...updated, token };
  },
  delete: async (connection, args) => {
    await needAnother(connection, args.login, "deleted");
    const remote = await user.find(connection, args);
    if (remote) await needNoRepositories(connection, args, remote, "deleted");
    await connection.drone.users.delete(args.login);
  },
};

function refuses(release: Release, args: Args): string | undefined {
  const { login, active, admin, machine, token, tokenVersion } = args;
  if (token !== undefined && tokenVersion !== undefined)
    return "token and tokenVersion exclude each other: to let Drone choose tokens, leave token out.";
  if (!machine && (token !== undefined || tokenVersion !== undefined))
    return "token and tokenVersion are for machines only: set machine: true.";
  if (active === false && admin === true && release.has("admin by API"))
    return "An inactive user cannot be an administrator: Drone takes that right from him.";
  if (!release.has("login rules")) return undefined;
  if (!/^[\w.-]+$/.test(login))
    return `login "${login}" cannot be used: Drone takes letters, digits and - _ . only.`;
  if (release.has("short logins") && login.length > 50)
    return `login "${login}" cannot be used: it is longer than 50 characters.`;
  return undefined;
}

/** Nobody takes the ground from under his own feet. */
async function needAnother(connection: Connection, login: string, verb: string): Promise<void> {
  const own = await connection.user();
  if (!sameLogin(await connection.drone.release(), own.login, login)) return;
  throw new Error(
    `${login} is the user of drone:token, and is not ${verb} with it. Use another one's token.`,
  );
}

/** From 1.0 on a repository whose owner goes loses him, and with him what builds it at the SCM. */
async function needNoRepositories(
  { drone }: Connection,
  { transferRepositories }: Args,
  { id, login }: RemoteUser,
  verb: string,
): Promise<void> {
  if (transferRepositories || !(await drone.release()).has("list of all repositories")) return;
  const owned = (await drone.repos.list()).filter((repo) => repo.active && repo.ownerId === id);
  if (owned.length === 0) return;
  const slugs = owned.slice(0, 5).map(({ slug }) => slug);
  const more = owned.length > slugs.length ? ` and ${owned.length - slugs.length} more` : "";
  throw new Error(
    `${login} owns the active repositories ${slugs.join(", ")}${more}, and is not ${verb}: Drone would leave them without an owner. ` +
      "Give them another one (chown: true on their Repository, with his token), or set transferRepositories: true.",
  );
}

/** The machine's token from now on, where that changes. */
async function tokenFor(
  connection: Connection,
  { login, tokenVersion }: Args,
  remote: RemoteUser,
  olds: Bag,
): Promise<string | undefined> {
  const isNew = olds.remoteId === undefined || remote.token !== undefined;
  if (isNew || (tokenVersion ?? olds.tokenVersion ?? 1) === (olds.tokenVersion ?? 1)) return remote.token;
  if (typeof olds.token !== "string") {
    throw new Error(
      `The token of ${login} is not known, and only with it Drone gives another one. Delete the user and make it anew.`,
    );
  }
  const machine = connection.as(olds.token);
  try {
    await machine.user.current();
  } catch (cause) {
    if (!(cause instanceof DroneError) || cause.status !== 401) throw cause;
    throw new Error(
      `Drone does not accept the token of ${login} any more that the state has. If the answer to an earlier change of it got lost, ` +
        "nobody knows the new one: delete the user and make it anew.",
      { cause },
    );
  }
  const token = await machine.user.rotateToken();
  machine.close();
  return token;
}

/**
 * An account: a person's, made before he logs in, or from 1.0 on a machine's. Needs an administrator's token.
 * `/api/users`, every release.
 *
 * Creating one who exists fails unless `adopt` is set; deleting the token's own user fails, and from 1.6 on deleting or
 * deactivating one who owns active repositories, unless `transferRepositories` is set.
 *
 * @example
 * new drone.User("alice", { login: "alice" });
 * export const token = new drone.User("bot", { login: "bot", machine: true }).token;
 */
export class User extends resourceWith<UserOutputs>() {
  constructor(name: string, args: UserArgs, opts?: pulumi.CustomResourceOptions) {
    super(...registration(user, name, args, opts));
  }

  /** Looks up a user who is there already, without managing him. `id` is the login. */
  static get(name: string, id: pulumi.Input<string>, opts?: pulumi.CustomResourceOptions): User {
    return new User(name, {} as UserArgs, { ...opts, id });
  }
}
