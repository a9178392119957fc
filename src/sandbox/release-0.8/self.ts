import { type Answer, json } from "../answer";
import { readBool } from "../go/query";
import type { UserCall } from "../release-0/call";
import { feedItem } from "../release-0/feed";
import type { RepoRow } from "../rows";
import { bytewise } from "../table";
import { repoJson } from "./repos";
import { isStale, permsOf, sync } from "./sync";

export function feed(call: UserCall): Answer {
  const { user, world } = call;
  if (isStale(world, user)) sync(world, user);
  const mine = reposOf(call);
  const newestFirst = [...world.builds.rows].reverse();
  if (asks(call, "latest")) {
    const latest = (repo: RepoRow) => newestFirst.find((build) => build.repoId === repo.id);
    return json(mine.filter((repo) => repo.active).map((repo) => feedItem(repo, latest(repo))));
  }
  const items = newestFirst.flatMap((build) => {
    const repo = mine.find((own) => own.id === build.repoId);
    return repo ? [feedItem(repo, build)] : [];
  });
  return json(items.slice(0, 50));
}

export function repos(call: UserCall): Answer {
  const { user, world } = call;
  if (asks(call, "flush") || isStale(world, user)) sync(world, user);
  const all = asks(call, "all");
  return json(
    reposOf(call)
      .filter((repo) => all || repo.active)
      .map(repoJson),
  );
}

const reposOf = ({ user, world }: UserCall): RepoRow[] => {
  const ids = new Set(permsOf(world, user).map((perm) => perm.repoId));
  return world.repos
    .filter((repo) => ids.has(repo.id))
    .sort((one, other) => bytewise(one.fullName, other.fullName));
};

const asks = ({ request }: UserCall, name: string): boolean => readBool(request.query.values.get(name)?.[0]);
