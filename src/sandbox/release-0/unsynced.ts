import { createHmac } from "node:crypto";
import { type Answer, empty, json, text } from "../answer";
import { readBool } from "../go/query";
import type { RepoRow, UserRow } from "../rows";
import { type Permissions, ScmError, type ScmRepo } from "../scm";
import { bytewise } from "../table";
import type { World } from "../world";
import { everything, nothing } from "./auth";
import type { Call, OwnCall, UserCall } from "./call";
import { feedItem } from "./feed";
import { addWebhook, newHash, newRow, type RepoJson } from "./repos";

/** Drone 0.5 and 0.7 keep no list of a user's repositories: they ask the SCM, and remember for a while. */

/** `open` is whether the repository may be read by this caller whatever the SCM says. */
export function cachedPermissions({ user, world }: Call, repo: RepoRow, open: boolean): Permissions | Answer {
  if (user && world.isAdmin(user)) return everything;
  try {
    const own = user ? scmPermissions(world, user, repo.fullName).permissions : nothing;
    return { ...own, pull: own.pull || open };
  } catch (error) {
    // Drone goes on with a nil pointer and panics.
    if (error instanceof ScmError) return empty(500);
    throw error;
  }
}

/** @throws ScmError */
function scmPermissions(
  world: World,
  user: UserRow,
  fullName: string,
): { repo: ScmRepo; permissions: Permissions } {
  return world.scmCache.get(`perms:${user.login}:${fullName}`, () => world.scm.repoFor(user, fullName));
}

/** `first` is what an activation sets. */
export function activateAs(repoJson: RepoJson, first: (repo: ScmRepo) => Partial<RepoRow>) {
  return (call: Call): Answer => {
    const { params, user, world } = call;
    if (!user) return empty(403);
    const fullName = `${params.owner}/${params.name}`;
    let repo: ScmRepo;
    try {
      repo = world.scm.repoFor(user, fullName).repo;
      const { permissions } = scmPermissions(world, user, fullName);
      if (!permissions.admin) return text(403, "Administrative access is required.");
    } catch (error) {
      if (error instanceof ScmError) return text(404, error.message);
      throw error;
    }
    if (world.repo(fullName)) return text(409, "Repository already exists.");

    const row = { ...newRow(repo), ...first(repo), userId: user.id, active: true, hash: newHash() };
    const refusal = addWebhook({ ...call, user }, row);
    if (refusal) return refusal;
    // The SCM found the repository under another spelling, and has its webhook by now.
    if (world.repo(repo.fullName)) {
      return text(500, "meddler.Insert: DB error in Exec: UNIQUE constraint failed: repos.repo_full_name");
    }
    return json(repoJson(world.repos.insert(row)));
  };
}

/** The row goes; its secrets and builds stay behind without owner, and so does the webhook at the SCM. */
export function remove({ repo, world }: OwnCall): Answer {
  world.repos.delete(repo);
  return empty(200);
}

/** Signs the body as a compact JWS, with the hash of the activation as the key. */
export function sign({ repo, request }: OwnCall): Answer {
  const header = Buffer.from('{"alg":"HS256"}').toString("base64url");
  const signed = `${header}.${request.body.toString("base64url")}`;
  const signature = createHmac("sha256", repo.hash).update(signed).digest("base64url");
  return text(200, `${signed}.${signature}`);
}

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

export const listAs =
  (repoJson: RepoJson) =>
  (call: UserCall): Answer => {
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
        shown.push(...rest.map((repo) => repoJson(lite(repo))));
      }
      return json(shown.length ? shown : null);
    });
  };

export const remoteRepos = (call: UserCall): Answer =>
  withScmRepos(call, (mine) =>
    json(
      mine.map((repo) => ({
        owner: repo.owner,
        name: repo.name,
        full_name: repo.fullName,
        avatar_url: repo.avatar,
      })),
    ),
  );

function withScmRepos({ user, world }: UserCall, answer: (mine: ScmRepo[]) => Answer): Answer {
  try {
    return answer(world.scmCache.get(`repos:${user.login}`, () => world.scm.reposOf(user)));
  } catch (error) {
    if (error instanceof ScmError) return text(500, `Error fetching repository list. ${error.message}`);
    throw error;
  }
}

/** A repository without row has no id, and of what the SCM knows only four fields are kept. */
const lite = (repo: ScmRepo): RepoRow => ({
  ...newRow(repo),
  id: 0,
  link: "",
  clone: "",
  branch: "",
  private: false,
});
