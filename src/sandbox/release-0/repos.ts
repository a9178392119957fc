import { randomBytes } from "node:crypto";
import { Answer, empty, json, text } from "../answer";
import { flag, integer, pointer, type Struct, text as textField } from "../go/struct";
import type { WritableObject } from "../go/write-json";
import { bind } from "../request";
import type { RepoRow } from "../rows";
import { ScmError, type ScmRepo } from "../scm";
import type { OwnCall, RepoCall, UserCall } from "./call";

/** What the SCM says of a repository. The branch is what Drone's Gogs driver makes of it, always. */
export const fromScm = (repo: ScmRepo) => ({
  avatar: repo.avatar,
  link: repo.link,
  clone: repo.clone,
  branch: "master",
  private: repo.private,
});

/** A row that nobody has activated. */
export const newRow = (repo: ScmRepo): Omit<RepoRow, "id"> => ({
  ...fromScm(repo),
  userId: 0,
  owner: repo.owner,
  name: repo.name,
  fullName: repo.fullName,
  timeout: 0,
  trusted: false,
  allowPull: false,
  allowPush: false,
  allowDeploy: false,
  allowTag: false,
  active: false,
  visibility: "",
  gated: false,
  configFile: "",
  counter: 0,
  hash: "",
});

export const visibilityOf = (repo: { private: boolean }) => (repo.private ? "private" : "public");

export type RepoJson = (repo: RepoRow) => WritableObject;

/** The endpoints that answer with the repository, for a release that shows it so. */
export const reposAs = (repoJson: RepoJson) => ({
  show: ({ repo }: RepoCall): Answer => json(repoJson(repo)),

  chown({ repo, user }: OwnCall): Answer {
    repo.userId = user.id;
    return json(repoJson(repo));
  },
});

export interface Patch {
  trusted?: boolean;
  timeout?: number | bigint;
  allowPull?: boolean;
  allowPush?: boolean;
  allowDeploy?: boolean;
  allowTag?: boolean;
}

/** Two keys are not those of the answer, which has `allow_deploys` and `allow_tags`. */
export const patchFields: Struct<Patch>["fields"] = {
  trusted: pointer(flag("trusted", "IsTrusted")),
  timeout: pointer(integer("timeout", "Timeout")),
  allowPull: pointer(flag("allow_pr", "AllowPull")),
  allowPush: pointer(flag("allow_push", "AllowPush")),
  allowDeploy: pointer(flag("allow_deploy", "AllowDeploy")),
  allowTag: pointer(flag("allow_tag", "AllowTag")),
};

export interface Patch07 extends Patch {
  gated?: boolean;
  configFile?: string;
  visibility?: string;
}

export const patchFields07: Struct<Patch07>["fields"] = {
  ...patchFields,
  gated: pointer(flag("gated", "IsGated")),
  configFile: pointer(textField("config_file", "Config")),
  visibility: pointer(textField("visibility", "Visibility")),
};

/** `PATCH` since 0.7: all of the patch, or nothing. */
export function updateAs<P extends Patch07>(fields: Struct<P>["fields"], repoJson: RepoJson) {
  return ({ repo, request, user, world }: OwnCall): Answer => {
    const patch = bind(request, { goName: "", fields }, () => empty(400));
    if (patch instanceof Answer) return patch;
    const forAdmins = patch.trusted !== undefined || patch.timeout !== undefined;
    if (forAdmins && !world.isAdmin(user)) return text(403, "Insufficient privileges");
    if (!["public", "private", "internal", undefined].includes(patch.visibility)) {
      return text(400, "Invalid visibility type");
    }
    Object.assign(repo, given(patch));
    return json(repoJson(repo));
  };
}

export const given = <T extends object>(patch: T): Partial<T> =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<T>;

/** Makes one more webhook at the SCM: Drone's Gogs driver removes none. */
export function repair(call: OwnCall): Answer {
  return addWebhook(call, call.repo) ?? empty(200);
}

/** The refusal, if the SCM does not want it. */
export function addWebhook(
  { request, user, world }: UserCall,
  { fullName, hash }: Pick<RepoRow, "fullName" | "hash">,
): Answer | undefined {
  const url = `${request.base}/hook?access_token=${newHash()}`;
  const repo = world.scm.find(fullName);
  if (!repo) return text(500, "404 Not Found");
  try {
    world.scm.addWebhook(user, repo, url, hash);
    return undefined;
  } catch (error) {
    if (error instanceof ScmError) return text(500, error.message);
    throw error;
  }
}

export const newHash = (): string => randomBytes(32).toString("hex");
