/**
 * Readers together, a writer alone, in the order they came.
 *
 * Drone 0.x keeps its data in an SQLite that answers 401 and 404 to valid requests while it is locked, so
 * nothing else is in flight while something is written.
 */
export class Turns {
  #writing: Promise<unknown> = Promise.resolve();
  #reading = new Set<Promise<unknown>>();

  read<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#writing.then(work);
    const done = turn.catch(() => {}).finally(() => this.#reading.delete(done));
    this.#reading.add(done);
    return turn;
  }

  write<T>(work: () => Promise<T>): Promise<T> {
    const turn = Promise.all([this.#writing, ...this.#reading]).then(work);
    this.#writing = turn.catch(() => {});
    return turn;
  }
}
