import { dependentsOf } from "./dependency-graph";
import type { Operation, Step } from "./operation";
import { type Properties, unknown } from "./property";
import { providerDifference } from "./registration";
import type { Resource } from "./state";
import { remove, replace } from "./steps";
import { isProviderType } from "./urn";
import { create } from "./writes";

export async function planReplacement(
  op: Operation,
  old: Resource,
  next: Resource,
  deleteFirst: boolean,
): Promise<Step[]> {
  if (!deleteFirst) return [create(op, next, { old, deleteLater: true }), replace(old, next)];
  const steps: Step[] = [];
  for (const dependent of (await replacedWith(op, old)).reverse()) {
    if (op.deletedAlready.has(dependent)) continue;
    steps.push(remove(op, dependent, { replacing: !dependent.delete, keep: !dependent.delete }));
    op.deletedFirst.add(dependent.urn);
    op.deletedAlready.add(dependent);
  }
  if (!old.pendingReplacement) steps.push(remove(op, old, { replacing: true, keep: true }));
  return [...steps, replace(old, next), create(op, next, { old, deleteLater: false })];
}

/**
 * The dependents that have to go before `root` does: those whose provider says that they must be replaced when what
 * they have from it changes. It is asked with that part unknown, in a real update too.
 */
async function replacedWith(op: Operation, root: Resource): Promise<Resource[]> {
  const urns = new Set([root.urn]);
  const found: Resource[] = [];
  for (const dependent of dependentsOf(
    root,
    op.snapshot.base,
    new Set([...op.decided, ...op.deletedFirst]),
  )) {
    if (!dependent.custom || dependent.external || isProviderType(dependent.type)) continue;
    const inputs = withUnknowns(dependent, urns);
    if (!inputs) continue;
    const { replaces } = await providerDifference(op, dependent, inputs);
    if (replaces.length === 0) continue;
    urns.add(dependent.urn);
    found.push(dependent);
  }
  return found;
}

function withUnknowns(resource: Resource, urns: ReadonlySet<string>): Properties | undefined {
  const depends = (key: string) => resource.propertyDependencies?.[key]?.some((urn) => urns.has(urn));
  const entries = Object.entries(resource.inputs);
  if (!entries.some(([key]) => depends(key))) return undefined;
  return Object.fromEntries(entries.map(([key, value]) => [key, depends(key) ? unknown : value]));
}
