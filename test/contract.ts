import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Feature } from "../src/client";
import { Release } from "../src/client/release";
import { Connections } from "../src/connection/connections";
import { type Bag, type Definition, type Input, isOptional } from "../src/lifecycle/definition";
import { Lifecycle } from "../src/lifecycle/lifecycle";
import { UNKNOWN } from "../src/lifecycle/unknown";
import { servers, type TestServer } from "./servers";

/** A resource under test: what to give it, and how a person would meddle with it by plain HTTP. */
export interface Subject<Args extends object, Remote> {
  definition: Definition<Args, Remote>;
  /** Inputs that another subject covers. */
  elsewhere?: string[];
  /** All that it must be given, and settings that differ from what the server would choose. */
  args: Bag;
  /** Only what it must be given. */
  least: Bag;
  id: string;
  /** Another value for each input that can change in place. */
  changes: Bag;
  /** Another value for each part of the key. */
  otherKey: Bag;
  /** What must be there first, such as the repository that a secret belongs to. */
  before?(server: TestServer): Promise<unknown>;
  after?(server: TestServer): Promise<unknown>;
  byHand: {
    /** What the server has, or undefined. */
    look(server: TestServer): Promise<Record<string, unknown> | undefined>;
    make(server: TestServer): Promise<unknown>;
    /** Makes it with the settings of `args` and another value; for what has a secret in it. */
    forge?(server: TestServer): Promise<unknown>;
    remove(server: TestServer): Promise<unknown>;
    /** For each setting: a change that the program did not ask for. */
    drift: Record<string, (server: TestServer) => Promise<unknown>>;
  };
}

/** A lifecycle as a new provider process has it. */
export function lifecycleOf<Args extends object, Remote>(
  definition: Definition<Args, Remote>,
  { url, admin, insteadOf, release }: { url: string; admin: string; insteadOf?: string; release?: string },
): Lifecycle<Args, Remote> {
  const lifecycle = new Lifecycle(definition, new Connections());
  const configuration: Record<string, string | undefined> = {
    "drone:server": url,
    "drone:token": admin,
    "drone:movedFrom": insteadOf,
    "drone:release": release,
    // What a test's server answers is meant.
    "drone:retries": "0",
  };
  lifecycle.configure({ config: { get: (key: string) => configuration[key] } });
  return lifecycle;
}

/**
 * What every resource must do, whatever it is, on each release that has it. Whoever adds one lets this decide whether it is
 * right.
 */
