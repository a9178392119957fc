import type { Connection } from "../connection/connection";
import { givenNames, inputNames } from "./compare";
import { type Bag, type Definition, type Inputs, isOptional } from "./definition";

// What Pulumi's state holds of a resource. Its outputs are the inputs, what the server computed, and some of our own:
// `server`, where it is; `remoteId`, the server's id of the object; `pushedId`, that id when this program last wrote or accepted it; `managed`,
// the optional settings that the program gives; `given`, what it gave at creation; `adopted`, if the object was there
// before.

/** The outputs after a write. */
export function outputs<Args extends object, Remote>(
  definition: Definition<Args, Remote>,
  connection: Connection,
  args: Bag,
  remote: Remote,
  olds: Bag = {},
): Bag {
  const now = seen(definition, connection, remote);
  const before = toldBefore(definition, olds, now);
  return { ...before, ...args, ...now, pushedId: now.remoteId, ...memory(definition.inputs, args, olds) };
}

/** What the server told of this very object earlier, or was sent, and does not tell now. */
export function toldBefore<Args extends object, Remote>(
  { inputs, outputs }: Definition<Args, Remote>,
  olds: Bag,
  now: Bag,
): Bag {
  if (olds.remoteId !== now.remoteId) return {};
  const told = [...Object.keys(outputs), ...inputNames(inputs, "pushes")];
  const names = told.filter((name) => now[name] === undefined && olds[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, olds[name]]));
}

/** What the server has. */
export function seen<Args extends object, Remote>(
  { identity, outputs }: Definition<Args, Remote>,
  connection: Connection,
  remote: Remote,
): Bag {
  const computed = Object.entries(outputs).map(([name, read]) => [name, read(remote, connection)]);
  return defined({ server: connection.origin, remoteId: identity(remote), ...Object.fromEntries(computed) });
}

/** Without what is undefined, which Pulumi cannot store. */
export const defined = (bag: Bag): Bag =>
  Object.fromEntries(Object.entries(bag).filter(([, value]) => value !== undefined));

/** What the state remembers of the program besides values: what it manages, and what it gave at creation. */
export function memory(inputs: Inputs, args: Bag, olds: Bag = {}): Bag {
  const managed = Object.keys(inputs).filter((name) => isManaged(inputs, name) && args[name] !== undefined);
  const fixed = givenNames(inputs, args, "atCreation")
    .filter((name) => !inputs[name]?.hidden)
    .map((name) => [name, args[name]]);
  const given = { ...(olds.given as Bag | undefined), ...Object.fromEntries(fixed) };
  return {
    ...(managed.length > 0 ? { managed } : {}),
    ...(Object.keys(given).length > 0 ? { given } : {}),
  };
}

/**
 * Whether it is to be remembered that the program gives it: it has an output of the same name in any case. What was
 * given at creation is remembered as it was, but not a token, which would stand there in clear.
 */
const isManaged = (inputs: Inputs, name: string): boolean =>
  isOptional(inputs, name) || (inputs[name]?.changing === "atCreation" && inputs[name].hidden === true);

/**
 * The inputs as the server has them now, so that a preview can name what drifted. They replace the old ones whole, so
 * all that the program gave must be among them.
 */
export function inputsIn(inputs: Inputs, props: Bag): Bag {
  const { managed = [], given = {} } = props as { managed?: string[]; given?: Bag };
  const told = Object.keys(inputs).filter((name) =>
    isManaged(inputs, name) ? managed.includes(name) : inputs[name]?.changing !== "atCreation",
  );
  const there = told.filter((name) => props[name] !== undefined).map((name) => [name, props[name]]);
  return { ...Object.fromEntries(there), ...given };
}
