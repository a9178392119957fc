import type { Answer } from "../answer";
import type { PermissionRow } from "../synced-rows";
import { bytewise } from "../table";
import { done, json, noRow } from "./answers";
import type { OwnCall, RepoCall } from "./call";
import { userByLogin } from "./users";

/** Drone's memory of who may do what. Nobody can be added: a row comes with its user's own sync. */
export function list({ repo, world }: RepoCall): Answer {
  const members = world.permissions
    .filter(({ repoUid }) => repoUid === repo.uid)
    .flatMap((permission) => {
      const user = world.users.find(({ id }) => id === permission.userId);
      return user ? [{ permission, user }] : [];
    });
  members.sort((one, other) => bytewise(one.user.login, other.user.login));
  return json(
    members.map(({ permission, user }) => ({
      user_id: user.id,
      repo_id: repo.uid,
      login: user.login,
      avatar: user.avatar,
      read: permission.read,
      write: permission.write,
      admin: permission.admin,
      synced: permission.synced,
      created: permission.created,
      updated: permission.updated,
    })),
  );
}

export function find(call: RepoCall): Answer {
  const found = permissionOf(call);
  return found ? json({ read: found.read, write: found.write, admin: found.admin }) : noRow;
}

export function remove(call: OwnCall): Answer {
  const found = permissionOf(call);
  if (!found) return noRow;
  call.world.permissions.delete(found);
  return done;
}

function permissionOf({ params, repo, world }: RepoCall): PermissionRow | undefined {
  const user = userByLogin(world, params.member);
  return world.permissions.find((each) => each.repoUid === repo.uid && each.userId === user?.id);
}
