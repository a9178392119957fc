import type { Connection } from "../connection/connection";
import type { Shape } from "./shape";

/** A value that a Pulumi state can hold. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Inputs and outputs as Pulumi hands them over: our own, and its `__provider`. */
export type Bag = Record<string, unknown>;

/** What changing an input does, and what it may be. */
export interface Input {
  /**
   * - `replaces`: part of the key; another value means another object
   * - `updates`: changed in place; left out, the server's value stays
   * - `secret`: as `updates`, but the server never tells it, so the state remembers it encrypted
   * - `atCreation`: can be given once; changing it later is refused
   * - `local`: never sent; steers what this package does
   * - `never`: no release that is spoken can set it; refused, and `shape` says why
   */
  changing: "replaces" | "updates" | "secret" | "atCreation" | "local" | "never";
  shape: Shape;
  /** Sent when left out: for what must never be left to chance. */
  default?: Json;
}

/** The inputs of a resource by name, whichever resource it is. */
export type Inputs = Readonly<Record<string, Input>>;

/** A setting that nobody manages when it is left out. */
export const isOptional = (inputs: Inputs, name: string): boolean =>
  inputs[name]?.changing === "updates" && inputs[name].default === undefined;

export const replaces = (shape: Shape): Input => ({ changing: "replaces", shape });
export const updates = (shape: Shape, otherwise?: Json): Input => ({
  changing: "updates",
  shape,
  ...(otherwise === undefined ? {} : { default: otherwise }),
});
export const secret = (shape: Shape): Input => ({ changing: "secret", shape });
export const atCreation = (shape: Shape): Input => ({ changing: "atCreation", shape });
export const local = (shape: Shape): Input => ({ changing: "local", shape });
export const never = (why: string): Input => ({ changing: "never", shape: () => why });

/**
 * A resource: what you give, what changing it does, four verbs. `Remote` is the object as the client shows it.
 */
export interface Definition<Args extends object, Remote> {
  /** Name of the class, and the last part of its Pulumi type. States name it: fixed for ever. */
  type: string;
  inputs: { readonly [K in keyof Required<Args>]: Input };
  /** The server's own id of it: another one means deleted and made again. */
  identity(remote: Remote): number;
  /** What the server computed and the program can use, by output name. Settings carry the names of their inputs. */
  outputs: { readonly [output: string]: (remote: Remote, connection: Connection) => Json };

  /** The Pulumi id: the key in one text. */
  id(args: Args): string;
  /** The inverse of `id`. @throws if it is no such id */
  key(id: string): Partial<Args>;

  /** Undefined: not seen. Whether that means gone is for `gone` to say. */
  find(connection: Connection, args: Args): Promise<Remote | undefined>;
  /** Who can say that it is gone: its own list, or an administrator whose token is answered 404. */
  gone: "by its list" | "by an administrator";
  /** The repository it lives in: with that it is gone as well. */
  within?(args: Args): string;

  /** Makes it, with default settings if need be: an update follows. Nothing comes back where Drone tells nothing. */
  create(connection: Connection, args: Args): Promise<Remote | undefined>;
  update(connection: Connection, args: Args, remote: Remote): Promise<Remote | undefined>;
  delete(connection: Connection, args: Args): Promise<void>;

  /** Why the server kept another value than the one it was sent, by input. */
  remedies?: { readonly [K in keyof Args]?: string };
}
