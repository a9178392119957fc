/**
 * The objects that this process has to do with, by resource type and id: which ones the program declares, and which
 * ones were made or taken over here. None of them is deleted, so that a resource which got another name in the program
 * does not end with its object gone, not even if the first `up` after that stopped half-way.
 */
export class Objects {
  readonly #declared = new Set<string>();
  readonly #made = new Set<string>();
  readonly #spared = new Map<string, object>();

  /** The program declares it. */
  declare(type: string, id: string): void {
    this.#declared.add(key(type, id));
  }

  /**
   * It is being made or taken over.
   * @throws if this process has done so already: then two resources of the program are the same object.
   */
  make(type: string, id: string): void {
    if (this.#made.has(key(type, id))) {
      throw new Error(`${type} ${id} is declared twice in this program. Take one of the two out.`);
    }
    this.#made.add(key(type, id));
  }

  /** It was not made after all. */
  unmake(type: string, id: string): void {
    this.#made.delete(key(type, id));
  }

  /** Whether it must stay, though Pulumi wants it deleted. */
  spares(type: string, id: string, state: object): boolean {
    const stays = this.#declared.has(key(type, id)) || this.#made.has(key(type, id));
    if (stays) this.#spared.set(key(type, id), state);
    return stays;
  }

  /** The state of what was spared and is now to be made: Pulumi replaces it by its like, and deletes first. */
  spared(type: string, id: string): object | undefined {
    const state = this.#spared.get(key(type, id));
    this.#spared.delete(key(type, id));
    return state;
  }
}

const key = (type: string, id: string) => `${type} ${id}`;
