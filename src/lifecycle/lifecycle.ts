import type { dynamic } from "@pulumi/pulumi";
import { DroneError } from "../client/error";
import type { Connection } from "../connection/connection";
import { Connections } from "../connection/connections";
import type { Configuration } from "../connection/settings";
import { findOrProveGone } from "./absence";
import { check, fixed } from "./check";
import { given, named, same } from "./compare";
import type { Bag, Definition, Input } from "./definition";
import { diff } from "./diff";
import { HalfMade } from "./half-made";
import { spoken } from "./spoken";
import { isUnknown } from "./unknown";

const ofThisProcess = new Connections();

/**
 * Pulumi's verbs, once for all resources. What is special about Drone's objects is in their definitions.
 *
 * In the state, outputs hold the inputs, what the server computed, and four of our own: `remoteId`, the server's id
 * of the object; `pushedId`, that id when its secret was last written; `managed`, the optional settings that the
 * program gave; `adopted`, if it was there before.
 */
export class Lifecycle<Args extends object, Remote> implements dynamic.ResourceProvider<Bag, Bag> {
  readonly #inputs: Readonly<Record<string, Input>>;
  #configuration: Configuration | undefined;

  constructor(
    readonly definition: Definition<Args, Remote>,
    private readonly connections = ofThisProcess,
  ) {
    this.#inputs = definition.inputs;
  }

  /** Only remembers: Pulumi does not wait for it to end. */
  async configure({ config }: { config: Configuration }): Promise<void> {
    this.#configuration = config;
  }

