import type * as pulumi from "@pulumi/pulumi";
import type { Secret, SecretSpec, Secrets } from "../client";
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
   * Patterns of images whose steps get it, e.g. `plugins/docker` or `plugins/*`. An empty list is no image at all.
   * @default ["*"] every image
   */
  images?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Events whose builds get it. `pull_request` shows it to whoever may open one, so it is never implied. An empty
   * list is no event at all.
   * @default ["push", "tag", "deployment"]
   */
  events?: pulumi.Input<pulumi.Input<SecretEvent>[]>;
  /**
   * Give it to builds whose pipeline file is not signed as well.
   * @default false
   */
  skipVerify?: pulumi.Input<boolean>;
  /** Blot it out in build logs. Left out, what the server has stays; it begins with false. */
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
  readonly skipVerify: pulumi.Output<boolean>;
  readonly conceal: pulumi.Output<boolean>;
}

export const secretInputs = {
  name: replaces(name),
  value: secret(text),
  // Drone 0.5 gives a secret with an empty list to nobody; and what it reaches is never left to chance.
  images: updates(listOf(text), ["*"]),
  events: updates(listOf(oneOf("push", "pull_request", "tag", "deployment")), ["push", "tag", "deployment"]),
  skipVerify: updates(flag, false),
  conceal: updates(flag),
  adopt: local(flag),
};

type Plain = pulumi.Unwrap<SecretArgs>;

/** The verbs of a secret, given where its kind is kept. */
export function secretVerbs<Args extends Plain>(secretsOf: (connection: Connection, args: Args) => Secrets) {
  const save = async (connection: Connection, args: Args, before?: Secret): Promise<undefined> => {
    await secretsOf(connection, args).save(specOf(args, before));
    return undefined;
  };
  return {
    identity: (secret) => secret.id,
    outputs: {
      images: (secret) => secret.images,
      events: (secret) => secret.events,
      skipVerify: (secret) => secret.skipVerify,
      conceal: (secret) => secret.conceal,
    },
    gone: "by its list",
    find: (connection, args) => secretsOf(connection, args).find(args.name),
    create: (connection, args) => save(connection, args),
    update: (connection, args, before) => save(connection, args, before),
    delete: (connection, args) => secretsOf(connection, args).delete(args.name),
  } satisfies Partial<Definition<Args, Secret>>;
}

/** All of it, for Drone 0.5 resets what is left out: the value too, which nobody could put back. */
function specOf(args: Plain, before?: Secret): SecretSpec {
  const {
    name,
    value,
    images = [],
    events = [],
    skipVerify = false,
    conceal = before?.conceal ?? false,
  } = args;
  if (value !== undefined) return { name, value, images, events, skipVerify, conceal };
  if (!before) throw new Error(`The secret ${name} is not there yet, and has no value. Set value.`);
  const settings = ["images", "events", "skipVerify", "conceal"] as const;
  const there = settings
    .filter((setting) => args[setting] !== undefined && !same(args[setting], before[setting]))
    .map((setting) => `${setting}: ${JSON.stringify(before[setting])}`);
  throw new Error(
    `The secret ${name} cannot be changed without its value: Drone 0.5 would blank it. ` +
      `Set value, or declare what the server has: ${there.join(", ")}.`,
  );
}
