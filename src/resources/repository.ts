import * as pulumi from "@pulumi/pulumi";
import type { Repo } from "../client";
import { isNotFound } from "../client/error";
import type { Connection } from "../connection/connection";
import { type Definition, local, replaces, updates } from "../lifecycle/definition";
import { splitId } from "../lifecycle/id";
import { registration, resourceWith } from "../lifecycle/resource";
import { flag, minutes, name, oneOf } from "../lifecycle/shape";

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
  /** Build pull requests. Begins with true. */
  allowPullRequests?: pulumi.Input<boolean>;
  /** Build pushes. Begins with true. */
  allowPush?: pulumi.Input<boolean>;
  /** Build deployments. Begins with false. */
  allowDeploy?: pulumi.Input<boolean>;
  /** Build tags. Begins with false. */
  allowTag?: pulumi.Input<boolean>;
  /**
   * What happens when it leaves the program. Drone 0.5 can only `remove` it, and its builds and secrets go with it;
   * `keep` leaves it on the server.
   * @default "remove"; "keep" if it was adopted
   */
  onDestroy?: pulumi.Input<"remove" | "keep">;
  /**
   * Take over a repository that is active already; otherwise that is an error. Counts only at creation.
   * @default false
   */
  adopt?: pulumi.Input<boolean>;
}

/** What a {@link Repository} tells once it is there. */
export interface RepositoryOutputs {
  readonly owner: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
  readonly trusted: pulumi.Output<boolean>;
  /** Minutes. */
  readonly timeout: pulumi.Output<number>;
  readonly allowPullRequests: pulumi.Output<boolean>;
  readonly allowPush: pulumi.Output<boolean>;
  readonly allowDeploy: pulumi.Output<boolean>;
  readonly allowTag: pulumi.Output<boolean>;
  /** Whether the SCM shows it to members only. */
  readonly private: pulumi.Output<boolean>;
  readonly avatarUrl: pulumi.Output<string>;
  /** Its page in the SCM. */
  readonly link: pulumi.Output<string>;
  readonly cloneUrl: pulumi.Output<string>;
  readonly defaultBranch: pulumi.Output<string>;
  /** Address of its status image, for a README. */
  readonly badgeUrl: pulumi.Output<string>;
}

type Args = pulumi.Unwrap<RepositoryArgs>;

export const repository: Definition<Args, Repo> = {
  type: "Repository",
  inputs: {
    owner: replaces(name),
    name: replaces(name),
    trusted: updates(flag),
    timeout: updates(minutes),
    allowPullRequests: updates(flag),
    allowPush: updates(flag),
    allowDeploy: updates(flag),
    allowTag: updates(flag),
    onDestroy: local(oneOf("remove", "keep")),
    adopt: local(flag),
  },
  outputs: {
    trusted: ({ trusted }) => trusted,
    timeout: ({ timeout }) => timeout,
    allowPullRequests: ({ allowPullRequests }) => allowPullRequests,
    allowPush: ({ allowPush }) => allowPush,
    allowDeploy: ({ allowDeploy }) => allowDeploy,
    allowTag: ({ allowTag }) => allowTag,
    private: (repo) => repo.private,
    avatarUrl: ({ avatarUrl }) => avatarUrl,
    link: ({ link }) => link,
    cloneUrl: ({ cloneUrl }) => cloneUrl,
    defaultBranch: ({ defaultBranch }) => defaultBranch,
    badgeUrl: ({ slug }, { drone }) => drone.badges.statusUrl(slug),
  },
  identity: ({ id }) => id ?? 0,
  id: slugOf,
  key: (id) => {
    const [owner, name] = splitId(id, "owner/name");
    return { owner, name };
  },
  find: ({ drone }, args) => drone.repos.find(slugOf(args)),
  gone: "by an administrator",

  remedies: {
    trusted: "Only a Drone administrator can set it: use an administrator's token.",
    timeout: "Only a Drone administrator can set it: use an administrator's token.",
  },

  create: async (connection, args) => {
    const slug = slugOf(args);
    await needRights(connection, args, { trusted: false, timeout: 60 });
    await needSpelling(connection, slug);
    const active = await connection.drone.repos.activate(slug).catch((cause: unknown) => {
      throw isNotFound(cause) ? new Error(`${cause.message} Is ${slug} in the SCM?`, { cause }) : cause;
    });
    if (active.slug !== slug)
      throw misspelt(slug, active.slug, "Drone has activated it under that name; adopt it.");
    return active;
  },
  update: async (connection, args, repo) => {
    await needRights(connection, args, repo);
    const { trusted, timeout, allowPullRequests, allowPush, allowDeploy, allowTag } = args;
    const settings = { trusted, timeout, allowPullRequests, allowPush, allowDeploy, allowTag };
    return connection.drone.repos.update(slugOf(args), settings);
  },
  delete: async ({ drone }, args) => {
    const { onDestroy, adopted } = args as Args & { adopted?: boolean };
    if ((onDestroy ?? (adopted ? "keep" : "remove")) === "remove") await drone.repos.delete(slugOf(args));
  },
};

function slugOf({ owner, name }: Args): string {
  return `${owner}/${name}`;
}

/** Drone 0.5 ignores these two from anybody else, without a word. */
async function needRights(
  connection: Connection,
  args: Args,
  now: Required<Pick<Args, "trusted" | "timeout">>,
) {
  const wanted = (["trusted", "timeout"] as const).filter(
    (name) => args[name] !== undefined && args[name] !== now[name],
  );
  if (wanted.length === 0) return;
  const { login, admin } = await connection.user();
  if (!admin) {
    throw new Error(
      `${wanted.join(" and ")} can only be set by a Drone administrator; drone:token belongs to ${login}.`,
    );
  }
}

/** In another letter case the SCM would get a webhook for it before Drone fails, or answers for another name. */
async function needSpelling(connection: Connection, slug: string) {
  const repos = await connection.remoteRepos();
  const alike = repos.filter((repo) => repo.slug.toLowerCase() === slug.toLowerCase());
  const [other] = alike;
  if (other && !alike.some((repo) => repo.slug === slug))
    throw misspelt(slug, other.slug, "Nothing was changed.");
}

const misspelt = (slug: string, right: string, result: string) =>
  new Error(
    `${slug} is spelled ${right} in the SCM, and Drone tells letter case apart. Write it so. ${result}`,
  );

/**
 * A repository that Drone builds: its activation and its settings. Needs a person's token who administers it in the
 * SCM. `/api/repos/:owner/:name`, Drone 0.5.
 *
 * Creating one that is active fails unless `adopt` is set; so do `trusted` and `timeout` without an administrator's
 * token. Leaving the program removes it with its builds and secrets, unless `onDestroy` is `keep`.
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
