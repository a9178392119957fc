import type * as pulumi from "@pulumi/pulumi";
import type { User as RemoteUser } from "../client";
import { atCreation, type Definition, local, never, replaces, updates } from "../lifecycle/definition";
import { splitId } from "../lifecycle/id";
import { registration, resourceWith } from "../lifecycle/resource";
import { anyText, flag, name } from "../lifecycle/shape";

/** Inputs of a {@link User}. */
export interface UserArgs {
  /** Login in the SCM, case-sensitive. Changing it replaces the user. */
  login: pulumi.Input<string>;
  /** Can be given at creation only; the SCM's takes its place when the person logs in. */
  email?: pulumi.Input<string>;
  /** Address of a picture. Can be given at creation only; the SCM's takes its place when the person logs in. */
  avatarUrl?: pulumi.Input<string>;
  /** A mark that Drone 0.5 shows and does not act on. Left out, what the server has stays; it begins with true. */
  active?: pulumi.Input<boolean>;
  /** Not to be set on Drone 0.5: refused. There, DRONE_ADMIN in the server's environment names the administrators. */
  admin?: pulumi.Input<boolean>;
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
}

type Args = pulumi.Unwrap<UserArgs>;

export const user: Definition<Args, RemoteUser> = {
  type: "User",
  inputs: {
    login: replaces(name),
    email: atCreation(anyText),
    avatarUrl: atCreation(anyText),
    active: updates(flag),
    admin: never(
      "cannot be set on Drone 0.5: name the administrators in the server's environment, DRONE_ADMIN",
    ),
    adopt: local(flag),
  },
  outputs: {
    email: ({ email }) => email,
    avatarUrl: ({ avatarUrl }) => avatarUrl,
    active: ({ active }) => active,
  },
  identity: ({ id }) => id,
  id: ({ login }) => login,
  key: (id) => ({ login: splitId(id, "login")[0] }),
  // Not by GET /api/users/:login: its 404 proves nothing, and the list is what does.
  find: async ({ drone }, { login }) => (await drone.users.list()).find((user) => user.login === login),
  gone: "by its list",

  // Makes every user active, whatever it is sent; the update that follows puts it right.
  create: ({ drone }, { login, email, avatarUrl }) => drone.users.create({ login, email, avatarUrl }),
  update: ({ drone }, { login, active }, remote) =>
    drone.users.update(login, { active: active ?? remote.active }),
  delete: async (connection, { login }) => {
    if ((await connection.user()).login === login) {
      throw new Error(
        `${login} is the user of drone:token, and is not deleted with it. Use another one's token.`,
      );
    }
    await connection.drone.users.delete(login);
  },
};

/**
 * A person's account, made before he logs in. Needs an administrator's token. `/api/users`, Drone 0.5.
 *
 * Creating one who exists fails unless `adopt` is set; deleting the token's own user fails.
 *
 * @example
 * new drone.User("alice", { login: "alice" });
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
