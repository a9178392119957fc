import type { dynamic } from "@pulumi/pulumi";
import type { Release } from "../client";
import { DroneError, isNotFound } from "../client/error";
import type { Connection } from "../connection/connection";
import { Connections } from "../connection/connections";
import type { Configuration } from "../connection/settings";
import { findOrProveGone } from "./absence";
import { check, lacking } from "./check";
import { givenNames, inputNames, same } from "./compare";
import { type Bag, type Definition, type Input, type Inputs, isOptional } from "./definition";
import { diff, needFixed, needKnown, rowOf } from "./diff";
import { HalfMade } from "./half-made";
import { spoken } from "./spoken";
import { defined, inputsIn, memory, outputs, seen, toldBefore } from "./state";
import { isUnknown } from "./unknown";

const ofThisProcess = new Connections();

/** Pulumi's verbs, once for all resources. What is special about Drone's objects is in their definitions. */
export class Lifecycle<Args extends object, Remote> implements dynamic.ResourceProvider<Bag, Bag> {
  readonly #inputs: Inputs;
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

  async check(_olds: Bag, news: Bag) {
    const release = await this.#release();
    const checked = check(this.definition, news, release);
    const isKnown = inputNames(this.#inputs, "replaces").every((name) => !isUnknown(checked.inputs[name]));
    if (isKnown && checked.failures.length === 0) this.#declare(checked.inputs, release);
    return checked;
  }

  async diff(_id: string, olds: Bag, news: Bag) {
    const release = await this.#release();
    return spoken(this.definition.type, async () => {
      // Without a release there is no server to compare with: a preview that only looks at the program.
      const connection = release && this.connections.to(this.#configuration);
      connection?.needSame(olds.server);
      const differences = diff(this.definition, olds, news, release);
      const moved =
        connection !== undefined && olds.server !== undefined && olds.server !== connection.origin;
      return { ...differences, changes: differences.changes || moved };
    });
  }

  async create(args: Bag) {
    const { type } = this.definition;
    const { objects } = this.connections;
    const connection = this.#connection(args);
    const id = this.definition.id(args as Args);
    const release = await connection.drone.release();
    this.#refuse(args, release);
    const row = rowOf(this.definition, id, release);
    objects.make(type, row);
    try {
      const spared = objects.spared(type, row) as Bag | undefined;
      const kept = spared ? await this.#unmanaged(connection, args, spared) : {};
      if (spared) await this.#remove(connection, { ...spared });
      const found = await this.#find(connection, args);
      const existing = this.#isAwake(connection, found) ? found : undefined;
      if (existing && args.adopt !== true) throw existsAlready(type, id, connection.server);
      if (existing) await this.#needAdoptable(connection, args, existing);
      const remote = await this.#bring(connection, { ...kept, ...args }, found, {});
      const outs = outputs(this.definition, connection, args, remote);
      if (existing) outs.adopted = true;
      const ignored = this.#ignored(args, outs);
      if (ignored) throw new HalfMade(id, outs, ignored);
      return { id, outs };
    } catch (error) {
      if (!(error instanceof HalfMade)) objects.unmake(type, row);
      throw error;
    }
  }

  async read(id: string, olds: Bag = {}): Promise<dynamic.ReadResult<Bag>> {
    const { definition } = this;
    return spoken(definition.type, async () => {
      const connection = this.#connection(olds);
      connection.needSame(olds.server);
      // Under `get` Pulumi has nothing but the id.
      const isGet = inputNames(this.#inputs, "replaces").some((name) => olds[name] === undefined);
      const state = { ...olds, ...definition.key(id) };
      const remote = await findOrProveGone(definition, connection, state as Args);
      if (!remote || (isGet && !this.#isAwake(connection, remote))) {
        if (isGet) throw new Error(`There is no ${definition.type} ${id} on ${connection.server}.`);
        return { id: "" };
      }
      const now = seen(definition, connection, remote);
      const told = Object.fromEntries(Object.keys(definition.outputs).map((name) => [name, undefined]));
      const props = defined({ ...state, ...told, ...toldBefore(definition, state, now), ...now });
      return isGet ? { id, props } : { id, props, inputs: inputsIn(this.#inputs, props) };
    });
  }

  async update(_id: string, olds: Bag, args: Bag) {
    const connection = this.#connection(args);
    connection.needSame(olds.server);
    const release = await connection.drone.release();
    this.#refuse(args, release);
    this.#declare(args, release);
    const existing = await this.#find(connection, args);
    if (existing)
      needKnown(this.definition, { ...olds, ...seen(this.definition, connection, existing) }, args);
    // The id is the key, so what somebody removed meanwhile is made again under the same one.
    const remote = await this.#bring(connection, args, existing, olds);
    const outs = outputs(this.definition, connection, args, remote, olds);
    if (existing && olds.adopted) outs.adopted = true;
    const ignored = this.#ignored(args, outs);
    // What was done besides must not get lost: a machine's new token is told once.
    if (ignored) throw new HalfMade(this.definition.id(args as Args), outs, ignored);
    return { outs };
  }

  async delete(id: string, olds: Bag): Promise<void> {
    const { type, key } = this.definition;
    await spoken(type, async () => {
      const connection = this.#connection(olds);
      connection.needSame(olds.server);
      const row = rowOf(this.definition, id, await connection.drone.release());
      if (this.connections.objects.spares(type, row, olds)) return;
      await this.#remove(connection, { ...olds, ...key(id) });
    });
  }

  #connection(args: Bag): Connection {
    if (isUnknown(args))
      throw new Error(`A ${this.definition.type} cannot be made from values that are not known.`);
    return this.connections.to(this.#configuration);
  }

  #release(): Promise<Release | undefined> {
    return this.connections.release(this.#configuration);
  }

  /** @throws if the server cannot have it; nothing was sent yet. */
  #refuse(args: Bag, release: Release): void {
    const [reason] = lacking(this.definition, args, release);
    if (reason) throw new Error(reason);
  }

  #declare(args: Bag, release: Release | undefined): void {
    const id = this.definition.id(args as Args);
    this.connections.objects.declare(this.definition.type, rowOf(this.definition, id, release));
  }

  #isAwake(connection: Connection, remote: Remote | undefined): remote is Remote {
    const { awake } = this.definition;
    if (remote === undefined || awake === undefined) return remote !== undefined;
    return seen(this.definition, connection, remote)[awake] !== false;
  }

  async #find(connection: Connection, args: Bag): Promise<Remote | undefined> {
    try {
      return await this.definition.find(connection, args as Args);
    } catch (cause) {
      const repo = this.definition.within?.(args as Args);
      if (!repo || !isNotFound(cause)) throw cause;
      const remedy = `Is ${repo} active in Drone? Give the slug of its Repository, so that Pulumi knows the order.`;
      throw new Error(`${cause.message} ${remedy}`, { cause });
    }
  }

  /** What the server has of settings that the program leaves out, to be kept though the object is made anew. */
  async #unmanaged(connection: Connection, args: Bag, state: Bag): Promise<Bag> {
    const there = await this.definition.find(connection, state as Args);
    const now = there === undefined ? {} : seen(this.definition, connection, there);
    const names = Object.keys(now).filter(
      (name) => isOptional(this.#inputs, name) && args[name] === undefined,
    );
    return Object.fromEntries(names.map((name) => [name, now[name]]));
  }

  /** @throws if it has what the program says otherwise, and Drone cannot change that */
  async #needAdoptable(connection: Connection, args: Bag, existing: Remote): Promise<void> {
    const { definition } = this;
    const known = (await definition.recognize?.(connection, args as Args, existing)) ?? existing;
    const now = seen(definition, connection, known);
    needFixed(definition, now, args);
    const [other] = givenNames(this.#inputs, args, "remakes").filter((name) => !same(args[name], now[name]));
    if (!other) return;
    throw new Error(
      `${definition.type} ${definition.id(args as Args)} has ${other} ${JSON.stringify(now[other])}, and Drone cannot change it. ` +
        "Declare that one and change it after it was taken over, or delete it by hand.",
    );
  }

  /** What is not sent, or not known to have been, the state must not take for done. */
  #notPushed(bag: Bag): Bag {
    const pushes = inputNames(this.#inputs, "pushes");
    return Object.fromEntries(Object.entries(bag).filter(([name]) => !pushes.includes(name)));
  }

  /** Makes the server agree with the arguments, writing only where it does not. */
  async #bring(connection: Connection, args: Bag, found: Remote | undefined, olds: Bag): Promise<Remote> {
    const { definition } = this;
    const existing = this.#isAwake(connection, found) ? found : undefined;
    const remote = existing ?? (await this.#make(connection, args));
    const now = seen(this.definition, connection, remote);
    const [differs] = this.#otherThan(args, now);
    const changed = (...changing: Input["changing"][]) =>
      givenNames(this.#inputs, args, ...changing).some((name) => !same(args[name], olds[name]));
    const hasValue = givenNames(this.#inputs, args, "secret").length > 0;
    const foreign = olds.pushedId !== now.remoteId;
    // What was made just now has got its value with that.
    const value = existing && hasValue && (foreign || changed("secret"));
    if (!differs && !value && !changed("pushes")) return remote;
    try {
      const updated = await definition.update(connection, args as Args, remote, olds);
      return updated ?? (await this.#written(connection, args));
    } catch (cause) {
      if (existing) throw cause;
      throw new HalfMade(
        definition.id(args as Args),
        this.#notPushed(outputs(this.definition, connection, args, remote)),
        cause as Error,
      );
    }
  }

  /** Makes it. From when Drone may have it, it must not get lost: the state keeps it, and the next `up` mends it. */
  async #make(connection: Connection, args: Bag): Promise<Remote> {
    const { create, id } = this.definition;
    const made = await create(connection, args as Args).catch((cause) =>
      this.#makeAgain(connection, args, cause),
    );
    if (made) return made;
    return this.#written(connection, args).catch((cause: Error) => {
      const known = { ...args, ...memory(this.#inputs, args) };
      throw new HalfMade(id(args as Args), this.#notPushed(known), cause);
    });
  }

  /**
   * After an answer that got lost: what is there now is kept as half-made; what certainly is not is made once more. Not
   * an activation, for its webhook may be there.
   */
  async #makeAgain(connection: Connection, args: Bag, cause: unknown): Promise<Remote | undefined> {
    if (!(cause instanceof DroneError) || !cause.mayHaveWorked) throw cause;
    const { awake, create, find, id } = this.definition;
    let found: Remote | undefined;
    try {
      found = await find(connection, args as Args);
    } catch {
      throw cause;
    }
    if (found === undefined && awake === undefined) return create(connection, args as Args);
    if (!this.#isAwake(connection, found)) throw cause;
    const known = { ...args, ...seen(this.definition, connection, found), ...memory(this.#inputs, args) };
    throw new HalfMade(id(args as Args), this.#notPushed(known), cause);
  }

  /** What the server has of something that was just written, where the answer does not tell. */
  async #written(connection: Connection, args: Bag): Promise<Remote> {
    const { type, id, find } = this.definition;
    const found = await find(connection, args as Args);
    if (!found) throw new Error(`Drone took ${type} ${id(args as Args)}, but does not show it.`);
    return found;
  }

  async #remove(connection: Connection, state: Bag): Promise<void> {
    const { definition } = this;
    try {
      await definition.delete(connection, state as Args);
    } catch (error) {
      if (!(error instanceof DroneError) || (error.kind !== "refused" && error.kind !== "no-answer"))
        throw error;
      if (await findOrProveGone(definition, connection, state as Args)) throw error;
    }
  }

  /** The settings that the program gives and the server has otherwise. */
  #otherThan(args: Bag, now: Bag): string[] {
    return givenNames(this.#inputs, args, "updates").filter((name) => !same(args[name], now[name]));
  }

  /** The setting that the server was sent and did not take. */
  #ignored(args: Bag, outs: Bag): Error | undefined {
    const [name] = this.#otherThan(args, outs);
    if (!name) return undefined;
    const { type, id, remedies } = this.definition;
    const has = this.#inputs[name]?.hidden ? "" : ` = ${JSON.stringify(outs[name])}`;
    const kept = `Drone kept ${name}${has} of ${type} ${id(args as Args)}.`;
    return new Error([kept, (remedies as Record<string, string> | undefined)?.[name] ?? ""].join(" ").trim());
  }
}

function existsAlready(type: string, id: string, server: string): Error {
  return new Error(
    `${type} ${id} exists on ${server} already, and is not taken over unasked. ` +
      "If the resource only got another name in the program, give it an alias with the old one. " +
      "To manage what is there, set adopt: true. Otherwise choose another name.",
  );
}
