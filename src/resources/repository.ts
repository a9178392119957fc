import * as pulumi from "@pulumi/pulumi";
import type { Release, Repo, RepoSettings, Visibility } from "../client";
import { isNotFound } from "../client/error";
import type { Connection } from "../connection/connection";
import { type Definition, isOptional, local, pushes, replaces, updates } from "../lifecycle/definition";
import { splitId } from "../lifecycle/id";
import { registration, resourceWith } from "../lifecycle/resource";
import { flag, minutes, name, oneOf, text, wholeNumber, yes } from "../lifecycle/shape";

/** Inputs of a {@link Repository}. Settings left out are not managed: what the server has stays. */
export interface RepositoryArgs {
  /** User or team that it belongs to in the SCM, in the SCM's spelling. Changing it replaces the repository. */
  owner: pulumi.Input<string>;
  /** Its name in the SCM, in the SCM's spelling. Changing it replaces the repository. */
  name: pulumi.Input<string>;
  /** Let its builds run privileged containers and mount the host. Needs an administrator's token. Begins with false. */
  trusted?: pulumi.Input<boolean>;
  /** Minutes until a build is killed. Needs an administrator's token. Begins with 60. */
  timeout?: pulumi.Input<number>;
  /** Who sees it in Drone. Begins with what the SCM says. Drone 0.7+. */
  visibility?: pulumi.Input<Visibility>;
  /**
   * Hold builds back until somebody approves them: from 1.0 on those whose pipeline file is not signed, on 0.7 and 0.8 ("gated") all.
   * Begins with false. Drone 0.6+.
   */
  protected?: pulumi.Input<boolean>;
  /** Path of the pipeline file. Begins with `.drone.yml`. Drone 0.6+. */
  configPath?: pulumi.Input<string>;
  /**
   * Number of the last build, from which Drone counts on. Sent when the program's value changes; lower than what Drone has counted to is
   * refused. From 1.0 on needs an administrator's token. Drone 0.8+.
   */
  counter?: pulumi.Input<number>;
  /** Do not build pull requests: `allowPullRequests` in the words of Drone 1.0 and later. Begins with false. */
  ignorePullRequests?: pulumi.Input<boolean>;
  /** Do not build what comes from forks. Begins with false. Drone 1.0+. */
  ignoreForks?: pulumi.Input<boolean>;
  /** Stop waiting builds of a pull request when it changes. Begins with false. Drone 1.6+. */
  autoCancelPullRequests?: pulumi.Input<boolean>;
  /** Stop waiting builds of a branch when it is pushed to. Begins with false. Drone 1.6+. */
  autoCancelPushes?: pulumi.Input<boolean>;
  /** Where one of the two above is true, stop running builds as well. Begins with false. Drone 2.2+. */
  autoCancelRunning?: pulumi.Input<boolean>;
  /** Builds at a time; 0 is no limit. Needs an administrator's token. Begins with 0. Drone 1.10.1+. */
  throttle?: pulumi.Input<number>;
  /** Build pull requests: the opposite of `ignorePullRequests`, on every release. Begins with true. */
  allowPullRequests?: pulumi.Input<boolean>;
  /** Build pushes. Begins with true. Drone 0.x. */
  allowPush?: pulumi.Input<boolean>;
  /** Build deployments. Begins with false. Drone 0.x. */
  allowDeploy?: pulumi.Input<boolean>;
  /** Build tags. Begins with false. Drone 0.x. */
  allowTag?: pulumi.Input<boolean>;
  /**
   * Make the token's user its owner, with whose SCM account Drone works, if it is somebody else. Only `true` means something. On 0.x
   * Drone does not tell who it is, so there it is done once.
   */
  chown?: pulumi.Input<boolean>;
  /**
   * What happens when it leaves the program. `deactivate` stops building it, and keeps settings, secrets and builds (0.8+; refused
   * before); `remove` removes it with them; `keep` leaves it as it is.
   * @default "keep" if it was adopted; else "deactivate", before 0.8 "remove"
   */
  onDestroy?: pulumi.Input<"deactivate" | "remove" | "keep">;
  /**
   * Take over a repository that is active already; otherwise that is an error. Counts only at creation.
   * @default false
   */
  adopt?: pulumi.Input<boolean>;
}

