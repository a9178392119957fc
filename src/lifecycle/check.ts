import type { Release } from "../client";
import type { Bag, Definition, Inputs } from "./definition";
import { isUnknown } from "./unknown";

export interface Checked {
  inputs: Bag;
  failures: { property: string; reason: string }[];
}

/** Fills in defaults, and refuses what can be seen to be wrong; with a release, what that lacks as well. */
export function check<Args extends object, Remote>(
  definition: Definition<Args, Remote>,
  news: Bag,
  release?: Release,
): Checked {
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
    if (inputs[name] === undefined && input.default !== undefined) {
      inputs[name] = typeof input.default === "function" ? input.default(inputs) : input.default;
    }
    const value = inputs[name];
    if (value === undefined) {
      if (input.required) reasons.push(`${name} is missing`);
    } else if (!isUnknown(value)) {
      const problem = input.shape(value);
      if (problem) reasons.push(`${name} ${problem}`);
    }
  }
  if (release && reasons.length === 0) reasons.push(...lacking(definition, inputs, release));
  // Pulumi prints the value of a property that a failure names, secret or not; so none is named.
  return { inputs, failures: reasons.map((reason) => ({ property: "", reason })) };
}

/** Why this release cannot do what is asked. What is not known yet is looked at when it is. */
export function lacking<Args extends object, Remote>(
  definition: Definition<Args, Remote>,
  args: Bag,
  release: Release,
): string[] {
  const lacks = release.lacks(definition.needs);
  if (lacks) return [lacks];
  const inputs: Inputs = definition.inputs;
  const reasons = Object.keys(args).map((name) => {
    const feature = inputs[name]?.needs;
    const missing = feature && release.lacks(feature);
    return missing && `${name} cannot be set: ${missing}`;
  });
  const isOpen = Object.keys(args).some((name) => isUnknown(args[name]) && !inputs[name]?.hidden);
  if (!isOpen) reasons.push(definition.refuses?.(release, args as Args));
  return reasons.filter((reason) => reason !== undefined);
}
