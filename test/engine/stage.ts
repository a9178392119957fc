import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type TestAPI, test, vi } from "vitest";
import { type EngineName, needs } from "./engines";
import type { StoredResource } from "./state";
import { type TemporaryProgram, temporaryProgram } from "./temporary-program";
import { nameOf } from "./urn";
import { openWorkspace, type Workspace } from "./workspace";

/** What the provider of a stage wrote down about one of its methods. */
export interface Said {
  verb: "check" | "diff" | "create" | "read" | "update" | "delete";
  phase: "begins" | "ends";
  name: string;
  pid: number;
  token?: string;
  olds?: Record<string, unknown>;
  news?: Record<string, unknown>;
}

const fixture = (file: string) => resolve(__dirname, "fixture", file);

/** A program, an engine to run it, and a world of objects that are files. */
export class Stage {
  private constructor(
    readonly program: TemporaryProgram,
    readonly world: string,
    readonly engine: EngineName,
    public workspace: Workspace,
  ) {}

  static async open(engine: EngineName): Promise<Stage> {
    const library = { "provider.js": fixture("provider.js"), "thing.js": fixture("thing.js") };
    const program = temporaryProgram({ name: "facts", files: {}, library });
    const world = join(program.folder, "world");
    mkdirSync(world);
    return new Stage(program, world, engine, await Stage.#workspace(program, world, engine));
  }

  static #workspace(program: TemporaryProgram, world: string, engine: EngineName): Promise<Workspace> {
    return openWorkspace({
      project: program.folder,
      engine,
      env: { WORLD: world },
      state: join(world, "../state"),
    });
  }

  /** Opens the same state again, as the next command would. */
  async reopen(): Promise<void> {
    await this.workspace.close();
    this.workspace = await Stage.#workspace(this.program, this.world, this.engine);
  }

  async close(): Promise<void> {
    await this.workspace.close();
    this.program.remove();
  }

  source(...lines: string[]): void {
    const names = 'const { pulumi, Thing, Provider, Team } = require("dronelib/thing");';
    this.program.write("index.js", [names, ...lines].join("\n"));
  }

  exists = (id: string) => existsSync(this.#file(id));
  put = (id: string, object: object) => writeFileSync(this.#file(id), JSON.stringify(object));
  remove = (id: string) => rmSync(this.#file(id));

  /** What the provider was told since the last `forget`. */
  said(verb?: Said["verb"]): Said[] {
    const log = join(this.world, "log");
    const lines = existsSync(log) ? readFileSync(log, "utf8").split("\n").filter(Boolean) : [];
    return lines.map((line) => JSON.parse(line) as Said).filter((entry) => !verb || entry.verb === verb);
  }

  forget = () => rmSync(join(this.world, "log"), { force: true });

  /** Names in the order in which this ended for them. */
  ended = (verb: Said["verb"]) =>
    this.said(verb).flatMap(({ name, phase }) => (phase === "ends" ? [name] : []));

  /** Names, and the token that the provider had for each. */
  tokens = (verb: Said["verb"]) =>
    Object.fromEntries(this.said(verb).flatMap(({ name, token }) => (token ? [[name, token]] : [])));

  /** How many were under way at once. */
  most(verb: Said["verb"]): number {
    let [now, peak] = [0, 0];
    for (const { phase } of this.said(verb)) {
      now += phase === "begins" ? 1 : -1;
      peak = Math.max(peak, now);
    }
    return peak;
  }

  async stored(name: string): Promise<StoredResource | undefined> {
    const { deployment } = await this.workspace.exportState({ showSecrets: true });
    return deployment.resources?.find(({ urn }) => nameOf(urn) === name);
  }

  #file = (id: string) => join(this.world, `${id}.json`);
}

type Fact = TestAPI<{ stage: Stage }>["concurrent"];

/** A test that gets a stage of its own; those of a file run two at a time, for most of it is waiting for processes. */
export function factsOf(engine: EngineName): Fact {
  vi.setConfig({ maxConcurrency: 2, testTimeout: 120_000 });
  return test.extend<{ stage: Stage }>({
    stage: async ({ skip }, use) => {
      await needs(engine, skip);
      const stage = await Stage.open(engine);
      await use(stage);
      await stage.close();
    },
  }).concurrent;
}