/** What a {@link Repository} tells once it is there. What the server's release does not have is undefined. */
export interface RepositoryOutputs {
  readonly owner: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
  /** Whether Drone builds it. False is drift, which the next `pulumi up` repairs. */
  readonly active: pulumi.Output<boolean>;
  readonly trusted: pulumi.Output<boolean>;
  /** Minutes. */
  readonly timeout: pulumi.Output<number>;
  readonly visibility: pulumi.Output<Visibility | undefined>;
  readonly protected: pulumi.Output<boolean | undefined>;
  readonly configPath: pulumi.Output<string | undefined>;
  /** As the program gave it: what Drone has counted to since is not told. */
  readonly counter: pulumi.Output<number | undefined>;
  readonly ignorePullRequests: pulumi.Output<boolean>;
  readonly ignoreForks: pulumi.Output<boolean | undefined>;
  readonly autoCancelPullRequests: pulumi.Output<boolean | undefined>;
  readonly autoCancelPushes: pulumi.Output<boolean | undefined>;
  readonly autoCancelRunning: pulumi.Output<boolean | undefined>;
  readonly throttle: pulumi.Output<number | undefined>;
  readonly allowPullRequests: pulumi.Output<boolean>;
  readonly allowPush: pulumi.Output<boolean | undefined>;
  readonly allowDeploy: pulumi.Output<boolean | undefined>;
  readonly allowTag: pulumi.Output<boolean | undefined>;
  /** Id of the Drone user who owns it, with whose SCM account Drone works; 0 if nobody does. Drone 1.0+. */
  readonly ownerId: pulumi.Output<number | undefined>;
  /** Whether the SCM shows it to members only. */
  readonly private: pulumi.Output<boolean>;
  /** Drone 0.x. */
  readonly avatarUrl: pulumi.Output<string>;
  /** Its page in the SCM. */
  readonly link: pulumi.Output<string>;
  readonly cloneUrl: pulumi.Output<string>;
  readonly defaultBranch: pulumi.Output<string>;
  /** Address of its status image, for a README. */
  readonly badgeUrl: pulumi.Output<string>;
}

type Args = pulumi.Unwrap<RepositoryArgs>;

/** A repository, and whether the token's user owns it, where that was asked for and can be told. */
type OwnedRepo = Repo & { isOwn?: boolean };

/** From anybody but a Drone administrator, Drone ignores these without a word, or refuses the whole change. */
const ADMIN_ONLY = ["trusted", "timeout", "throttle", "counter"] as const;
const ASK_ADMIN = "Only a Drone administrator can set it: use an administrator's token.";

