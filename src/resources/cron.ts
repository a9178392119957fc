import type * as pulumi from "@pulumi/pulumi";
import type { Cron as RemoteCron } from "../client";
import { type Definition, local, remakes, replaces, updates } from "../lifecycle/definition";
import { splitId } from "../lifecycle/id";
import { registration, resourceWith } from "../lifecycle/resource";
import { anyText, flag, type Shape, slug, text } from "../lifecycle/shape";

/** Inputs of a {@link Cron}. */
export interface CronArgs {
  /**
   * Repository to build, as `owner/name`: best the `slug` of a `Repository`, so that Pulumi knows the order. Changing it
   * replaces the cron job.
   */
  repo: pulumi.Input<string>;
  /** Its name: small letters, digits, `-` and `_`, for Drone turns any other into that. Changing it replaces the cron job. */
  name: pulumi.Input<string>;
  /**
   * When to build: six fields, seconds first (`0 30 4 * * *` is half past four), or `@hourly`, `@daily`, `@weekly`, `@monthly`,
   * `@yearly`, `@every 1h30m`. Drone cannot change it, so changing it deletes the cron job and makes it again.
   */
  expr: pulumi.Input<string>;
  /** Branch to build. Drone does not look whether there is one. */
  branch: pulumi.Input<string>;
  /** Target, for pipelines that ask for one. Left out, what the server has stays; it begins empty. */
  target?: pulumi.Input<string>;
  /** Do not build for now. Left out, what the server has stays; it begins with false. */
  disabled?: pulumi.Input<boolean>;
  /**
   * Take over a cron job of this name that exists already; otherwise that is an error. Counts only at creation.
   * @default false
   */
  adopt?: pulumi.Input<boolean>;
}

/** What a {@link Cron} tells once it is there. */
export interface CronOutputs {
  readonly repo: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
  readonly expr: pulumi.Output<string>;
  readonly branch: pulumi.Output<string>;
  readonly target: pulumi.Output<string>;
  readonly disabled: pulumi.Output<boolean>;
  /** Event of its builds. Drone has no way to set it: always `push` so far. */
  readonly event: pulumi.Output<string>;
}

type Args = pulumi.Unwrap<CronArgs>;

/** Drone makes a slug of whatever it is given; then the resource would look for a name that is not there. */
const cronName: Shape = (value) => {
  const problem = anyText(value);
  if (problem || /^[a-z0-9]+((-|_+)[a-z0-9]+)*$/.test(value as string)) return problem;
  return `must be small letters, digits, - and _ between them, not "${value}": Drone would change it`;
};

/** Drone reads five fields with the seconds first as well, so that 0 4 * * * would run each hour. */
const cronExpr: Shape = (value) => {
  const problem = text(value);
  if (problem) return problem;
  const fields = (value as string).trim().split(/\s+/);
  if (fields[0]?.startsWith("@")) {
    return /^@(yearly|annually|monthly|weekly|daily|midnight|hourly|every (\d+(\.\d+)?(ms|s|m|h))+)$/.test(
      value as string,
    )
      ? undefined
      : `must be six fields or @hourly, @daily, @weekly, @monthly, @yearly, @every 1h30m, not "${value}"`;
  }
  if (fields.length === 5) {
    return `must begin with the seconds, for Drone reads five fields otherwise than cron does: write "0 ${fields.join(" ")}"`;
  }
  if (fields.length !== 6) return `must have six fields, the first for the seconds, not ${fields.length}`;
  const wrong = fields.findIndex((field, at) => !isField(field, FIELDS[at] as Field));
  const { called, from, to } = FIELDS[wrong] ?? {};
  return wrong < 0 ? undefined : `has "${fields[wrong]}" for the ${called}, which go from ${from} to ${to}`;
};

interface Field {
  called: string;
  from: number;
  to: number;
  names?: string;
}

const FIELDS: Field[] = [
  { called: "seconds", from: 0, to: 59 },
  { called: "minutes", from: 0, to: 59 },
  { called: "hours", from: 0, to: 23 },
  { called: "days of the month", from: 1, to: 31 },
  { called: "months", from: 1, to: 12, names: "jan feb mar apr may jun jul aug sep oct nov dec" },
  { called: "days of the week", from: 0, to: 6, names: "sun mon tue wed thu fri sat" },
];

/** Lists of `*`, numbers and ranges, each with a step or without: the old job is gone by when Drone would refuse the new one. */
function isField(text: string, { from, to, names = "" }: Field): boolean {
  const isValue = (value: string) =>
    /^\d+$/.test(value)
      ? Number(value) >= from && Number(value) <= to
      : value !== "" && names.split(" ").includes(value.toLowerCase());
  return text.split(",").every((part) => {
    const [range = "", step, ...more] = part.split("/");
    if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
    if (range === "*" || range === "?") return true;
    const [first = "", last, ...rest] = range.split("-");
    if (rest.length > 0 || !isValue(first)) return false;
    return last === undefined || (isValue(last) && !(Number(last) < Number(first)));
  });
}

export const cron: Definition<Args, RemoteCron> = {
  type: "Cron",
  needs: "crons",
  inputs: {
    repo: replaces(slug),
    name: replaces(cronName),
    expr: remakes(cronExpr),
    branch: updates(text, { required: true }),
    target: updates(anyText),
    disabled: updates(flag),
    adopt: local(flag),
  },
  outputs: {
    expr: ({ expr }) => expr,
    branch: ({ branch }) => branch,
    target: ({ target }) => target,
    disabled: ({ disabled }) => disabled,
    event: ({ event }) => event,
  },
  identity: ({ id }) => id,
  id: ({ repo, name }) => `${repo}/${name}`,
  key: (id) => {
    const [owner, repo, name] = splitId(id, "owner/name/cron");
    return { repo: `${owner}/${repo}`, name };
  },
  find: async ({ drone }, { repo, name }) =>
    (await drone.crons(repo).list()).find((each) => each.name === name),
  gone: "by its list",
  within: ({ repo }) => repo,

  // Drone ignores target and disabled here; the update that follows sets them.
  create: async ({ drone }, { repo, name, expr, branch }) => {
    const made = await drone.crons(repo).create({ name, expr, branch });
    if (made.name === name) return made;
    await drone.crons(repo).delete(made.name);
    throw new Error(
      `Drone turned the name ${name} into ${made.name}. Give it that one; nothing was left behind.`,
    );
  },
  update: ({ drone }, { repo, name, branch, target, disabled }) =>
    drone.crons(repo).update(name, { branch, target, disabled }),
  delete: ({ drone }, { repo, name }) => drone.crons(repo).delete(name),
};

/**
 * A build by the clock. Needs write access to the repository. `/api/repos/:owner/:name/cron`, Drone 1.0+.
 *
 * Creating one that exists fails unless `adopt` is set.
 *
 * @example
 * new drone.Cron("nightly", { repo: demo.slug, name: "nightly", expr: "0 30 4 * * *", branch: "main" });
 */
export class Cron extends resourceWith<CronOutputs>() {
  constructor(name: string, args: CronArgs, opts?: pulumi.CustomResourceOptions) {
    super(...registration(cron, name, args, opts));
  }

  /** Looks up a cron job that is there already, without managing it. `id` is `owner/name/cron`. */
  static get(name: string, id: pulumi.Input<string>, opts?: pulumi.CustomResourceOptions): Cron {
    return new Cron(name, {} as CronArgs, { ...opts, id });
  }
}
