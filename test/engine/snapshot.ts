import type { Content, PendingOperation, Resource, StateFile } from "./state";

/**
 * What the state is at any moment of an operation: the resources finished so far, in the order of their completion,
 * then those of before that have not been touched yet.
 */
export class Snapshot {
  base: Resource[];
  readonly pendingBefore: readonly PendingOperation<Resource>[];
  readonly #fresh: Resource[] = [];
  readonly #done = new Set<Resource>();
  readonly #pending = new Map<Resource, PendingOperation["type"]>();
  /** URNs of before that an alias has given a new name. */
  readonly renamed = new Map<string, string>();
  #pendingKept: readonly PendingOperation<Resource>[];

  constructor(
    readonly file: StateFile,
    /** A preview writes nothing. */
    readonly dryRun: boolean,
  ) {
    const content = file.read();
    this.base = content.resources;
    this.pendingBefore = content.pending;
    // An interrupted create may have made something; only a human can tell.
    this.#pendingKept = content.pending.filter(({ type }) => type === "creating");
  }

  /** The resource of before with this URN. */
  old(urn: string): Resource | undefined {
    return this.base.findLast((resource) => resource.urn === urn && !resource.delete);
  }

  begin(resource: Resource, type: PendingOperation["type"]): void {
    this.#pending.set(resource, type);
    this.save();
  }

  finish(resource: Resource): void {
    this.#pending.delete(resource);
    this.save();
  }

  add(resource: Resource): void {
    this.#fresh.push(resource);
  }

  drop(resource: Resource): void {
    this.#done.add(resource);
  }

  /** Puts refreshed resources in the place of those of before. */
  rebase(resources: Resource[]): void {
    this.base = resources;
    this.save();
  }

  content(): Content {
    const resources = [...this.#fresh, ...this.base].filter((resource) => !this.#done.has(resource));
    const pending = [...this.#pending].map(([resource, type]) => ({ resource, type }));
    return {
      resources: this.renamed.size > 0 ? resources.map((resource) => this.#renamed(resource)) : resources,
      pending: [...pending, ...this.#pendingKept],
    };
  }

  save(): void {
    if (!this.dryRun) this.file.write(this.content());
  }

  #renamed(resource: Resource): Resource {
    const now = (urn: string) => this.renamed.get(urn) ?? urn;
    const { parent, dependencies, propertyDependencies } = resource;
    return {
      ...resource,
      ...(parent && { parent: now(parent) }),
      ...(dependencies && { dependencies: dependencies.map(now) }),
      ...(propertyDependencies && {
        propertyDependencies: Object.fromEntries(
          Object.entries(propertyDependencies).map(([key, urns]) => [key, urns.map(now)]),
        ),
      }),
    };
  }
}
