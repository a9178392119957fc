import { randomBytes } from "node:crypto";
import { Answer } from "../answer";
import { readInt } from "../go/query";
import { flag, integer, pointer, type Struct, text } from "../go/struct";
import type { Request } from "../request";
import type { SyncedRepoRow } from "../synced-rows";
import type { World } from "../world";
import { askScm, json, noRow, refusal } from "./answers";
import { bodyAs, formValue } from "./body";
import type { Call, OwnCall, RepoCall } from "./call";
import { repoJson } from "./repo-json";

/** Of all that anybody synchronized. */
export function list({ major, request, world }: Call): Answer {
  const perPage = readInt(formValue(request, "per_page")) ?? 0;
  const shown = page(world.syncedRepos.rows, request, perPage < 1 ? 25 : perPage);
  return json(shown.map((repo) => repoJson(repo, major)));
}

export function page<T>(rows: readonly T[], request: Request, size: number): T[] {
  const number = Math.max(1, readInt(formValue(request, "page")) ?? 1);
  return rows.slice((number - 1) * size, number * size);
}

export function show({ major, permission, repo }: RepoCall): Answer {
  const { read, write, admin } = permission ?? {};
  return json(repoJson(repo, major, { permissions: permission && { read, write, admin } }));
}

interface Patch {
  visibility?: string;
  configPath?: string;
  trusted?: boolean;
  protected?: boolean;
  ignoreForks?: boolean;
  ignorePullRequests?: boolean;
  autoCancelPullRequests?: boolean;
  autoCancelPushes?: boolean;
  autoCancelRunning?: boolean;
  timeout?: number | bigint;
  throttle?: number | bigint;
  counter?: number | bigint;
}

const patchBody = (major: 1 | 2): Struct<Patch> => ({
  goName: "repos.repositoryInput",
  fields: {
    visibility: pointer(text("visibility", "Visibility")),
    configPath: pointer(text("config_path", "Config")),
    trusted: pointer(flag("trusted", "Trusted")),
    protected: pointer(flag("protected", "Protected")),
    ignoreForks: pointer(flag("ignore_forks", "IgnoreForks")),
    ignorePullRequests: pointer(flag("ignore_pull_requests", "IgnorePulls")),
    autoCancelPullRequests: pointer(flag("auto_cancel_pull_requests", "CancelPulls")),
    autoCancelPushes: pointer(flag("auto_cancel_pushes", "CancelPush")),
    // 1.10 has no key for it.
    autoCancelRunning: pointer(flag(major === 2 ? "auto_cancel_running" : "", "CancelRunning")),
    timeout: pointer(integer("timeout", "Timeout")),
    throttle: pointer(integer("throttle", "Throttle")),
    counter: pointer(integer("counter", "Counter")),
  },
});

export function update({ major, repo, request, user, world }: OwnCall): Answer {
  const patch = bodyAs(patchBody(major), request);
  if (patch instanceof Answer) return patch;
  const { trusted, timeout, throttle, counter, ...anybodys } = patch;
  // From anybody else these four are dropped without a word.
  const admins = world.isAdmin(user) ? { trusted, timeout, throttle, counter } : {};
  return save(world, repo, major, given({ ...anybodys, ...admins }));
}

const given = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;

/** The caller becomes the owner, and the webhook is made anew, also when it was enabled already. */
export function enable({ major, repo, request, user, world }: OwnCall): Answer {
  const enabled = {
    active: true,
    userId: user.id,
    configPath: repo.configPath || ".drone.yml",
    signer: repo.signer || randomBytes(16).toString("hex"),
    secret: repo.secret || randomBytes(16).toString("hex"),
    timeout: repo.timeout || 60,
  };
  const refused = askScm(500, () =>
    world.scm.replaceWebhook(user, repo.slug, webhook(request, enabled.signer)),
  );
  return refused ?? save(world, repo, major, enabled);
}

/** The SCM is not asked: the webhook stays. So do settings and secrets, unless the whole row is to go. */
export function disable({ major, repo, request, world }: OwnCall): Answer {
  const answer = save(world, repo, major, { active: false });
  if (answer.status === 200 && formValue(request, "remove") === "true") world.syncedRepos.delete(repo);
  return answer;
}

export const chown = ({ major, repo, user, world }: OwnCall): Answer =>
  save(world, repo, major, { userId: user.id });

/** With the owner's SCM token, whoever asks. */
export function repair({ major, repo, request, world }: OwnCall): Answer {
  const owner = world.users.find((user) => user.id === repo.userId);
  if (!owner) return noRow;
  const their = askScm(404, () => world.scm.repoFor(owner, repo.slug).repo);
  if (their instanceof Answer) return their;
  const answer = save(world, repo, major, {
    branch: their.branch,
    clone: their.clone,
    private: their.private,
  });
  if (answer.status !== 200) return answer;
  return (
    askScm(500, () => world.scm.replaceWebhook(owner, repo.slug, webhook(request, repo.signer))) ?? answer
  );
}

const webhook = ({ base }: Request, signer: string) => ({
  url: `${base}/hook`,
  events: ["create", "delete", "push", "pull_request"],
  active: true,
  hash: signer,
});

function save(world: World, repo: SyncedRepoRow, major: 1 | 2, changes: Partial<SyncedRepoRow>): Answer {
  if (world.optimisticLockErrors > 0) {
    world.optimisticLockErrors -= 1;
    return refusal(500, "Optimistic Lock Error");
  }
  Object.assign(repo, changes, { version: repo.version + 1 });
  return json(repoJson(repo, major));
}
