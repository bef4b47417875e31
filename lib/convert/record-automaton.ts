import type { PlainSpelling } from "./plain-spelling.ts";
import { type Counted, countRecords, type MarkedRecord } from "./record-lanes.ts";
import { buildRecordTable, type Newline, type RecordTable, stuckColumn } from "./record-table.ts";

const QUOTE = 34;
/** After so many columns the rest of a wide file is not worth a new table for each. */
const MAX_GIVEN_UP = 8;

/** Cells by their column and where they stand in a block, quotes included. One object serves for millions of records. */
export class OddCells {
  readonly columns: number[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  length = 0;

  add(column: number, start: number, end: number): void {
    this.columns[this.length] = column;
    this.starts[this.length] = start;
    this.ends[this.length++] = end;
  }
}

/**
 * Counts the records of CSV bytes that are as they should be: so many cells, quoted properly or not at all, one kind of
 * newline, and nothing but a spelling in the columns that have one. One look-up a byte, 1.5 GB/s.
 */
export class RecordAutomaton {
  readonly #columns: (PlainSpelling | undefined)[];
  readonly #delimiter: number;
  readonly #newline: Newline;
  readonly #marks: boolean;
  #table: RecordTable;
  /** As long as no record had to be marked, a faster one does. */
  #marking: RecordTable | undefined;
  #givenUp = 0;
  readonly #odd = new OddCells();

  /** `marks`: a record with a cell that is not in its column's spelling is marked; otherwise that spelling is given up. */
  constructor(
    columns: readonly (PlainSpelling | undefined)[],
    delimiter: string,
    newline: Newline,
    { marks = false } = {},
  ) {
    this.#columns = [...columns];
    this.#delimiter = delimiter.charCodeAt(0);
    this.#newline = newline;
    this.#marks = marks;
    this.#table = this.#build();
  }

  /** The spellings that every record so far has kept to, but for those marked, by column. */
  get spellings(): readonly (PlainSpelling | undefined)[] {
    return this.#columns;
  }

  /**
   * The records in a block that begins with one; blank lines are none. Undefined when something is not as it should be.
   * A spelling that is given up does not hold, and its column may hold anything.
   */
  count(block: Buffer): Counted | undefined {
    for (;;) {
      const counted = countRecords(this.#marking ?? this.#table, block);
      if (counted.stuckAt === undefined) return counted;
      const column = stuckColumn(this.#columns, counted.stuckAt);
      if (column === undefined) return counted;
      if (!this.#columns[column] || this.#marking) return undefined;
      if (this.#marks) this.#marking = this.#build(true);
      else this.giveUp(column);
    }
  }

  /** The cells of a marked record, given with its newline, that are not in their column's spelling, and all of columns that have none. Good until the next are asked for. */
  oddCells(block: Buffer, { start, end }: MarkedRecord): OddCells {
    const { next } = this.#table;
    const count = this.#columns.length;
    const odd = this.#odd;
    odd.length = 0;
    for (let column = 0, from = start; column < count; column++) {
      const following = column + 1 < count ? (column + 1) << 8 : 0;
      const stuck = (count + column) << 8;
      let state = column << 8;
      let to = from;
      do state = next[state + (block[to++] ?? 0)] ?? 0;
      while (state !== following && state !== stuck);
      if (state === stuck || following === 0) to = this.#cellEnd(block, from, end) + 1;
      if (state === stuck || !this.#columns[column]) odd.add(column, from, to - 1);
      from = to;
    }
    return odd;
  }

  /** Where the delimiter or the newline after a cell stands. */
  #cellEnd(block: Buffer, start: number, end: number): number {
    const last = this.#newline === "\n" ? end - 1 : end - 2;
    let isOpen = false;
    for (let at = start; at < last; at++) {
      const byte = block[at];
      if (byte === QUOTE) isOpen = !isOpen;
      else if (byte === this.#delimiter && !isOpen) return at;
    }
    return last;
  }

  /** From now on every column may hold anything: there were records that only others have seen. */
  giveUpSpellings(): void {
    if (!this.#columns.some((spelling) => spelling)) return;
    this.#columns.fill(undefined);
    this.#rebuild();
  }

  /** From now on this column may hold anything. */
  giveUp(column: number): void {
    if (!this.#columns[column]) return;
    this.#columns[column] = undefined;
    if (++this.#givenUp > MAX_GIVEN_UP) this.#columns.fill(undefined);
    this.#rebuild();
  }

  #rebuild(): void {
    this.#table = this.#build();
    if (this.#marking) this.#marking = this.#build(true);
  }

  #build(marks = false): RecordTable {
    return buildRecordTable(this.#columns, this.#delimiter, this.#newline, marks);
  }
}
