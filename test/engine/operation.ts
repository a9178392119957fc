import type { Display, Op } from "./display";
import type { Providers } from "./providers";
import type { Snapshot } from "./snapshot";
import type { PendingOperation, Resource } from "./state";
import { isDefaultProvider, makeUrn } from "./urn";
import type { Change } from "./workspace";

/** One thing to do to one resource. */
export interface Step {
  op: Op;
  resource: Resource;
  counts?: Change;
  /** Written to the state before, so that an interruption is known afterwards. */
  pending?: PendingOperation["type"];
  note?: string;
  apply(): Promise<void>;
}

/** The operation is ending early; why has been said already. */
export class Aborted extends Error {}

const parallel = 8;

/** One preview, update, refresh or destroy: takes turns at deciding, works side by side, stops at the first error. */
export class Operation {
  readonly changes: Partial<Record<Change, number>> = {};
  readonly claimed = new Set<string>();
  /** URNs that something was decided about. */
  readonly decided = new Set<string>();
  /** URNs deleted ahead of a replacement, waiting to be registered again. */
  readonly deletedFirst = new Set<string>();
  readonly deletedAlready = new Set<Resource>();
  stepFailed = false;
  #abort: (reason: Aborted) => void = () => {};
  readonly aborted = new Promise<never>((_, reject) => {
    this.#abort = reject;
  });
  failed = false;
  #turn: Promise<unknown> = Promise.resolve();
  #free = parallel;
  readonly #waiting: (() => void)[] = [];
  readonly #working = new Set<Promise<unknown>>();

  constructor(
    readonly project: string,
    readonly stack: string,
    readonly snapshot: Snapshot,
    readonly providers: Providers,
    readonly display: Display,
    readonly dryRun: boolean,
  ) {
    this.aborted.catch(() => {});
  }

  urn(parent: string, type: string, name: string): string {
    return makeUrn(this.stack, this.project, parent, type, name);
  }

  /** The engine decides about one resource at a time: no two checks or diffs at once. */
  inTurn<T>(decide: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(() => {
      if (this.failed) throw new Aborted();
      return decide();
    });
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** Does steps one after the other, beside those of other resources. */
  async perform(steps: readonly Step[]): Promise<void> {
    const work = this.#inParallel(async () => {
      for (const step of steps) await this.#do(step);
    });
    this.#working.add(work);
    try {
      await work;
    } finally {
      this.#working.delete(work);
    }
  }

  /** Resolves when no step is under way. */
  async idleSteps(): Promise<void> {
    while (this.#working.size > 0) await Promise.allSettled(this.#working);
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.#turn;
    await this.idleSteps();
  }

  fail(urn: string, message: string): Aborted {
    if (message) this.display.diagnostic("error", urn, message);
    this.failed = true;
    const aborted = new Aborted(message);
    this.#abort(aborted);
    return aborted;
  }

  /** The same for an error that was thrown; one that says that the operation is ending has no news. */
  failFor(urn: string, error: unknown): Aborted {
    if (error instanceof Aborted) return error;
    return this.fail(urn, error instanceof Error ? error.message : String(error));
  }

  count(change: Change): void {
    this.changes[change] = (this.changes[change] ?? 0) + 1;
  }

  async #do(step: Step): Promise<void> {
    if (this.failed) throw new Aborted();
    const { op, resource, counts, pending, note } = step;
    const hidden = isDefaultProvider(resource.urn);
    if (!hidden) this.display.step(op, this.dryRun ? "planned" : "started", resource.urn, note);
    if (pending) this.snapshot.begin(resource, pending);
    try {
      await step.apply();
    } catch (error) {
      if (!hidden) this.display.step(op, "failed", resource.urn);
      this.stepFailed = true;
      throw this.failFor(resource.urn, error);
    } finally {
      if (pending) this.snapshot.finish(resource);
    }
    if (counts && !hidden) this.count(counts);
    if (!this.dryRun && !hidden) this.display.step(op, "done", resource.urn, note);
  }

  async #inParallel<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free === 0) await new Promise<void>((go) => this.#waiting.push(go));
    else this.#free -= 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}
