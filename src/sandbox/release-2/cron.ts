import { Answer } from "../answer";
import { flag, integer, pointer, type Struct, text } from "../go/struct";
import type { WritableObject } from "../go/write-json";
import type { CronRow } from "../synced-rows";
import { bytewise } from "../table";
import { done, duplicate, json, noRow, refusal } from "./answers";
import { bodyAs, bodyAtAll } from "./body";
import { buildJson } from "./build-json";
import type { OwnCall } from "./call";
import { CronError, nextTime } from "./cron-expression";
import { commitOf, start } from "./start";

interface NewCron {
  id: number | bigint;
  repoId: number | bigint;
  name: string;
  expr: string;
  next: number | bigint;
  prev: number | bigint;
  event: string;
  branch: string;
  target: string;
  disabled: boolean;
  created: number | bigint;
  updated: number | bigint;
  version: number | bigint;
}

const newCron: Struct<NewCron> = {
  goName: "core.Cron",
  fields: {
    id: integer("id", "ID"),
    repoId: integer("repo_id", "RepoID"),
    name: text("name", "Name"),
    expr: text("expr", "Expr"),
    next: integer("next", "Next"),
    prev: integer("prev", "Prev"),
    event: text("event", "Event"),
    branch: text("branch", "Branch"),
    target: text("target", "Target"),
    disabled: flag("disabled", "Disabled"),
    created: integer("created", "Created"),
    updated: integer("updated", "Updated"),
    version: integer("version", "Version"),
  },
};

interface Patch {
  branch?: string;
  target?: string;
  disabled?: boolean;
}

const patchBody: Struct<Patch> = {
  goName: "crons.cronUpdate",
  fields: {
    branch: pointer(text("branch", "Branch")),
    target: pointer(text("target", "Target")),
    disabled: pointer(flag("disabled", "Disabled")),
  },
};

const cronJson = (cron: CronRow): WritableObject => ({
  id: cron.id,
  repo_id: cron.repoId,
  name: cron.name,
  expr: cron.expr,
  next: cron.next,
  prev: cron.prev,
  event: cron.event,
  branch: cron.branch,
  target: cron.target || undefined,
  disabled: cron.disabled,
  created: 0,
  updated: 0,
  version: 0,
});

export const list = ({ repo, world }: OwnCall): Answer =>
  json(
    world.crons
      .filter(({ repoId }) => repoId === repo.id)
      .sort((one, other) => bytewise(one.name, other.name))
      .map(cronJson),
  );

/** Of the body only name, expr and branch are looked at. */
export function create({ repo, request, world }: OwnCall): Answer {
  const given = bodyAs(newCron, request);
  if (given instanceof Answer) return given;
  const { branch, expr } = given;
  const name = slug(given.name);
  const next = nextOrNone(expr, world.now());
  if (next === undefined) return refusal(400, "Invalid Cronjob Expression");
  if (name === "") return refusal(400, "Invalid Cronjob Name");
  if (branch === "") return refusal(400, "Invalid Cronjob Branch");
  if (world.crons.find((other) => other.repoId === repo.id && other.name === name)) {
    return duplicate("cron", "cron_repo_id", "cron_name");
  }
  const rest = { repoId: repo.id, prev: 0, event: "push", target: "", disabled: false };
  return json(cronJson(world.crons.insert({ ...rest, name, expr, next, branch })));
}

function nextOrNone(expr: string, now: number): number | undefined {
  try {
    return nextTime(expr, now);
  } catch (error) {
    if (error instanceof CronError) return undefined;
    throw error;
  }
}

const spelt: Record<string, string> = {
  "&": "and",
  "@": "at",
  "€": "eu",
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
};

/** Drone also writes other scripts in Latin letters; here they are left out. */
const slug = (name: string): string =>
  name
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/[&@€ßæœøł]/g, (letter) => spelt[letter] ?? "")
    .replace(/['"`]/g, "")
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/-+/g, "-")
    .replace(/^-|-$/g, "");

export function find(call: OwnCall): Answer {
  const cron = named(call);
  return cron ? json(cronJson(cron)) : noRow;
}

/** What cannot be read is left as it was, or false, and nothing is said. */
export function update(call: OwnCall): Answer {
  const cron = named(call);
  if (!cron) return noRow;
  const { branch, disabled, target } = bodyAtAll(patchBody, call.request);
  cron.branch = branch ?? cron.branch;
  cron.target = target ?? cron.target;
  cron.disabled = disabled ?? cron.disabled;
  return json(cronJson(cron));
}

export function remove(call: OwnCall): Answer {
  const cron = named(call);
  if (!cron) return noRow;
  call.world.crons.delete(cron);
  return done;
}

/** Builds the newest commit of its branch. */
export function run(call: OwnCall): Answer {
  const cron = named(call);
  if (!cron) return noRow;
  const commit = commitOf(call, { branch: cron.branch, noBranch: "Not Found" });
  if (commit instanceof Answer) return commit;
  const { before: _, ...about } = commit;
  const build = { trigger: "@cron", event: "cron", cron: cron.name, target: cron.branch };
  const link = call.major === 2 ? about.link : about.link.replace(/[^/]+$/, cron.branch);
  return json(buildJson(start(call.world, call.repo, { ...about, ...build, link })));
}

const named = ({ params, repo, world }: OwnCall): CronRow | undefined =>
  world.crons.find((cron) => cron.repoId === repo.id && cron.name === params.cron);
