import { deletionWaves } from "./dependency-graph";
import type { Operation, Step } from "./operation";
import type { Resource } from "./state";
import { remove } from "./steps";

/** Deletes what the program did not register again, and what was replaced. */
export async function deleteLeftovers(op: Operation): Promise<void> {
  const { snapshot } = op;
  const steps = new Map<Resource, Step>();
  for (const old of snapshot.base) {
    const urn = snapshot.renamed.get(old.urn) ?? old.urn;
    if (old.delete) {
      if (!op.deletedAlready.has(old)) steps.set(old, remove(op, old, { replacing: true }));
    } else if (op.decided.has(urn)) {
    } else if (old.pendingReplacement) {
      snapshot.drop(old);
    } else {
      steps.set(old, remove(op, old));
    }
  }
  for (const wave of deletionWaves(new Set(steps.keys()), snapshot.base)) {
    if (op.failed) return;
    await Promise.allSettled(wave.map((old) => op.perform([steps.get(old) as Step])));
  }
}
