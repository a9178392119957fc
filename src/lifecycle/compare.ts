import type { Bag, Input, Inputs } from "./definition";

/** Equal, lists without regard to order: Drone treats them as sets. */
export function same(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    const items = (list: unknown[]) => JSON.stringify([...new Set(list)].sort());
    return items(one) === items(other);
  }
  return one === other;
}

/** The inputs that the program gave, by what changing them does. */
export function givenNames(inputs: Inputs, args: Bag, ...changing: Input["changing"][]): string[] {
  return Object.keys(inputs).filter(
    (name) => args[name] !== undefined && changing.includes((inputs[name] as Input).changing),
  );
}

/** Names of all inputs of these kinds. */
export function inputNames(inputs: Inputs, ...changing: Input["changing"][]): string[] {
  return Object.keys(inputs).filter((name) => changing.includes((inputs[name] as Input).changing));
}
