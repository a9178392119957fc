import { DiffResponse } from "@pulumi/pulumi/proto/provider_pb";
import type { Operation, Step } from "./operation";
import { changedKeys, equal, markLike, type Properties, reveal } from "./property";
import { resetIgnored } from "./property-path";
import { planReplacement } from "./replacement";
import type { Resource } from "./state";
import { replace, same } from "./steps";
import { isProviderType, nameOf } from "./urn";
import { create, update } from "./writes";

/** What a program wants of a resource. */
export interface Goal {
  type: string;
  name: string;
  custom: boolean;
  inputs: Properties;
  parent: string;
  provider: string;
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  ignoreChanges: string[];
  additionalSecretOutputs: string[];
  aliases: string[];
  deleteBeforeReplace?: boolean;
  retainOnDelete: boolean;
}

export interface Plan {
  steps: Step[];
  resource: Resource;
}

export interface Difference {
  changed: boolean;
  replaces: string[];
  deleteBeforeReplace: boolean;
}

export function claim(op: Operation, urn: string): void {
  if (op.claimed.has(urn)) {
    throw op.fail(urn, `Duplicate resource URN '${urn}'; try giving it a unique name`);
  }
  op.claimed.add(urn);
}

/** Decides what to do about a resource that the program registers. */
export async function planRegistration(op: Operation, goal: Goal): Promise<Plan> {
  const urn = op.urn(goal.parent, goal.type, goal.name);
  claim(op, urn);
  const old = findOld(op, urn, goal.aliases);
  const next = wanted(urn, goal);
  const recreating = op.deletedFirst.delete(urn);
  const fresh = !old || recreating || old.external === true;

  if (goal.custom && !isProviderType(goal.type)) {
    const inputs = old ? resetIgnored(goal.inputs, old.inputs, goal.ignoreChanges) : goal.inputs;
    next.inputs = fresh ? await check(op, next, {}, goal.inputs) : await check(op, next, old.inputs, inputs);
  }
  op.decided.add(urn);
  if (!old) return { steps: [create(op, next)], resource: next };
  if (recreating) {
    return { steps: [replace(old, next), create(op, next, { old, deleteLater: false })], resource: next };
  }
  if (old.external) {
    return { steps: [create(op, next, { old, deleteLater: true }), replace(old, next)], resource: next };
  }

  const { changed, replaces, deleteBeforeReplace } = await difference(op, old, next);
  if ((changed && replaces.length > 0) || old.pendingReplacement) {
    if (goal.custom) next.inputs = await check(op, next, {}, goal.inputs);
    const deleteFirst = goal.deleteBeforeReplace ?? deleteBeforeReplace;
    return { steps: await planReplacement(op, old, next, deleteFirst), resource: next };
  }
  const retry = (old.initErrors?.length ?? 0) > 0;
  return { steps: [changed || retry ? update(op, old, next) : same(op, old, next)], resource: next };
}

function findOld(op: Operation, urn: string, aliases: readonly string[]): Resource | undefined {
  for (const name of [urn, ...aliases]) {
    const old = op.snapshot.old(name);
    if (!old) continue;
    if (name !== urn) op.snapshot.renamed.set(name, urn);
    return old;
  }
  return undefined;
}

function wanted(urn: string, goal: Goal): Resource {
  const some = <T>(list: T[]) => (list.length > 0 ? list : undefined);
  return {
    urn,
    custom: goal.custom,
    type: goal.type,
    inputs: goal.inputs,
    outputs: {},
    parent: goal.parent || undefined,
    dependencies: some(goal.dependencies),
    provider: goal.provider || undefined,
    propertyDependencies:
      Object.keys(goal.propertyDependencies).length > 0 ? goal.propertyDependencies : undefined,
    additionalSecretOutputs: some(goal.additionalSecretOutputs),
    retainOnDelete: goal.retainOnDelete || undefined,
    ignoreChanges: some(goal.ignoreChanges),
  };
}

async function check(op: Operation, next: Resource, olds: Properties, news: Properties): Promise<Properties> {
  const provider = await op.providers.get(next.provider ?? "");
  if (!provider) return news;
  const { inputs, failures } = await provider.check(next.urn, olds, news);
  if (failures.length === 0) return markLike(inputs, news);
  for (const { property, reason } of failures) {
    // The CLI prints the value, a secret one too.
    const value = property ? `: property ${property} value {${goText(news[property])}}` : "";
    op.display.diagnostic(
      "error",
      next.urn,
      `${next.type} resource '${nameOf(next.urn)}'${value} has a problem: ${reason}`,
    );
  }
  throw op.fail("", "");
}

const goText = (value: Properties[string] | undefined) => {
  const plain = value === undefined ? "<nil>" : reveal(value);
  return typeof plain === "string" ? plain : JSON.stringify(plain);
};

async function difference(op: Operation, old: Resource, next: Resource): Promise<Difference> {
  const nothing = { replaces: [], deleteBeforeReplace: false };
  if (old.custom !== next.custom) return { ...nothing, changed: true, replaces: ["provider"] };
  if (!next.custom) return { ...nothing, changed: !equal(old.inputs, next.inputs) };
  if (isProviderType(next.type)) return { ...nothing, changed: !equal(old.outputs, next.inputs) };
  return providerDifference(op, old, next.inputs, next.provider);
}

/** What the provider thinks of new inputs; one that does not know leaves it to a comparison with the old ones. */
export async function providerDifference(
  op: Operation,
  old: Resource,
  news: Properties,
  reference = old.provider,
): Promise<Difference> {
  const provider = await op.providers.get(reference ?? "");
  if (!provider) {
    const message =
      "The provider for this resource has inputs that are not known during preview.\nThis preview may not correctly represent the changes that will be applied during an update.";
    op.display.diagnostic("warning", old.urn, message);
    return { changed: true, replaces: [], deleteBeforeReplace: false };
  }
  const { changes, ...rest } = await provider.diff(old.urn, old.id ?? "", old.inputs, old.outputs, news);
  const unsure = changes === DiffResponse.DiffChanges.DIFF_UNKNOWN;
  const compared = () =>
    changedKeys(old.inputs, resetIgnored(news, old.inputs, old.ignoreChanges ?? [])).length > 0;
  return { ...rest, changed: unsure ? compared() : changes === DiffResponse.DiffChanges.DIFF_SOME };
}
