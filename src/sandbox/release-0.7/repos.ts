import { repoGuards } from "../release-0/auth";
import { patchFields07, type RepoJson, reposAs, updateAs, visibilityOf } from "../release-0/repos";
import { activateAs, cachedPermissions, listAs } from "../release-0/unsynced";

export const { pull, push, repoAdmin } = repoGuards((call, repo) => {
  const open = repo.visibility === "public" || (repo.visibility === "internal" && !!call.user);
  return cachedPermissions(call, repo, open);
});

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
  visibility: repo.visibility,
  private: repo.private || undefined,
  trusted: repo.trusted,
  gated: repo.gated,
  allow_pr: repo.allowPull,
  allow_push: repo.allowPush,
  allow_deploys: repo.allowDeploy,
  allow_tags: repo.allowTag,
  last_build: repo.counter,
  config_file: repo.configFile,
});

export const { show, chown } = reposAs(repoJson);
export const list = listAs(repoJson);
export const update = updateAs(patchFields07, repoJson);

export const activate = activateAs(repoJson, (repo) => ({
  timeout: 60,
  allowPull: true,
  allowPush: true,
  visibility: visibilityOf(repo),
  configFile: ".drone.yml",
}));
