import { Answer, empty, json } from "../answer";
import type { Struct } from "../go/struct";
import { repoGuards } from "../release-0/auth";
import type { OwnCall } from "../release-0/call";
import { given, type Patch, patchFields, type RepoJson, reposAs } from "../release-0/repos";
import { activateAs, cachedPermissions, listAs } from "../release-0/unsynced";
import { bind } from "../request";

export const { pull, push, repoAdmin } = repoGuards((call, repo) =>
  cachedPermissions(call, repo, !call.user && !repo.private),
);

const repoJson: RepoJson = (repo) => ({
  id: repo.id || undefined,
  owner: repo.owner,
  name: repo.name,
  full_name: repo.fullName,
  avatar_url: repo.avatar || undefined,
  link_url: repo.link || undefined,
  scm: repo.id ? "git" : undefined,
  clone_url: repo.clone || undefined,
  default_branch: repo.branch || undefined,
  timeout: repo.timeout || undefined,
  private: repo.private || undefined,
  trusted: repo.trusted,
  allow_pr: repo.allowPull,
  allow_push: repo.allowPush,
  allow_deploys: repo.allowDeploy,
  allow_tags: repo.allowTag,
});

export const { show, chown } = reposAs(repoJson);

export const list = listAs(repoJson);

export const activate = activateAs(repoJson, () => ({ timeout: 60, allowPull: true, allowPush: true }));

const patchBody: Struct<Patch> = { goName: "", fields: patchFields };

export function update({ repo, request, user, world }: OwnCall): Answer {
  const patch = bind(request, patchBody, () => empty(400));
  if (patch instanceof Answer) return patch;
  const { trusted, timeout, ...rest } = patch;
  // From anybody else these two are dropped without a word.
  Object.assign(repo, given(world.isAdmin(user) ? patch : rest));
  return json(repoJson(repo));
}
