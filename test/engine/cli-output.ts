import type { Change, Outcome } from "./workspace";

/** Counts of the last "Resources:" block: that of the update, where a preview came first. */
export function parseResources(output: string): Pick<Outcome, "changes" | "errored"> {
  const block = output.slice(output.lastIndexOf("\nResources:\n") + 1);
  const changes: Outcome["changes"] = {};
  if (!block.startsWith("Resources:")) return { changes, errored: 0 };
  for (const [, count, word = ""] of block.matchAll(
    /^ {4}\S{1,2} ?(\d+) (?:to )?(create|update|replace|delete)d?$/gm,
  )) {
    changes[word as Change] = Number(count);
  }
  const same = block.match(/(\d+) unchanged/);
  if (same) changes.same = Number(same[1]);
  return { changes, errored: Number(block.match(/(\d+) errored/)?.[1] ?? 0) };
}
