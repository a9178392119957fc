/** Rows as SQLite keeps them with AUTOINCREMENT: the id of a deleted row is never given again. */
export class Table<Row extends { id: number }> {
  /** In the order of their ids. */
  readonly rows: Row[] = [];
  /** The last id given. May be set by hand. */
  lastId = 0;

  insert(row: Omit<Row, "id">): Row {
    const inserted = { ...row, id: ++this.lastId } as Row;
    this.rows.push(inserted);
    return inserted;
  }

  delete(row: Row): void {
    const at = this.rows.indexOf(row);
    if (at >= 0) this.rows.splice(at, 1);
  }

  find(matches: (row: Row) => boolean): Row | undefined {
    return this.rows.find(matches);
  }

  filter(matches: (row: Row) => boolean): Row[] {
    return this.rows.filter(matches);
  }
}

/** SQLite compares bytes: `Bob` comes before `alice`. */
export const bytewise = (one: string, other: string): number =>
  Buffer.compare(Buffer.from(one), Buffer.from(other));