export const repository: Definition<Args, OwnedRepo> = {
  type: "Repository",
  needs: "repositories",
  inputs: {
    owner: replaces(name),
    name: replaces(name),
    trusted: updates(flag),
    timeout: updates(minutes),
    visibility: updates(oneOf("public", "private", "internal"), { needs: "visibility" }),
    protected: updates(flag, { needs: "protected" }),
    configPath: updates(text, { needs: "configPath" }),
    counter: pushes(wholeNumber, { needs: "counter" }),
    ignorePullRequests: updates(flag),
    ignoreForks: updates(flag, { needs: "ignoreForks" }),
    autoCancelPullRequests: updates(flag, { needs: "autoCancelPullRequests" }),
    autoCancelPushes: updates(flag, { needs: "autoCancelPushes" }),
    autoCancelRunning: updates(flag, { needs: "autoCancelRunning" }),
    throttle: updates(wholeNumber, { needs: "throttle" }),
    allowPullRequests: updates(flag),
    allowPush: updates(flag, { needs: "allowPush" }),
    allowDeploy: updates(flag, { needs: "allowDeploy" }),
    allowTag: updates(flag, { needs: "allowTag" }),
    chown: updates(yes),
    onDestroy: local(oneOf("deactivate", "remove", "keep")),
    adopt: local(flag),
  },
  outputs: {
    active: ({ active }) => active,
    trusted: ({ trusted }) => trusted,
    timeout: ({ timeout }) => timeout,
    visibility: ({ visibility }) => visibility,
    protected: (repo) => repo.protected,
    configPath: ({ configPath }) => configPath,
    ignorePullRequests: ({ ignorePullRequests }) => ignorePullRequests,
    ignoreForks: ({ ignoreForks }) => ignoreForks,
    autoCancelPullRequests: ({ autoCancelPullRequests }) => autoCancelPullRequests,
    autoCancelPushes: ({ autoCancelPushes }) => autoCancelPushes,
    autoCancelRunning: ({ autoCancelRunning }) => autoCancelRunning,
    throttle: ({ throttle }) => throttle,
    allowPullRequests: ({ allowPullRequests }) => allowPullRequests,
    allowPush: ({ allowPush }) => allowPush,
    allowDeploy: ({ allowDeploy }) => allowDeploy,
    allowTag: ({ allowTag }) => allowTag,
    chown: ({ isOwn }) => isOwn,
    ownerId: ({ ownerId }) => ownerId,
    private: (repo) => repo.private,
    avatarUrl: ({ avatarUrl }) => avatarUrl,
    link: ({ link }) => link,
    cloneUrl: ({ cloneUrl }) => cloneUrl,
    defaultBranch: ({ defaultBranch }) => defaultBranch,
    badgeUrl: ({ slug }, { drone }) => drone.badges.statusUrl(slug),
  },
  awake: "active",
  identity: ({ id }) => id ?? 0,
  id: slugOf,
  key: (id) => {
    const [owner, name] = splitId(id, "owner/name");
    return { owner, name };
  },
  find: async (connection, args) => {
    const repo = await connection.drone.repos.find(slugOf(args));
    return repo && withOwner(connection, args, repo);
  },
  gone: "with its repository",
  within: slugOf,

  refuses,
  remedies: { trusted: ASK_ADMIN, timeout: ASK_ADMIN, throttle: ASK_ADMIN },

  create: async (connection, args) => {
    const slug = slugOf(args);
    await needRights(connection, args, { trusted: false, timeout: 60, throttle: 0 });
    await needPerson(connection, `activate ${slug}`);
    await needKnown(connection, slug);
    const active = await connection.drone.repos.activate(slug).catch((cause: unknown) => {
      throw isNotFound(cause) ? new Error(`${cause.message} Is ${slug} in the SCM?`, { cause }) : cause;
    });
    if (active.slug !== slug)
      throw misspelt(slug, active.slug, "Drone has activated it under that name; adopt it.");
    return withOwner(connection, args, active);
  },
  update: async (connection, args, repo, olds) => {
    const { drone } = connection;
    const slug = slugOf(args);
    const { chown, counter } = args;
    const counts = counter !== undefined && counter !== olds.counter;
    if (counts && counter < (repo.counter ?? 0)) throw wouldRepeat(slug, counter, repo.counter);
    await needRights(connection, counts ? args : { ...args, counter: undefined }, repo);
    // On 0.x nobody tells whose it is: once is enough.
    const isDone = repo.isOwn ?? (olds.chown === true && olds.remoteId === repo.id);
    if (chown && !isDone) {
      await needPerson(connection, `own ${slug}`);
      await drone.repos.chown(slug);
    }
    const updated = await drone.repos.update(slug, {
      ...settingsOf(args, repo),
      ...(counts ? { counter } : {}),
    });
    return withOwner(connection, args, updated);
  },
  delete: async ({ drone }, args) => {
    const { onDestroy, adopted } = args as Args & { adopted?: boolean };
    const slug = slugOf(args);
    const keepsSettings = (await drone.release()).has("deactivation that keeps settings");
    const otherwise = adopted ? "keep" : keepsSettings ? "deactivate" : "remove";
    switch (onDestroy ?? otherwise) {
      case "deactivate":
        return drone.repos.deactivate(slug);
      case "remove":
        return drone.repos.delete(slug);
    }
  },
};

function slugOf({ owner, name }: Args): string {
  return `${owner}/${name}`;
}

/** What is sent: not what only an administrator may send, if it is so already, for 0.8 refuses others all of it. */
function settingsOf(args: Args, now: Repo): RepoSettings {
  const given = Object.keys(repository.inputs).filter(
    (name) => name !== "chown" && isOptional(repository.inputs, name),
  ) as (keyof RepoSettings & keyof Args)[];
  const sent = given.filter((name) => !ADMIN_ONLY.some((each) => each === name) || args[name] !== now[name]);
  return Object.fromEntries(sent.map((name) => [name, args[name]]));
}

function refuses(release: Release, { onDestroy, allowPullRequests, ignorePullRequests }: Args) {
  if (allowPullRequests !== undefined && ignorePullRequests !== undefined)
    return "allowPullRequests and ignorePullRequests are one setting: leave one of the two out.";
  if (onDestroy === "deactivate") return release.lacks("deactivation that keeps settings");
  return onDestroy === "remove" ? release.lacks("removal of repositories") : undefined;
}

async function withOwner(connection: Connection, { chown }: Args, repo: Repo): Promise<OwnedRepo> {
  if (!chown || repo.ownerId === undefined) return repo;
  return { ...repo, isOwn: repo.ownerId === (await connection.user()).id };
}

