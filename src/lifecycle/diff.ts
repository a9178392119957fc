import type { Release } from "../client";
import { givenNames, inputNames, same } from "./compare";
import type { Bag, Definition, Inputs } from "./definition";
import { memory } from "./state";
import { isUnknown } from "./unknown";

export interface Differences {
  changes: boolean;
  replaces: string[];
  deleteBeforeReplace: boolean;
}

/**
 * What stands between the state and the program. `olds` are outputs, so what the server was last seen to have counts,
 * not what it was once told.
 */
export function diff<Args extends object, Remote>(
  definition: Definition<Args, Remote>,
  olds: Bag,
  news: Bag,
  release?: Release,
): Differences {
  const inputs: Inputs = definition.inputs;
  const differs = (name: string) => isUnknown(news[name]) || !same(olds[name], news[name]);
  const replaces = inputNames(inputs, "replaces", "remakes").filter(differs);
  if (replaces.length === 0) {
    needKnown(definition, olds, news);
    needFixed(definition, olds, news);
  }

  const changed = givenNames(inputs, news, "updates", "secret", "pushes").some(differs);
  const steered = inputNames(inputs, "local").some((name) => name !== "adopt" && differs(name));
  // Deleted and made again behind our back.
  const foreign = olds.pushedId !== olds.remoteId;
  const asleep = definition.awake !== undefined && olds[definition.awake] === false;
  const drifted = changed || foreign || asleep;
  const id = (bag: Bag) => definition.id(bag as Args);
  const isSameRow = rowOf(definition, id(olds), release) === rowOf(definition, id(news), release);
  if (isSameRow && id(olds) !== id(news)) throw sameButForCase(definition.type, id(olds), id(news));
  return {
    changes: replaces.length > 0 || drifted || steered || remembersOther(inputs, olds, news),
    replaces,
    // The other one cannot be made beside it if both are the same row.
    deleteBeforeReplace: replaces.length > 0 && isSameRow,
  };
}

/** To replace one by the other would destroy it, and what hangs on it, for nothing. */
const sameButForCase = (type: string, old: string, other: string): Error =>
  new Error(
    `${type} ${other} is ${old}: this Drone does not tell letter case apart there. Write it as ${old}.`,
  );

/**
 * Refuses to go on with a token, or the like, that was given at creation, if somebody deleted the object and made it
 * anew: Drone has another one then, and tells it to nobody.
 */
export function needKnown<Args extends object, Remote>(
  { type, inputs }: Definition<Args, Remote>,
  olds: Bag,
  news: Bag,
): void {
  if (olds.pushedId === undefined || olds.pushedId === olds.remoteId) return;
  const [name] = givenNames(inputs, news, "atCreation").filter((each) => (inputs as Inputs)[each]?.hidden);
  if (!name) return;
  throw new Error(
    `Somebody deleted this ${type} and made it anew, so its ${name} is not the one that was given, and Drone does not tell it. ` +
      `Delete it by hand, and the next pulumi up makes it as declared.`,
  );
}

/** What an id stands for on this release: ids of the same row are equal. */
export function rowOf<Args extends object, Remote>(
  { withoutCase }: Definition<Args, Remote>,
  id: string,
  release: Release | undefined,
): string {
  return withoutCase && release?.has(withoutCase) ? id.toLowerCase() : id;
}

/**
 * Refuses another value for what can only be given at creation. It is compared with what was given then: a person's
 * log-in overwrites what the server has.
 */
export function needFixed<Args extends object, Remote>(
  { type, inputs }: Definition<Args, Remote>,
  olds: Bag,
  news: Bag,
): void {
  const before = { ...olds, ...(olds.given as Bag | undefined) };
  for (const name of givenNames(inputs, news, "atCreation")) {
    if (isUnknown(news[name]) || same(before[name], news[name])) continue;
    throw new Error(
      `${name} can only be given when the ${type} is created, for Drone has no way to change it. ` +
        `Put the old value back, leave it out, or delete the ${type} and make it anew.`,
    );
  }
}

/** Something came under management, or left it: nothing to write, but to be remembered. */
function remembersOther(inputs: Inputs, olds: Bag, news: Bag): boolean {
  const now = memory(inputs, news, olds);
  const forgotten = inputNames(inputs, "secret").some(
    (name) => olds[name] !== undefined && news[name] === undefined,
  );
  return forgotten || !same(olds.managed ?? [], now.managed ?? []) || count(olds.given) !== count(now.given);
}

const count = (bag: unknown) => Object.keys((bag as Bag | undefined) ?? {}).length;
