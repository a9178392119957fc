import { randomBytes } from "node:crypto";
import { Answer, text } from "../answer";
import { readInt } from "../go/query";
import { Fields, readJson } from "../go/read-json";
import { flag, integer, pointer, type Struct, text as textField } from "../go/struct";
import type { WritableObject } from "../go/write-json";
import type { UserRow } from "../rows";
import { ScmError } from "../scm";
import type { World } from "../world";
import { done, duplicate, json, noRow, refusal } from "./answers";
import { bodyAs, bodyOf } from "./body";
import type { Call, UserCall } from "./call";
import { repoJson } from "./repo-json";
import { reposOf } from "./sync";

export const userJson = (world: World, user: UserRow): WritableObject => ({
  id: user.id,
  login: user.login,
  email: user.email,
  machine: user.machine,
  admin: world.isAdmin(user),
  active: user.active,
  avatar: user.avatar,
  syncing: false,
  synced: user.synced,
  created: user.created,
  updated: user.created,
  last_login: user.lastLogin,
});

interface UserBody {
  id: number | bigint;
  login: string;
  email: string;
  machine: boolean;
  admin: boolean;
  active: boolean;
  avatar: string;
  syncing: boolean;
  synced: number | bigint;
  created: number | bigint;
  updated: number | bigint;
  lastLogin: number | bigint;
}

export const userBody: Struct<UserBody> = {
  goName: "core.User",
  fields: {
    id: integer("id", "ID"),
    login: textField("login", "Login"),
    email: textField("email", "Email"),
    machine: flag("machine", "Machine"),
    admin: flag("admin", "Admin"),
    active: flag("active", "Active"),
    avatar: textField("avatar", "Avatar"),
    syncing: flag("syncing", "Syncing"),
    synced: integer("synced", "Synced"),
    created: integer("created", "Created"),
    updated: integer("updated", "Updated"),
    lastLogin: integer("last_login", "LastLogin"),
  },
};

/** All but the token are fields of an embedded pointer. */
const newUser: Struct<UserBody & { token: string }> = {
  goName: "users.userWithToken",
  fields: { ...embedded(userBody.fields), token: textField("token", "Token") },
};

function embedded(fields: Struct<UserBody>["fields"]): Struct<UserBody>["fields"] {
  const places = Object.entries(fields).map(([name, field]) => [
    name,
    { ...field, place: `User.${field.key}` },
  ]);
  return Object.fromEntries(places) as typeof fields;
}

/** SQLite ignores the case of logins. */
export const userByLogin = (world: World, login: string): UserRow | undefined =>
  world.users.find((user) => user.login.toLowerCase() === login.toLowerCase());

export const list = ({ world }: Call): Answer =>
  json(
    [...world.users.rows]
      .sort((one, other) => (one.login.toLowerCase() < other.login.toLowerCase() ? -1 : 1))
      .map((user) => userJson(world, user)),
  );

export function create(call: UserCall): Answer {
  const { major, request, world } = call;
  const given = bodyAs(newUser, request);
  if (given instanceof Answer) return given;
  // Drone runs into the embedded pointer that no field of the body has filled.
  if (!namesAUser(bodyOf(request))) return text(500, "Internal Server Error\n");
  const { login, email } = given.machine ? { login: given.login, email: "" } : personAtScm(call, given.login);
  if (login === "" || Buffer.byteLength(login) > 50) return refusal(400, "Invalid username length");
  const allowed = major === 2 ? /^[.a-zA-Z0-9_-]+$/ : /^[a-zA-Z0-9_-]+$/;
  if (!allowed.test(login)) return refusal(400, "Invalid character in username");
  if (userByLogin(world, login)) return duplicate("users", "user_login");
  if (world.users.find(({ token }) => token === given.token)) return duplicate("users", "user_hash");

  const user = world.addUser(login, { email, active: true, machine: given.machine });
  if (given.token) user.token = given.token;
  else if (given.machine) user.token = newToken();
  if (given.admin) world.admins.add(user.login);
  return json({ ...userJson(world, user), token: user.machine ? user.token : undefined });
}

function namesAUser(body: Buffer): boolean {
  const document = readJson(body);
  const keys = Object.values<{ key: string }>(userBody.fields).map(({ key }) => key);
  if (!(document instanceof Fields)) return false;
  return document.entries.some(([key]) => keys.includes(key.toLowerCase()));
}

/** A person gets the spelling and the address that the SCM has, if it knows him. */
function personAtScm({ user, world }: UserCall, login: string): { login: string; email: string } {
  try {
    const known = world.scm.findAccount(user, login);
    return known ?? { login, email: "" };
  } catch (error) {
    if (error instanceof ScmError) return { login, email: "" };
    throw error;
  }
}

export const newToken = (): string => randomBytes(16).toString("hex");

export function find({ params, world }: Call): Answer {
  // Only here, a number may be an id.
  const id = readInt(params.user);
  const user = userByLogin(world, params.user) ?? world.users.find((each) => each.id === id);
  return user ? json(userJson(world, user)) : noRow;
}

interface Patch {
  admin?: boolean;
  active?: boolean;
}

const patchBody: Struct<Patch> = {
  goName: "users.userInput",
  fields: { admin: pointer(flag("admin", "Admin")), active: pointer(flag("active", "Active")) },
};

export function update({ params, request, world }: Call): Answer {
  const patch = bodyAs(patchBody, request);
  if (patch instanceof Answer) return patch;
  const user = userByLogin(world, params.user);
  if (!user) return noRow;
  user.active = patch.active ?? user.active;
  const admin = patch.admin ?? world.isAdmin(user);
  // Whoever is made inactive is no admin either, even if the same body says so.
  if (admin && patch.active !== false) world.admins.add(user.login);
  else world.admins.delete(user.login);
  const shown = json(userJson(world, user));
  if (!user.active) handOverRepos(world, user);
  return shown;
}

export function remove({ params, world }: Call): Answer {
  const user = userByLogin(world, params.user);
  if (!user) return noRow;
  handOverRepos(world, user);
  world.users.delete(user);
  world.admins.delete(user.login);
  return done;
}

/**
 * To another admin of each repository, as far as Drone knows one, or else to nobody. A repository of which the user has
 * no permission row is overlooked.
 */
function handOverRepos(world: World, user: UserRow): void {
  for (const repo of reposOf(world, user)) {
    if (repo.userId !== user.id) continue;
    const heir = world.permissions.find(
      (each) => each.repoUid === repo.uid && each.admin && each.userId !== user.id,
    );
    repo.userId = heir?.userId ?? 0;
    repo.version += 1;
  }
}

/** The new token is not told. */
export function rotateToken({ params, world }: Call): Answer {
  const user = userByLogin(world, params.user);
  if (!user) return noRow;
  user.token = newToken();
  return json({ ...userJson(world, user), message: "Token rotated successfully." });
}

export function repos({ major, params, world }: Call): Answer {
  const user = userByLogin(world, params.user);
  return user ? json(reposOf(world, user).map((repo) => repoJson(repo, major))) : noRow;
}