async function needRights(connection: Connection, args: Args, now: Pick<Repo, (typeof ADMIN_ONLY)[number]>) {
  const anybodys = (await connection.drone.release()).has("JSON throughout") ? [] : ["counter"];
  const wanted = ADMIN_ONLY.filter(
    (name) => args[name] !== undefined && args[name] !== now[name] && !anybodys.includes(name),
  );
  if (wanted.length === 0) return;
  const { login, admin } = await connection.user();
  if (!admin) {
    throw new Error(
      `${wanted.join(" and ")} can only be set by a Drone administrator; drone:token belongs to ${login}.`,
    );
  }
}

/** Drone works with the SCM account of whoever asks, and a machine has none. */
async function needPerson(connection: Connection, what: string) {
  const { login, machine } = await connection.user();
  if (!machine) return;
  throw new Error(
    `${login}, the user of drone:token, is a machine and cannot ${what}: Drone would need his account at the SCM. ` +
      "Use the token of a person who has logged in.",
  );
}

/** Drone has to know it, and under this very name. @throws if it does not */
async function needKnown(connection: Connection, slug: string) {
  const { drone } = connection;
  const bySync = (await drone.release()).has("repositories known by sync");
  if (bySync && (await drone.repos.find(slug))) return;
  const repos = await (bySync ? synced(connection, slug) : connection.remoteRepos());
  const alike = repos.filter((repo) => repo.slug.toLowerCase() === slug.toLowerCase());
  const [other] = alike;
  if (alike.some((repo) => repo.slug === slug)) return;
  // In another letter case the SCM of 0.x would get a webhook for it before Drone fails, or answers for another name.
  if (other) throw misspelt(slug, other.slug, "Nothing was changed.");
  // An administrator may activate what is not his, if somebody else has synced it.
  if (!bySync || (await drone.repos.find(slug))) return;
  const { login } = await connection.user();
  throw new Error(
    `Drone does not know ${slug}, not even after it asked the SCM for the repositories of ${login}, the user of drone:token. ` +
      `Is it in the SCM under this name, and may ${login} see it there? If Drone's access to the SCM has ended, ${login} has to log in again.`,
  );
}

async function synced(connection: Connection, slug: string): Promise<Repo[]> {
  try {
    return await connection.sync();
  } catch (cause) {
    const { login } = await connection.user();
    throw new Error(
      `Drone does not know ${slug}, and could not ask the SCM for the repositories of ${login}: ${(cause as Error).message} ` +
        `Has ${login} logged in to Drone at least once, and is the SCM up?`,
      { cause },
    );
  }
}

const misspelt = (slug: string, right: string, result: string) =>
  new Error(
    `${slug} is spelled ${right} in the SCM, and Drone tells letter case apart. Write it so. ${result}`,
  );

const wouldRepeat = (slug: string, counter: number, now = 0) =>
  new Error(
    `counter of ${slug} cannot be ${counter}: Drone has counted to ${now}, and build numbers would come twice. ` +
      "Leave it out, or give at least that.",
  );

/**
 * A repository that Drone builds: its activation and its settings. Needs a person's token who administers it in the
 * SCM. `/api/repos/:owner/:name`, every release.
 *
 * Creating one that is active fails unless `adopt` is set; so do some settings without an administrator's token. From 0.8 on
 * Drone asks the SCM first for the repositories of the token's user, once in a run, if it does not know this one. When it leaves the
 * program, `onDestroy` says what happens.
 *
 * @example
 * const demo = new drone.Repository("demo", { owner: "octo", name: "demo", timeout: 30, allowTag: true });
 * export const badge = demo.badgeUrl;
 */
export class Repository extends resourceWith<RepositoryOutputs>() {
  /** `owner/name`, for what belongs to it. Known in every preview, for it is made here. */
  readonly slug: pulumi.Output<string>;

  constructor(name: string, args: RepositoryArgs, opts?: pulumi.CustomResourceOptions) {
    super(...registration(repository, name, args, opts));
    this.slug = pulumi.interpolate`${this.owner}/${this.name}`;
  }

  /** Looks up a repository that is active already, without managing it. `id` is `owner/name`. */
  static get(name: string, id: pulumi.Input<string>, opts?: pulumi.CustomResourceOptions): Repository {
    return new Repository(name, {} as RepositoryArgs, { ...opts, id });
  }
}
