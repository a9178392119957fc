import type { Bag, Definition, Inputs } from "./definition";
import { isUnknown } from "./unknown";

export interface Checked {
  inputs: Bag;
  failures: { property: string; reason: string }[];
}

/** Fills in defaults, and refuses what can be seen to be wrong without asking the server. */
export function check<Args extends object, Remote>(definition: Definition<Args, Remote>, news: Bag): Checked {
  const known: Inputs = definition.inputs;
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
  // Pulumi prints the value of a property that a failure names, secret or not; so none is named.
  return { inputs, failures: reasons.map((reason) => ({ property: "", reason })) };
}
