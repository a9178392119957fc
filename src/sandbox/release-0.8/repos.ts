import { type Answer, empty, json, text } from "../answer";
import { readBool } from "../go/query";
import { integer, pointer, type Struct } from "../go/struct";
import { repoGuards } from "../release-0/auth";
import type { OwnCall } from "../release-0/call";
import {
  addWebhook,
  fromScm,
  newHash,
  type Patch07,
  patchFields07,
  type RepoJson,
  reposAs,
  updateAs,
  visibilityOf,
} from "../release-0/repos";
import { permissions } from "./sync";

export const { pull, push, repoAdmin } = repoGuards(permissions);

export const repoJson: RepoJson = (repo) => ({
  id: repo.id,
  owner: repo.owner,
  name: repo.name,
  full_name: repo.fullName,
  avatar_url: repo.avatar || undefined,
  link_url: repo.link || undefined,
  scm: "git",
  clone_url: repo.clone || undefined,
  default_branch: repo.branch || undefined,
  timeout: repo.timeout || undefined,
  visibility: repo.visibility,
  private: repo.private,
  trusted: repo.trusted,
  gated: repo.gated,
  active: repo.active,
  allow_pr: repo.allowPull,
  allow_push: repo.allowPush,
  allow_deploys: repo.allowDeploy,
  allow_tags: repo.allowTag,
  last_build: repo.counter,
  config_file: repo.configFile,
});

export const { show, chown } = reposAs(repoJson);

interface Patch extends Patch07 {
  counter?: number | bigint;
}

/** `last_build` is written as `build_counter`. */
const patchFields: Struct<Patch>["fields"] = {
  ...patchFields07,
  counter: pointer(integer("build_counter", "BuildCounter")),
};

export const update = updateAs(patchFields, repoJson);

/** What was set before stays set. */
export function activate(call: OwnCall): Answer {
  const { repo, user, world } = call;
  if (repo.active) return text(409, "Repository is already active.");
  const hash = repo.hash || newHash();
  const refusal = addWebhook(call, { fullName: repo.fullName, hash });
  if (refusal) return refusal;
  const allowsNothing = !repo.allowPush && !repo.allowPull && !repo.allowDeploy && !repo.allowTag;
  Object.assign(repo, {
    hash,
    active: true,
    userId: user.id,
    allowPush: repo.allowPush || allowsNothing,
    allowPull: repo.allowPull || allowsNothing,
    visibility: repo.visibility || visibilityOf(repo),
    configFile: repo.configFile || ".drone.yml",
    timeout: repo.timeout || 60,
  });
  const atScm = world.scm.find(repo.fullName);
  if (atScm) {
    if (atScm.private !== repo.private) repo.visibility = visibilityOf(atScm);
    Object.assign(repo, fromScm(atScm));
  }
  return json(repoJson(repo));
}

/** Only deactivates, unless `?remove=true`: then the row goes, and the next sync makes another. */
export function remove({ repo, request, world }: OwnCall): Answer {
  Object.assign(repo, { active: false, userId: 0 });
  if (readBool(request.query.values.get("remove")?.[0])) world.repos.delete(repo);
  return json(repoJson(repo));
}

/** Never works with Gogs: Drone's driver does not tell it what the caller may do at the target. */
export const move = (): Answer => empty(500);