export function contract<Args extends object, Remote>(
  definition: Definition<Args, Remote>,
  subjectOn: (release: string) => Omit<Subject<Args, Remote>, "definition">,
): void {
  const has = (release: string, feature: Feature) => Release.parse(release)?.has(feature) === true;
  const theirs = servers.filter(({ release }) => has(release, definition.needs));

  describe.each(theirs)(`${definition.type} on $name`, ({ open, release }) => {
    const subject = subjectOn(release);
    const { args, least, id, changes, otherKey, byHand, elsewhere = [] } = subject;
    const inputs: Readonly<Record<string, Input>> = Object.fromEntries(
      Object.entries<Input>(definition.inputs).filter(([, { needs }]) => !needs || has(release, needs)),
    );
    const settings = Object.keys(changes).filter((name) => inputs[name]?.changing === "updates");
    let server: TestServer;
    beforeEach(async () => {
      server = await open();
      await subject.before?.(server);
    });
    afterEach(async () => {
      if (await byHand.look(server)) await byHand.remove(server);
      await subject.after?.(server);
      await server.close();
    });
    const process = () => lifecycleOf(definition, server);
    const checked = async (given: Bag): Promise<Bag> => {
      const { inputs: complete, failures } = await process().check({}, given);
      expect(failures).toEqual([]);
      return complete;
    };
    const created = async (given: Bag = args) => (await process().create(await checked(given))).outs;
    const unchanged = { changes: false, replaces: [], deleteBeforeReplace: false };

    test("each input is covered here: in args, in changes, or in the key", () => {
      const covered = new Set([...Object.keys(args), ...Object.keys(changes), ...elsewhere, "adopt"]);
      expect(Object.keys(inputs).filter((name) => !covered.has(name))).toEqual([]);
    });

    test("a key that is missing, an unknown input and a wrong type are refused; no property is named", async () => {
      const keys = Object.keys(inputs).filter((name) => inputs[name]?.required);
      for (const key of keys) {
        const { failures } = await process().check({}, { ...args, [key]: undefined });
        expect(failures).toEqual([{ property: "", reason: `${key} is missing` }]);
      }
      for (const name of Object.keys(inputs)) {
        const { failures } = await process().check({}, { ...args, [name]: { of: "another kind" } });
        expect(failures).toHaveLength(1);
        expect(failures[0]).toEqual({ property: "", reason: expect.stringMatching(`^${name} `) });
      }
      const { failures } = await process().check({}, { ...args, nonsense: 1 });
      expect(failures[0]?.reason).toMatch(/^nonsense is no input of a /);
    });

    test("what is made is there, and its outputs can be stored", async () => {
      const complete = await checked(args);
      const { id: made, outs } = await process().create(complete);
      expect(made).toBe(id);
      expect(await byHand.look(server)).toBeDefined();
      expect(outs).toEqual(JSON.parse(JSON.stringify(outs)));
      expect(Object.values(outs)).not.toContain(undefined);
      expect(outs).toMatchObject(complete);
      expect(await process().diff(id, outs, complete)).toEqual(unchanged);
    });

    test("the least that can be given is enough, changes nothing the second time, and stays the least", async () => {
      const complete = await checked(least);
      const { outs } = await process().create(complete);
      expect(await process().diff(id, outs, complete)).toEqual(unchanged);
      expect(await process().read(id, outs)).toEqual({ id, props: outs, inputs: complete });
    });

    test("a refresh without drift changes neither outputs nor inputs", async () => {
      const outs = await created();
      const { id: same, props, inputs: refreshed } = await process().read(id, outs);
      expect(same).toBe(id);
      expect(props).toEqual(outs);
      const { inputs: again } = (await process().read(id, props)) as { inputs?: Bag };
      expect(again).toEqual(refreshed);
      if (refreshed) expect(refreshed).toEqual(await checked(args));
    });

    test.each(Object.keys(changes))("%s is changed in place, and then is as asked", async (name) => {
      const outs = await created();
      const news = await checked({ ...args, [name]: changes[name] });
      expect(await process().diff(id, outs, news)).toEqual({ ...unchanged, changes: true });
      const { outs: updated } = await process().update(id, outs, news);
      expect(updated).toMatchObject({ [name]: changes[name], remoteId: outs.remoteId });
      expect(await process().diff(id, updated, news)).toEqual(unchanged);
      const { props } = await process().read(id, updated);
      expect(props).toEqual(updated);
    });

    test.each(Object.keys(otherKey))("another %s is another object", async (name) => {
      const outs = await created();
      const { changes: changed, replaces } = await process().diff(id, outs, {
        ...args,
        [name]: otherKey[name],
      });
      expect({ changed, replaces }).toEqual({ changed: true, replaces: [name] });
    });

    test("values that are not known yet break nothing, and replace only as a key", async () => {
      const outs = await created();
      for (const [name, input] of Object.entries(inputs)) {
        if (name === "adopt" || elsewhere.includes(name)) continue;
        const news = { ...(await checked(args)), [name]: UNKNOWN };
        const { failures } = await process().check(await checked(args), news);
        expect(failures).toEqual([]);
        const { replaces } = await process().diff(id, outs, news);
        expect(replaces).toEqual(["replaces", "remakes"].includes(input.changing) ? [name] : []);
        await expect(process().create(news)).rejects.toThrow("not known");
      }
    });

    test.each(Object.keys(byHand.drift))("%s changed by hand is seen and put back", async (name) => {
      const outs = await created();
      await byHand.drift[name]?.(server);
      const { props, inputs: refreshed } = await process().read(id, outs);
      expect(props?.[name]).not.toEqual(outs[name]);
      if (refreshed && name in inputs) expect(refreshed[name]).toEqual(props?.[name]);
      const news = await checked(args);
      expect(await process().diff(id, props as Bag, news)).toEqual({ ...unchanged, changes: true });
      const { outs: repaired } = await process().update(id, props as Bag, news);
      expect(repaired).toEqual(outs);
      expect((await process().read(id, repaired)).props).toEqual(outs);
    });

    test.each(settings.filter((name) => isOptional(inputs, name)))(
      "%s left out is left alone",
      async (name) => {
        const without = await checked({ ...args, [name]: undefined });
        const { outs } = await process().create(without);
        await byHand.drift[name]?.(server);
        const { props } = await process().read(id, outs);
        expect(await process().diff(id, props as Bag, without)).toEqual(unchanged);
        // Not even when something else is changed.
        const [other] = Object.keys(changes).filter((each) => each !== name);
        if (!other) return;
        const { outs: updated } = await process().update(id, props as Bag, {
          ...without,
          [other]: changes[other],
        });
        expect(updated[name]).toEqual(props?.[name]);
      },
    );

    if (byHand.forge)
      test("deleted and made again by hand, it gets its value back in place", async () => {
        const outs = await created();
        await byHand.remove(server);
        await byHand.forge?.(server);
        const { props } = await process().read(id, outs);
        expect(props?.pushedId).toBe(outs.pushedId);
        expect(props?.remoteId).not.toBe(outs.remoteId);
        const news = await checked(args);
        expect(await process().diff(id, props as Bag, news)).toEqual({ ...unchanged, changes: true });
        const { outs: repaired } = await process().update(id, props as Bag, news);
        expect(repaired).toEqual({ ...outs, pushedId: props?.remoteId, remoteId: props?.remoteId });
      });

    test("what exists already is not touched unless asked to be adopted", async () => {
      await byHand.make(server);
      const before = await byHand.look(server);
      const complete = await checked(args);
      await expect(process().create(complete)).rejects.toThrow(
        `${definition.type} ${id} exists on ${server.url} already`,
      );
      expect(await byHand.look(server)).toEqual(before);
      const { outs } = await process().create({ ...complete, adopt: true });
      expect(outs.adopted).toBe(true);
      expect(await process().diff(id, outs, complete)).toEqual(unchanged);
      expect((await process().read(id, outs)).props).toEqual(outs);
    });

    test("what somebody removed is gone at refresh, can be deleted, and is made again by an update", async () => {
      const outs = await created();
      await byHand.remove(server);
      expect(await process().read(id, outs)).toEqual({ id: "" });
      await process().delete(id, outs);
      const one = process();
      const { outs: again } = await one.update(id, outs, await checked(args));
      expect(again.remoteId).not.toBe(outs.remoteId);
      await one.delete(id, again);
      expect(await byHand.look(server), "a process deleted what it had made").toBeDefined();
    });

    test("it is looked up by its id alone; one that is not there is an error", async () => {
      await expect(process().read(id, {})).rejects.toThrow(
        `There is no ${definition.type} ${id} on ${server.url}.`,
      );
      const outs = await created();
      const { id: found, props, ...rest } = await process().read(id, {});
      expect(found).toBe(id);
      expect(rest).toEqual({});
      expect(outs).toMatchObject(props as Bag);
      expect(props).not.toHaveProperty("value");
      await expect(process().read(`${id}/too/long`, {})).rejects.toThrow("is no id of this kind");
    });

    test("what is deleted is gone", async () => {
      const outs = await created();
      await process().delete(id, outs);
      expect(await byHand.look(server)).toBeUndefined();
    });

    test("what the program declares is not deleted: another resource of an earlier program had it", async () => {
      const outs = await created();
      const one = process();
      await one.check({}, args);
      await one.delete(id, outs);
      expect(await byHand.look(server)).toBeDefined();
    });

    test("deleted first and made again in one process, as when Pulumi is told to replace it, it is another", async () => {
      const outs = await created();
      const one = process();
      const { inputs: complete } = await one.check({}, args);
      await one.delete(id, outs);
      expect((await one.create(complete)).outs.remoteId).not.toBe(outs.remoteId);
    });

    test("a process does not delete what it made: it may only have got another name", async () => {
      const one = process();
      const { outs } = await one.create(await checked(args));
      await one.delete(id, outs);
      expect(await byHand.look(server)).toBeDefined();
    });
  });
}
