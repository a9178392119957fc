import { equal, hasUnknown, type Properties } from "./property";
import { ProviderProcess, type ProviderSettings } from "./provider-process";
import type { Snapshot } from "./snapshot";
import { providerId, providerUrn } from "./urn";

interface Running {
  config: Properties;
  /** Undefined while the provider's configuration is not known yet: nobody can be asked then. */
  process: Promise<ProviderProcess | undefined>;
}

/** The provider processes of one operation: one for each provider resource, configured with its properties. */
export class Providers {
  readonly #running = new Map<string, Running>();
  #spare: Promise<ProviderProcess> | undefined;

  constructor(
    readonly settings: ProviderSettings,
    readonly snapshot: Snapshot,
  ) {}

  /** Starts a process ahead of the first need. */
  warmUp(): void {
    this.#spare = ProviderProcess.start(this.settings);
    this.#spare.catch(() => {});
  }

  /** Makes a provider serve with this configuration; the one already there goes on if it has it. */
  async use(urn: string, config: Properties): Promise<void> {
    const running = this.#running.get(urn);
    if (running && equal(running.config, config)) return;
    const process = hasUnknown(config) ? Promise.resolve(undefined) : this.#start(urn, config);
    this.#running.set(urn, { config, process });
    await running?.process.then((old) => old?.close());
    await process;
  }

  /** The process behind a reference; one that this operation has not configured gets what the state says. */
  async get(reference: string): Promise<ProviderProcess | undefined> {
    const urn = providerUrn(reference);
    if (!this.#running.has(urn)) {
      const saved = this.snapshot.base.find((old) => old.urn === urn && old.id === providerId(reference));
      if (!saved) throw new Error(`could not find provider ${reference}`);
      const process = this.#start(urn, saved.inputs);
      this.#running.set(urn, { config: saved.inputs, process });
    }
    return this.#running.get(urn)?.process;
  }

  async close(): Promise<void> {
    const running = [...this.#running.values()].map(({ process }) => process);
    await Promise.allSettled(
      [this.#spare, ...running].map((process) => process?.then((old) => old?.close())),
    );
  }

  #start(urn: string, config: Properties): Promise<ProviderProcess> {
    const process = this.#spare ?? ProviderProcess.start(this.settings);
    this.#spare = undefined;
    return process.then((started) => started.configure(urn, config));
  }
}
