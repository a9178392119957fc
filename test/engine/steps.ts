import type { Operation, Step } from "./operation";
import { changedKeys, hasUnknown, markLike, markOutputs, type Properties, unknown } from "./property";
import type { Resource } from "./state";
import { isProviderType } from "./urn";

export function diffNote(before: Properties, after: Properties): string {
  const keys = changedKeys(before, after);
  return keys.length > 0 ? `[diff: ~${keys.join(",")}]` : "";
}

export function same(op: Operation, old: Resource, next: Resource): Step {
  return {
    op: "same",
    resource: next,
    counts: "same",
    async apply() {
      if (isProviderType(next.type)) await op.providers.use(next.urn, old.inputs);
      settle(next, old.outputs, old);
      op.snapshot.drop(old);
      op.snapshot.add(next);
    },
  };
}

/** Only for the eye and the count; what happens are a create and a delete. */
export function replace(old: Resource, next: Resource): Step {
  const note = diffNote(old.inputs, next.inputs);
  return { op: "replace", resource: next, counts: "replace", note, apply: async () => {} };
}

export function read(op: Operation, old: Resource | undefined, next: Resource): Step {
  return {
    op: "read",
    resource: next,
    pending: "reading",
    async apply() {
      let outputs: Properties = {};
      if (next.id !== unknown) {
        const provider = await op.providers.get(next.provider ?? "");
        // What is read is given as inputs and as state, for there is nothing else.
        const answer = await provider?.read(next.urn, next.id ?? "", next.inputs, next.inputs);
        if (answer?.id) next.id = answer.id;
        outputs = markLike(known(answer?.properties ?? {}), next.inputs);
      }
      settle(next, outputs, old);
      if (old) op.snapshot.drop(old);
      op.snapshot.add(next);
    },
  };
}

export interface Removal {
  /** The last act of a replacement, or the first one of a delete-first replacement. */
  replacing?: boolean;
  /** Stays in the state, marked, until its replacement is there. */
  keep?: boolean;
}

export function remove(
  op: Operation,
  old: Resource,
  { replacing = false, keep = false }: Removal = {},
): Step {
  return {
    op: replacing ? "delete-replaced" : "delete",
    resource: old,
    ...(!replacing && !old.external && { counts: "delete" }),
    pending: "deleting",
    async apply() {
      const untouched =
        op.dryRun || !old.custom || old.external || old.retainOnDelete || isProviderType(old.type);
      if (!untouched) {
        const provider = await op.providers.get(old.provider ?? "");
        await provider?.delete(old.urn, old.id ?? "", old.inputs, old.outputs);
      }
      if (keep) old.pendingReplacement = true;
      else op.snapshot.drop(old);
    },
  };
}

export function settle(next: Resource, outputs: Properties, old?: Resource): void {
  if (old) {
    next.id ??= old.id;
    next.created ??= old.created;
    next.modified ??= old.modified;
  }
  next.outputs = markOutputs(outputs, next.inputs, next.additionalSecretOutputs ?? []);
}

export function known(properties: Properties): Properties {
  if (hasUnknown(properties)) throw new Error("unexpected unknown property value");
  return properties;
}
