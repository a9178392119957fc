import type * as pulumi from "@pulumi/pulumi";
import type { Release, Secret, SecretSpec, Secrets } from "../client";
import { secretProblem } from "../client/secret-dialects";
import type { Connection } from "../connection/connection";
import { same } from "../lifecycle/compare";
import { type Definition, local, replaces, secret, updates } from "../lifecycle/definition";
import { flag, listOf, name, oneOf, text } from "../lifecycle/shape";

/** An event whose builds may get a secret. */
export type SecretEvent = "push" | "pull_request" | "tag" | "deployment";

/** What all secrets have in common, whatever they belong to. */
export interface SecretArgs {
  /** Name of the secret and of the environment variable that it becomes. Changing it replaces the secret. */
  name: pulumi.Input<string>;
  /**
   * The secret itself; kept encrypted in the state, for Drone never tells it. Left out, the value that the server
   * has stays, and is not managed: only for secrets that exist already.
   */
  value?: pulumi.Input<string>;
  /**
   * Images whose steps get it: on Drone 0.5 patterns, e.g. `plugins/docker` or `plugins/*`, where an empty list is no image
   * at all; on 0.6–0.8 whole names. From 1.0 on Drone cannot tell images apart, and anything but the default is refused.
   * @default ["*"] every image
   */
  images?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Events whose builds get it. `pull_request` shows it to whoever may open one, so it is never implied. An empty
   * list is no event at all (0.5; refused later). From 1.0 on Drone can only leave out `pull_request`, and a list without one of
   * the others is refused.
   * @default ["push", "tag", "deployment"], with `pull_request` if `pullRequest` is true
   */
  events?: pulumi.Input<pulumi.Input<SecretEvent>[]>;
  /**
   * Give it to builds of pull requests: the same as `pull_request` among the `events`, in the words of Drone 1.0 and later.
   * Refused before.
   * @default false, unless `events` has `pull_request`
   */
  pullRequest?: pulumi.Input<boolean>;
  /**
   * Give it to builds of what is pushed to a pull request. From 1.0 on; `true` is refused before.
   * @default false
   */
  pullRequestPush?: pulumi.Input<boolean>;
  /**
   * Give it to builds whose pipeline file is not signed as well. Drone 0.5; `true` is refused later.
   * @default false
   */
  skipVerify?: pulumi.Input<boolean>;
  /**
   * Blot it out in build logs. On Drone 0.5, what the server has stays if it is left out, and it begins with false. From 1.0 on it is
   * always true, and false is refused; on 0.6–0.8 both are.
   */
  conceal?: pulumi.Input<boolean>;
  /**
   * Take over a secret of this name that exists already; otherwise that is an error. Counts only at creation.
   * @default false
   */
  adopt?: pulumi.Input<boolean>;
}

/** What every secret tells once it is there. Never its value. */
export interface SecretOutputs {
  readonly name: pulumi.Output<string>;
  readonly images: pulumi.Output<string[]>;
  readonly events: pulumi.Output<SecretEvent[]>;
  /** From 1.0 on. */
  readonly pullRequest: pulumi.Output<boolean | undefined>;
  readonly pullRequestPush: pulumi.Output<boolean>;
  readonly skipVerify: pulumi.Output<boolean>;
  /** Drone 0.5, and where the program gives it. */
  readonly conceal: pulumi.Output<boolean | undefined>;
}

const OWN_EVENTS = ["push", "tag", "deployment"];

// What a secret reaches is never left to chance.
export const secretInputs = {
  name: replaces(name),
  value: secret(text),
  images: updates(listOf(text), { default: ["*"] }),
  events: updates(listOf(oneOf("push", "pull_request", "tag", "deployment")), {
    default: ({ pullRequest }) => (pullRequest === true ? [...OWN_EVENTS, "pull_request"] : OWN_EVENTS),
  }),
  pullRequest: updates(flag),
  pullRequestPush: updates(flag, { default: false }),
  skipVerify: updates(flag, { default: false }),
  conceal: updates(flag),
  adopt: local(flag),
};

type Plain = pulumi.Unwrap<SecretArgs>;

/** The verbs of a secret, given where its kind is kept. */
export function secretVerbs<Args extends Plain>(secretsOf: (connection: Connection, args: Args) => Secrets) {
  return {
    identity: (secret) => secret.id,
    outputs: {
      images: (secret) => secret.images,
      events: (secret) => secret.events,
      pullRequest: (secret) => secret.pullRequest,
      pullRequestPush: (secret) => secret.pullRequestPush,
      skipVerify: (secret) => secret.skipVerify,
      conceal: (secret) => secret.conceal,
    },
    gone: "by its list",
    refuses: (release: Release, args: Args) => secretProblem(release, specOf(args)),
    find: (connection, args) => secretsOf(connection, args).find(args.name),
    create: async (connection, args) => {
      if (args.value === undefined)
        throw new Error(`The secret ${args.name} is not there yet, and has no value. Set value.`);
      return secretsOf(connection, args).create(specOf(args));
    },
    update: async (connection, args, before) => {
      const { drone } = connection;
      if (args.value === undefined && (await drone.release()).has("secrets written whole"))
        throw wouldBlank(args, before);
      return secretsOf(connection, args).update(specOf(args, before), before);
    },
    delete: (connection, args) => secretsOf(connection, args).delete(args.name),
  } satisfies Partial<Definition<Args, Secret>>;
}

/** All of it, for Drone 0.5 resets what is left out. */
function specOf(args: Plain, before?: Secret): SecretSpec {
  const { name, value, images = ["*"], events = OWN_EVENTS, pullRequest } = args;
  const { pullRequestPush = false, skipVerify = false, conceal = before?.conceal } = args;
  return { name, value, images, events, pullRequest, pullRequestPush, skipVerify, conceal };
}

/** The value cannot be put back by anybody. */
function wouldBlank(args: Plain, before: Secret): Error {
  const settings = ["images", "events", "skipVerify", "conceal"] as const;
  const there = settings
    .filter((setting) => args[setting] !== undefined && !same(args[setting], before[setting]))
    .map((setting) => `${setting}: ${JSON.stringify(before[setting])}`);
  return new Error(
    `The secret ${args.name} cannot be changed without its value: Drone 0.5 would blank it. ` +
      `Set value, or declare what the server has: ${there.join(", ")}.`,
  );
}
