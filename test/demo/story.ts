/** Tells the demo, chapter by chapter, and ends the process with 1 at the first thing that is not so. */
export class Story {
  #chapter = 0;
  #facts = 0;

  tell(line: string): void {
    process.stdout.write(`${line}\n`);
  }

  chapter(title: string): void {
    this.#chapter += 1;
    this.tell(`\n── ${this.#chapter}. ${title} ${"─".repeat(Math.max(0, 84 - title.length))}`);
  }

  /** A fact that was looked at, not hoped for. */
  must(fact: string, holds: boolean, otherwise: unknown = ""): void {
    if (!holds) throw new Error(`it is not so that ${fact}. ${otherwise}`);
    this.#facts += 1;
    this.tell(`  ✓ ${fact}`);
  }

  end(): void {
    this.tell(`\n${this.#facts} facts held in ${this.#chapter} chapters.`);
  }
}
