import { named, same } from "./compare";
import type { Bag, Definition, Input } from "./definition";
import { isUnknown } from "./unknown";

export interface Checked {
  inputs: Bag;
  failures: { property: string; reason: string }[];
}

/** Fills in defaults, and refuses what can be seen to be wrong without asking the server. */
export function check<Args extends object, Remote>(
  definition: Definition<Args, Remote>,
  olds: Bag,
  news: Bag,
): Checked {
  const known: Readonly<Record<string, Input>> = definition.inputs;
  const inputs: Bag = {};
  const reasons: string[] = [];
  for (const [name, value] of Object.entries(news)) {
    if (value === undefined || value === null) continue;
    inputs[name] = value;
    if (name !== "__provider" && !(name in known)) {
      reasons.push(`${name} is no input of a ${definition.type}; it has ${Object.keys(known).join(", ")}`);
    }
  }
  for (const [name, input] of Object.entries(known)) {
    if (inputs[name] === undefined && input.default !== undefined) inputs[name] = input.default;
    const value = inputs[name];
    if (value === undefined) {
      if (input.changing === "replaces") reasons.push(`${name} is missing`);
    } else if (!isUnknown(value)) {
      const problem = input.shape(value);
      if (problem) reasons.push(`${name} ${problem}`);
    }
  }
  const sameKey = named(known, "replaces").every((name) => same(olds[name], inputs[name]));
  for (const name of named(known, "atCreation")) {
    const changed = olds[name] !== undefined && inputs[name] !== undefined && olds[name] !== inputs[name];
    if (sameKey && changed && !isUnknown(inputs[name])) reasons.push(`${name} ${fixed(definition.type)}`);
  }
  // Pulumi prints the value of a property that a failure names, secret or not; so none is named.
  return { inputs, failures: reasons.map((reason) => ({ property: "", reason })) };
}

/** Why an input that is given at creation cannot change. */
export const fixed = (type: string): string =>
  `can only be given when the ${type} is created, for Drone has no way to change it. ` +
  `Put the old value back, leave it out, or delete the ${type} and make it anew`;