  async check(olds: Bag, news: Bag) {
    await this.connections.warnIfUnchecked(this.#configuration);
    return check(this.definition, olds, news);
  }

  async diff(_id: string, olds: Bag, news: Bag) {
    return spoken(this.definition.type, async () => diff(this.definition, olds, news));
  }

  async create(args: Bag) {
    const { definition } = this;
    const connection = this.#connection(args);
    const id = definition.id(args as Args);
    const existing = await definition.find(connection, args as Args);
    if (existing && args.adopt !== true) throw existsAlready(definition.type, id, connection.server);
    const { remote, wrote } = await this.#bring(connection, args, existing, {});
    connection.mine.add(`${definition.type} ${id}`);

    const outs = this.#outputs(connection, args, remote, wrote ? definition.identity(remote) : undefined);
    if (existing) outs.adopted = true;
    const ignored = this.#ignored(args, outs);
    if (ignored) throw new HalfMade(id, outs, ignored);
    return { id, outs };
  }

  async read(id: string, olds: Bag = {}) {
    const { definition } = this;
    return spoken(definition.type, async () => {
      const connection = this.#connection(olds);
      // Under `get` Pulumi has nothing but the id.
      const isGet = named(this.#inputs, "replaces").some((name) => olds[name] === undefined);
      const state = { ...olds, ...definition.key(id) };
      const remote = await findOrProveGone(definition, connection, state as Args);
      if (!remote) {
        if (isGet) throw new Error(`There is no ${definition.type} ${id} on ${connection.server}.`);
        return { id: "" };
      }
      const props = { ...state, ...this.#seen(connection, remote) };
      return isGet ? { id, props } : { id, props, inputs: this.#inputsIn(props) };
    });
  }

  async update(id: string, olds: Bag, args: Bag) {
    const { definition } = this;
    const connection = this.#connection(args);
    const existing = await definition.find(connection, args as Args);
    // The id is the key, so what somebody removed meanwhile is made again under the same one.
    if (!existing) connection.mine.add(`${definition.type} ${id}`);
    const { remote, wrote } = await this.#bring(connection, args, existing, olds);

    const pushedId = wrote ? definition.identity(remote) : (olds.pushedId as number | undefined);
    const outs = this.#outputs(connection, args, remote, pushedId);
    if (olds.adopted) outs.adopted = true;
    const ignored = this.#ignored(args, outs);
    if (ignored) throw ignored;
    return { outs };
  }

  async delete(id: string, olds: Bag): Promise<void> {
    const { definition } = this;
    await spoken(definition.type, async () => {
      const connection = this.#connection(olds);
      if (connection.mine.has(`${definition.type} ${id}`)) return;
      const state = { ...olds, ...definition.key(id) } as Args;
      try {
        await definition.delete(connection, state);
      } catch (error) {
        if (!(error instanceof DroneError) || (error.kind !== "refused" && error.kind !== "no-answer"))
          throw error;
        if (await findOrProveGone(definition, connection, state)) throw error;
      }
    });
  }

  #connection(args: Bag): Connection {
    if (isUnknown(args))
      throw new Error(`A ${this.definition.type} cannot be made from values that are not known.`);
    return this.connections.to(this.#configuration);
  }

  /** Makes the server agree with the arguments, writing only where it does not. */
  async #bring(connection: Connection, args: Bag, existing: Remote | undefined, olds: Bag) {
    const { definition } = this;
    const remote = existing ?? (await definition.create(connection, args as Args));
    const seen = this.#seen(connection, remote);
    if (existing && olds.remoteId === undefined)
      this.#needSame(given(this.#inputs, args, "atCreation"), args, seen);
    const differs = given(this.#inputs, args, "updates").some((name) => !same(args[name], seen[name]));
    const pushes = given(this.#inputs, args, "secret").some(
      (name) => !same(args[name], olds[name]) || olds.pushedId !== seen.remoteId,
    );
    if (!differs && !(pushes && existing)) return { remote, wrote: !existing };
    try {
      return { remote: await definition.update(connection, args as Args, remote), wrote: true };
    } catch (cause) {
      if (existing) throw cause;
      const made = this.#outputs(connection, args, remote, definition.identity(remote));
      throw new HalfMade(definition.id(args as Args), made, cause as Error);
    }
  }

  #needSame(names: string[], args: Bag, seen: Bag): void {
    const other = names.find((name) => !same(args[name], seen[name]));
    if (other) throw new Error(`${other} ${fixed(this.definition.type)}.`);
  }

  #outputs(connection: Connection, args: Bag, remote: Remote, pushedId: number | undefined): Bag {
    const optional = given(this.#inputs, args, "updates", "atCreation").filter(
      (name) => !this.#hasDefault(name),
    );
    const hasSecret = given(this.#inputs, args, "secret").length > 0;
    return {
      ...args,
      ...this.#seen(connection, remote),
      ...(hasSecret && pushedId !== undefined ? { pushedId } : {}),
      ...(optional.length > 0 ? { managed: optional } : {}),
    };
  }

  /** What the server has. */
  #seen(connection: Connection, remote: Remote): Bag {
    const { identity, outputs } = this.definition;
    const seen = Object.entries(outputs).map(([name, read]) => [name, read(remote, connection)]);
    return { remoteId: identity(remote), ...Object.fromEntries(seen) };
  }

  /**
   * The inputs as the server has them now, so that a preview can name what drifted. They replace the old ones whole,
   * so there are none where not all can be told.
   */
  #inputsIn(props: Bag): Bag | undefined {
    const managed = (props.managed as string[] | undefined) ?? [];
    if (named(this.#inputs, "atCreation").some((name) => managed.includes(name))) return undefined;
    const left = named(this.#inputs, "updates", "atCreation").filter(
      (name) => !managed.includes(name) && !this.#hasDefault(name),
    );
    return Object.fromEntries(
      Object.keys(this.#inputs)
        .filter((name) => props[name] !== undefined && !left.includes(name))
        .map((name) => [name, props[name]]),
    );
  }

  /** The setting that the server was sent and did not take. */
  #ignored(args: Bag, outs: Bag): Error | undefined {
    const name = given(this.#inputs, args, "updates").find((name) => !same(args[name], outs[name]));
    if (!name) return undefined;
    const remedy = (this.definition.remedies as Record<string, string> | undefined)?.[name] ?? "";
    return new Error(
      `Drone kept ${name} = ${JSON.stringify(outs[name])} of ${this.definition.type} ${this.definition.id(args as Args)}. ${remedy}`.trim(),
    );
  }

  #hasDefault(name: string): boolean {
    return this.#inputs[name]?.default !== undefined;
  }
}

function existsAlready(type: string, id: string, server: string): Error {
  return new Error(
    `${type} ${id} exists on ${server} already, and is not taken over unasked. ` +
      "Set adopt: true to manage it with this program, or choose another name. " +
      "If it only got another name in the program, give the resource an alias.",
  );
}
