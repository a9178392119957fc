import type { Operation } from "./operation";
import { equal, markLike, markOutputs } from "./property";
import { providerDifference } from "./registration";
import type { Resource } from "./state";
import { isDefaultProvider, isProviderType } from "./urn";

/** Reads everything and puts what it finds in the place of the old state. */
export async function refreshAll(op: Operation, { counted }: { counted: boolean }): Promise<void> {
  const refreshed = new Map<Resource, Resource | undefined>();
  const all = op.snapshot.base.map(async (old) => {
    refreshed.set(old, old);
    const found = { now: old as Resource | undefined, changed: false };
    await op.perform([
      {
        op: "refresh",
        resource: old,
        apply: async () => void Object.assign(found, await look(op, old)),
      },
    ]);
    refreshed.set(old, found.now);
    if (!counted || isDefaultProvider(old.urn)) return;
    op.count(found.now ? (found.changed ? "update" : "same") : "delete");
    if (!found.now || found.changed) op.display.step(found.now ? "update" : "delete", "done", old.urn);
  });
  await Promise.allSettled(all);
  op.snapshot.rebase(withoutDangling(op.snapshot.base.flatMap((old) => refreshed.get(old) ?? [])));
}

async function look(op: Operation, old: Resource): Promise<{ now?: Resource; changed: boolean }> {
  if (!old.custom || isProviderType(old.type) || old.pendingReplacement) return { now: old, changed: false };
  const provider = await op.providers.get(old.provider ?? "");
  if (!provider) return { now: old, changed: false };
  const answer = await provider.read(old.urn, old.id ?? "", old.inputs, old.outputs);
  if (!answer.id) return { now: undefined, changed: true };
  const inputs = answer.inputs ? markLike(answer.inputs, old.inputs) : old.inputs;
  const outputs = markOutputs(
    markLike(answer.properties, old.outputs),
    inputs,
    old.additionalSecretOutputs ?? [],
  );
  const { initErrors: _, ...rest } = old;
  const touched = !equal(inputs, old.inputs) || !equal(outputs, old.outputs);
  const now = {
    ...rest,
    id: answer.id,
    inputs,
    outputs,
    ...(touched && { modified: new Date().toISOString() }),
  };
  if (old.external) return { now, changed: !equal(outputs, old.outputs) };
  // As the next update will ask: is what is there what was wanted?
  const { changed } = await providerDifference(op, now, old.inputs);
  return { now, changed };
}

/** Without references to what has gone. Empty lists go as well, as they do in the real engine. */
function withoutDangling(resources: Resource[]): Resource[] {
  const urns = new Set<string>();
  return resources.map((resource) => {
    const { dependencies, propertyDependencies, parent } = resource;
    const there = (list: string[]) => list.filter((urn) => urns.has(urn));
    const kept = Object.entries(propertyDependencies ?? {}).map(([key, list]) => [key, there(list)] as const);
    const result: Resource = {
      ...resource,
      dependencies: dependencies && some(there(dependencies)),
      propertyDependencies: propertyDependencies && someOf(kept.filter(([, list]) => list.length > 0)),
      parent: parent && urns.has(parent) ? parent : undefined,
    };
    urns.add(resource.urn);
    return result;
  });
}

const some = <T>(list: T[]) => (list.length > 0 ? list : undefined);
const someOf = (entries: (readonly [string, string[]])[]) =>
  entries.length > 0 ? Object.fromEntries(entries) : undefined;
