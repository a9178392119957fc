import type { Feature, Release } from "../client";
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
   * - `remakes`: no part of the key, but the server cannot change it: another value means deleting and making it again
   * - `secret`: as `updates`, but the server never tells it, so the state remembers it encrypted
   * - `pushes`: sent when the program's value changes, whatever the server has made of it since
   * - `atCreation`: can be given once; changing it later is refused
   * - `local`: never sent; steers what this package does
   */
  changing: "replaces" | "updates" | "remakes" | "secret" | "pushes" | "atCreation" | "local";
  shape: Shape;
  /** Sent when left out: for what must never be left to chance. */
  default?: Json | ((inputs: Bag) => Json);
  /** Must be given. */
  required?: true;
  /** What a release must have for it to be given. */
  needs?: Feature;
  /** The state keeps it encrypted. */
  hidden?: true;
}

/** The inputs of a resource by name, whichever resource it is. */
export type Inputs = Readonly<Record<string, Input>>;

/** A setting that nobody manages when it is left out. */
export const isOptional = (inputs: Inputs, name: string): boolean =>
  inputs[name]?.changing === "updates" && inputs[name].default === undefined && !inputs[name].required;

type More = Partial<Pick<Input, "default" | "required" | "needs" | "hidden">>;

export const replaces = (shape: Shape): Input => ({ changing: "replaces", shape, required: true });
export const updates = (shape: Shape, more?: More): Input => ({ changing: "updates", shape, ...more });
export const remakes = (shape: Shape): Input => ({ changing: "remakes", shape, required: true });
export const secret = (shape: Shape): Input => ({ changing: "secret", shape, hidden: true });
export const pushes = (shape: Shape, more?: More): Input => ({ changing: "pushes", shape, ...more });
export const atCreation = (shape: Shape, more?: More): Input => ({ changing: "atCreation", shape, ...more });
export const local = (shape: Shape): Input => ({ changing: "local", shape });

/**
 * A resource: what you give, what changing it does, four verbs. `Remote` is the object as the client shows it.
 */
export interface Definition<Args extends object, Remote> {
  /** Name of the class, and the last part of its Pulumi type. States name it: fixed for ever. */
  type: string;
  /** What a release must have for any of it. */
  needs: Feature;
  inputs: { readonly [K in keyof Required<Args>]: Input };
  /** The server's own id of it: another one means deleted and made again. */
  identity(remote: Remote): number;
  /**
   * What the server computed and the program can use, by output name. Settings carry the names of their inputs. Undefined:
   * not told; what was told before stays.
   */
  outputs: { readonly [output: string]: (remote: Remote, connection: Connection) => Json | undefined };
  /** Outputs that the state keeps encrypted, besides the inputs of that kind. */
  hidden?: readonly string[];

  /** The Pulumi id: the key in one text. */
  id(args: Args): string;
  /** The inverse of `id`. @throws if it is no such id */
  key(id: string): Partial<Args>;
  /** On releases that have this, ids which differ by case alone are one object. */
  withoutCase?: Feature;

  /** Why this release cannot do what is asked, though it has each of the settings. Hidden inputs may be unknown. */
  refuses?(release: Release, args: Args): string | undefined;

  /** Undefined: not seen. Whether that means gone is for `gone` to say. */
  find(connection: Connection, args: Args): Promise<Remote | undefined>;
  /** What proves that it is gone: that its own list does not have it, or what proves it of its repository. */
  gone: "by its list" | "with its repository";
  /** The repository it lives in, or is: with that it is gone as well. */
  within?(args: Args): string;
  /** The output that says whether it does anything. False is drift; it is then made as if it were not there. */
  awake?: string;

  /** Makes it, with default settings if need be: an update follows. Nothing comes back where Drone tells nothing. */
  create(connection: Connection, args: Args): Promise<Remote | undefined>;
  /** Before it is taken over: the object with what the server does not show, if the program can prove that it knows it. */
  recognize?(connection: Connection, args: Args, remote: Remote): Promise<Remote>;
  /** `olds` are the outputs so far; empty at creation. */
  update(connection: Connection, args: Args, remote: Remote, olds: Bag): Promise<Remote | undefined>;
  delete(connection: Connection, args: Args): Promise<void>;

  /** Why the server kept another value than the one it was sent, by input. */
  remedies?: { readonly [K in keyof Args]?: string };
}
