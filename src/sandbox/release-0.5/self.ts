import { type Answer, json, text } from "../answer";
import { readBool } from "../go/query";
import type { RepoRow } from "../rows";
import { ScmError, type ScmRepo } from "../scm";
import { bytewise } from "../table";
import type { UserCall } from "./call";
import { feedItem } from "./feed";
import { repoJson } from "./repos";
import { userJson } from "./users";

export const show = ({ user, world }: UserCall): Answer => json(userJson(user, world.isAdmin(user)));

export function feed(call: UserCall): Answer {
  const { request, world } = call;
  return withScmRepos(call, (mine) => {
    const repos = world.repos
      .filter((repo) => mine.some((own) => own.fullName === repo.fullName))
      .sort((one, other) => bytewise(one.fullName, other.fullName));
    const newestFirst = [...world.builds.rows].reverse();
    if (readBool(request.query.values.get("latest")?.[0])) {
      const latest = (repo: RepoRow) => newestFirst.find((build) => build.repoId === repo.id);
      return json(repos.map((repo) => feedItem(repo, latest(repo))));
    }
    const items = newestFirst.flatMap((build) => {
      const repo = repos.find((own) => own.id === build.repoId);
      return repo ? [feedItem(repo, build)] : [];
    });
    return json(items.slice(0, 50));
  });
}

export function repos(call: UserCall): Answer {
  const { request, user, world } = call;
  const asked = (name: string): boolean => readBool(request.query.values.get(name)?.[0]);
  if (asked("flush")) world.scmCache.delete(`repos:${user.login}`);
  return withScmRepos(call, (mine) => {
    const active = world.repos
      .filter((repo) => mine.some((own) => own.fullName === repo.fullName))
      .sort((one, other) => bytewise(one.name, other.name));
    const shown = active.map(repoJson);
    if (asked("all")) {
      const rest = mine.filter((own) => !active.some((repo) => repo.fullName === own.fullName));
      shown.push(...rest.map(inactiveJson));
    }
    return json(shown.length ? shown : null);
  });
}

export const remoteRepos = (call: UserCall): Answer => withScmRepos(call, (mine) => json(mine.map(liteJson)));

export const token = ({ user }: UserCall): Answer => text(200, user.token);

export const rotateToken = ({ user, world }: UserCall): Answer => text(200, world.rotateToken(user));

function withScmRepos({ user, world }: UserCall, answer: (mine: ScmRepo[]) => Answer): Answer {
  try {
    return answer(world.scmCache.get(`repos:${user.login}`, () => world.scm.reposOf(user)));
  } catch (error) {
    if (error instanceof ScmError) return text(500, `Error fetching repository list. ${error.message}`);
    throw error;
  }
}

const liteJson = (repo: ScmRepo) => ({
  owner: repo.owner,
  name: repo.name,
  full_name: repo.fullName,
  avatar_url: repo.avatar,
});

const inactiveJson = (repo: ScmRepo) => ({
  ...liteJson(repo),
  trusted: false,
  allow_pr: false,
  allow_push: false,
  allow_deploys: false,
  allow_tags: false,
});
