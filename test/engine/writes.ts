import { randomUUID } from "node:crypto";
import type { Operation, Step } from "./operation";
import { markLike, unknown } from "./property";
import { ProviderError, type ProviderProcess } from "./provider-process";
import type { Resource } from "./state";
import { diffNote, known, settle } from "./steps";
import { isDefaultProvider, isProviderType } from "./urn";

const now = () => new Date().toISOString();

export function create(
  op: Operation,
  next: Resource,
  replaced?: { old: Resource; deleteLater: boolean },
): Step {
  return {
    op: replaced ? "create-replacement" : "create",
    resource: next,
    ...(!replaced && { counts: "create" }),
    pending: "creating",
    ...(replaced && { note: diffNote(replaced.old.inputs, next.inputs) }),
    async apply() {
      const failure = await attempt(
        () => made(op, next),
        (partial) => {
          next.id = partial.id;
          next.outputs = markLike(partial.properties, next.inputs);
          next.initErrors = partial.reasons;
        },
      );
      settle(next, next.outputs);
      next.created = next.modified = now();
      if (replaced?.deleteLater) replaced.old.delete = true;
      if (replaced?.old.pendingReplacement) op.snapshot.drop(replaced.old);
      op.snapshot.add(next);
      if (failure) throw failure;
    },
  };
}

async function made(op: Operation, next: Resource): Promise<void> {
  const provider = await providerFor(op, next);
  if (isProviderType(next.type)) next.id = op.dryRun && !isDefaultProvider(next.urn) ? unknown : randomUUID();
  if (!provider) return;
  const answer = await provider.create(next.urn, next.inputs);
  if (!answer.id) throw new Error(`plugin returned empty resource.ID from create '${next.urn}'`);
  next.id = answer.id;
  next.outputs = markLike(known(answer.properties), next.inputs);
}

export function update(op: Operation, old: Resource, next: Resource): Step {
  return {
    op: "update",
    resource: next,
    counts: "update",
    pending: "updating",
    note: diffNote(old.inputs, next.inputs),
    async apply() {
      next.id = old.id;
      const failure = await attempt(
        () => updated(op, old, next),
        (partial) => {
          // What is there was not made with the new inputs: they are tried again next time.
          const { inputs } = next;
          next.inputs = old.inputs;
          next.outputs = markLike(partial.properties, inputs);
          next.initErrors = partial.reasons;
        },
      );
      settle(next, next.outputs, old);
      if (next.custom) next.modified = now();
      op.snapshot.drop(old);
      op.snapshot.add(next);
      if (failure) throw failure;
    },
  };
}

async function updated(op: Operation, old: Resource, next: Resource): Promise<void> {
  const provider = await providerFor(op, next);
  if (!provider) return;
  const answer = await provider.update(next.urn, old.id ?? "", old.inputs, old.outputs, next.inputs);
  next.outputs = markLike(known(answer.properties), next.inputs);
}

/** Runs it; a half-made resource is kept, and the error handed back for after it has been saved. */
async function attempt(
  act: () => Promise<void>,
  keep: (partial: NonNullable<ProviderError["partial"]>) => void,
): Promise<ProviderError | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (!(error instanceof ProviderError) || !error.partial) throw error;
    keep(error.partial);
    return error;
  }
}

/** The provider that has to be asked; none where there is nothing to ask, and then the outputs are settled. */
async function providerFor(op: Operation, next: Resource): Promise<ProviderProcess | undefined> {
  if (!next.custom) return undefined;
  if (isProviderType(next.type)) {
    await op.providers.use(next.urn, next.inputs);
    next.outputs = next.inputs;
    return undefined;
  }
  const provider = await op.providers.get(next.provider ?? "");
  if (op.dryRun) {
    next.outputs = provider ? next.inputs : {};
    return undefined;
  }
  if (!provider) throw new Error("The provider's configuration is not known.");
  return provider;
}
