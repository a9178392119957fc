import { fixed } from "./check";
import { given, named, same } from "./compare";
import type { Bag, Definition, Input } from "./definition";
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
): Differences {
  const inputs: Readonly<Record<string, Input>> = definition.inputs;
  const differs = (name: string) => isUnknown(news[name]) || !same(olds[name], news[name]);
  const replaces = named(inputs, "replaces").filter(differs);

  if (replaces.length === 0) {
    for (const name of given(inputs, news, "atCreation")) {
      // A person's log-in overwrites what was given, so only what was not given before is a change.
      const before = (olds.managed as string[] | undefined)?.includes(name);
      const changed = differs(name) && !isUnknown(news[name]);
      if (changed && !before) throw new Error(`${name} ${fixed(definition.type)}.`);
    }
  }
  const changed = given(inputs, news, "updates", "secret").some(differs);
  const steered = named(inputs, "local").some((name) => name !== "adopt" && differs(name));
  // Deleted and made again behind our back: the server holds a value that nobody declared.
  const foreign = given(inputs, news, "secret").length > 0 && olds.pushedId !== olds.remoteId;

  return {
    changes: replaces.length > 0 || changed || steered || foreign,
    replaces,
    // Two keys never name one row here: Drone 0.x tells names apart by case.
    deleteBeforeReplace: false,
  };
}
