import type { Connection } from "../connection/connection";
import { givenNames } from "./compare";
import { type Bag, type Definition, type Inputs, isOptional } from "./definition";

// What Pulumi's state holds of a resource. Its outputs are the inputs, what the server computed, and some of our own:
// `remoteId`, the server's id of the object; `pushedId`, that id when this program last wrote or accepted it; `managed`,
// the optional settings that the program gives; `given`, what it gave at creation; `adopted`, if the object was there
// before.

/** The outputs after a write. */
export function outputs<Args extends object, Remote>(
  definition: Definition<Args, Remote>,
  connection: Connection,
  args: Bag,
  remote: Remote,
  olds?: Bag,
): Bag {
  const now = seen(definition, connection, remote);
  return { ...args, ...now, pushedId: now.remoteId, ...memory(definition.inputs, args, olds) };
}

/** What the server has. */
export function seen<Args extends object, Remote>(
  { identity, outputs }: Definition<Args, Remote>,
  connection: Connection,
  remote: Remote,
): Bag {
  const computed = Object.entries(outputs).map(([name, read]) => [name, read(remote, connection)]);
  return { remoteId: identity(remote), ...Object.fromEntries(computed) };
}

/** What the state remembers of the program besides values: what it manages, and what it gave at creation. */
export function memory(inputs: Inputs, args: Bag, olds: Bag = {}): Bag {
  const managed = Object.keys(inputs).filter((name) => isOptional(inputs, name) && args[name] !== undefined);
  const fixed = givenNames(inputs, args, "atCreation").map((name) => [name, args[name]]);
  const given = { ...(olds.given as Bag | undefined), ...Object.fromEntries(fixed) };
  return {
    ...(managed.length > 0 ? { managed } : {}),
    ...(Object.keys(given).length > 0 ? { given } : {}),
  };
}

/**
 * The inputs as the server has them now, so that a preview can name what drifted. They replace the old ones whole, so
 * all that the program gave must be among them.
 */
export function inputsIn(inputs: Inputs, props: Bag): Bag {
  const { managed = [], given = {} } = props as { managed?: string[]; given?: Bag };
  const told = Object.keys(inputs).filter(
    (name) =>
      inputs[name]?.changing !== "atCreation" && (!isOptional(inputs, name) || managed.includes(name)),
  );
  const there = told.filter((name) => props[name] !== undefined).map((name) => [name, props[name]]);
  return { ...Object.fromEntries(there), ...given };
}
