import { createHmac, randomBytes } from "node:crypto";
import { Answer, empty, json, text } from "../answer";
import { flag, integer, pointer, type Struct } from "../go/struct";
import type { WritableObject } from "../go/write-json";
import { bind } from "../request";
import type { RepoRow, UserRow } from "../rows";
import { ScmError, type ScmRepo } from "../scm";
import { scmPermissions } from "./auth";
import type { Call, OwnCall, RepoCall } from "./call";

interface Patch {
  trusted?: boolean;
  timeout?: number | bigint;
  allowPull?: boolean;
  allowPush?: boolean;
  allowDeploy?: boolean;
  allowTag?: boolean;
}

/** Two keys are not those of the answer, which has `allow_deploys` and `allow_tags`. */
const patchBody: Struct<Patch> = {
  goName: "",
  fields: {
    trusted: pointer(flag("trusted", "IsTrusted")),
    timeout: pointer(integer("timeout", "Timeout")),
    allowPull: pointer(flag("allow_pr", "AllowPull")),
    allowPush: pointer(flag("allow_push", "AllowPush")),
    allowDeploy: pointer(flag("allow_deploy", "AllowDeploy")),
    allowTag: pointer(flag("allow_tag", "AllowTag")),
  },
};

export const repoJson = (repo: RepoRow): WritableObject => ({
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
  private: repo.private || undefined,
  trusted: repo.trusted,
  allow_pr: repo.allowPull,
  allow_push: repo.allowPush,
  allow_deploys: repo.allowDeploy,
  allow_tags: repo.allowTag,
});

export const show = ({ repo }: RepoCall): Answer => json(repoJson(repo));

export function activate({ params, request, user, world }: Call): Answer {
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

  const hash = randomBytes(32).toString("hex");
  try {
    world.scm.addWebhook(
      user,
      repo,
      `${request.base}/hook?access_token=${randomBytes(32).toString("hex")}`,
      hash,
    );
  } catch (error) {
    if (error instanceof ScmError) return text(500, error.message);
    throw error;
  }
  // The SCM found the repository under another spelling, and has its webhook by now.
  if (world.repo(repo.fullName)) {
    return text(500, "meddler.Insert: DB error in Exec: UNIQUE constraint failed: repos.repo_full_name");
  }
  return json(repoJson(world.repos.insert(newRepo(repo, user, hash))));
}

const newRepo = (repo: ScmRepo, user: UserRow, hash: string): Omit<RepoRow, "id"> => ({
  userId: user.id,
  owner: repo.owner,
  name: repo.name,
  fullName: repo.fullName,
  avatar: repo.avatar,
  link: repo.link,
  clone: repo.clone,
  branch: "master",
  timeout: 60,
  private: repo.private,
  trusted: false,
  allowPull: true,
  allowPush: true,
  allowDeploy: false,
  allowTag: false,
  hash,
});

export function update({ repo, request, user, world }: OwnCall): Answer {
  const patch = bind(request, patchBody, () => empty(400));
  if (patch instanceof Answer) return patch;
  repo.allowPush = patch.allowPush ?? repo.allowPush;
  repo.allowPull = patch.allowPull ?? repo.allowPull;
  repo.allowDeploy = patch.allowDeploy ?? repo.allowDeploy;
  repo.allowTag = patch.allowTag ?? repo.allowTag;
  // From anybody else these two are dropped without a word.
  if (world.isAdmin(user)) {
    repo.trusted = patch.trusted ?? repo.trusted;
    repo.timeout = patch.timeout ?? repo.timeout;
  }
  return json(repoJson(repo));
}

/** The row goes; its secrets and builds stay behind without owner, and so does the webhook at the SCM. */
export function remove({ repo, world }: OwnCall): Answer {
  world.repos.delete(repo);
  return empty(200);
}

export function chown({ repo, user }: OwnCall): Answer {
  repo.userId = user.id;
  return json(repoJson(repo));
}

/** Signs the body as a compact JWS, with the hash of the activation as the key. */
export function sign({ repo, request }: OwnCall): Answer {
  const header = Buffer.from('{"alg":"HS256"}').toString("base64url");
  const signed = `${header}.${request.body.toString("base64url")}`;
  const signature = createHmac("sha256", repo.hash).update(signed).digest("base64url");
  return text(200, `${signed}.${signature}`);
}
