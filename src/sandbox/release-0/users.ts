import { Answer, empty, json, text } from "../answer";
import { flag, integer, type Struct, text as textField } from "../go/struct";
import type { WritableObject } from "../go/write-json";
import { bind } from "../request";
import type { UserRow } from "../rows";
import { bytewise } from "../table";
import type { Call, UserCall } from "./call";

interface UserBody {
  id: number | bigint;
  login: string;
  email: string;
  avatar: string;
  active: boolean;
  admin: boolean;
}

const userBody: Struct<UserBody> = {
  goName: "model.User",
  fields: {
    id: integer("id", "ID"),
    login: textField("login", "Login"),
    email: textField("email", "Email"),
    avatar: textField("avatar_url", "Avatar"),
    active: flag("active", "Active"),
    admin: flag("admin", "Admin"),
  },
};

/** `admin` is shown only when a user asks for himself. */
export type UserJson = (user: UserRow, admin?: boolean) => WritableObject;

export const userFields = (user: UserRow) => ({
  id: user.id,
  login: user.login,
  email: user.email,
  avatar_url: user.avatar,
  active: user.active,
});

/** How Drone 0.5 and 0.7 show a user. */
export const userJson: UserJson = (user, admin) => ({ ...userFields(user), admin: admin || undefined });

/** The endpoints of users, for a release that shows them so and takes these logins. */
export function usersAs(userJson: UserJson, isLogin: (login: string) => boolean) {
  return {
    self: ({ user, world }: UserCall): Answer => json(userJson(user, world.isAdmin(user))),

    list: ({ world }: UserCall): Answer =>
      json(
        [...world.users.rows]
          .sort((one, other) => bytewise(one.login, other.login))
          .map((user) => userJson(user)),
      ),

    create({ request, world }: UserCall): Answer {
      const body = bind(request, userBody, (why) => text(400, why));
      if (body instanceof Answer) return body;
      if (!isLogin(body.login)) return text(400, "Invalid User Login");
      if (world.user(body.login)) {
        return text(500, "meddler.Insert: DB error in Exec: UNIQUE constraint failed: users.user_login");
      }
      const { login, email, avatar } = body;
      return json(userJson(world.addUser(login, { email, avatar, active: true })));
    },

    find({ params, world }: Call): Answer {
      const user = world.user(params.login);
      return user ? json(userJson(user)) : text(404, notFound);
    },

    update({ params, request, world }: Call): Answer {
      const body = bind(request, userBody, () => empty(400));
      if (body instanceof Answer) return body;
      const user = world.user(params.login);
      if (!user) return empty(404);
      // The only field that is looked at, and absent means false.
      user.active = body.active;
      return json(userJson(user));
    },

    remove({ params, world }: Call): Answer {
      const user = world.user(params.login);
      if (!user) return text(404, notFound);
      world.users.delete(user);
      return text(200);
    },

    token: ({ user }: UserCall): Answer => text(200, user.token),

    rotateToken: ({ user, world }: UserCall): Answer => text(200, world.rotateToken(user)),
  };
}

const notFound = "Cannot find user. sql: no rows in result set";
