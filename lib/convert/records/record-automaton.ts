import type { PlainSpelling } from "../spelling/plain-spelling.ts";
import type { RecordForm } from "../taking/odd-cells.ts";
import { type Counted, countRecords } from "./record-lanes.ts";
import { buildRecordTable, type Newline, type RecordTable, stuckColumn } from "./record-table.ts";

/** After so many columns the rest of a wide file is not worth a new table for each. */
const MAX_GIVEN_UP = 16;
/** A column that was given up so often is so for good. */
const MAX_TRIES = 4;

/**
 * Counts the records of CSV bytes that are as they should be: so many cells, quoted properly or not at all, one kind of
 * newline, and nothing but a spelling in the columns that have one. One look-up a byte, 1.5 GB/s.
 */
export class RecordAutomaton {
  readonly #columns: (PlainSpelling | undefined)[];
  /** Those it began with, and how often each was given up. */
  readonly #known: readonly (PlainSpelling | undefined)[];
  readonly #tries: number[];
  readonly #delimiter: number;
  readonly #newline: Newline;
  readonly #marks: boolean;
  #table: RecordTable;
  /** As long as no record had to be marked, a faster one does. */
  #marking: RecordTable | undefined;
  #givenUp = 0;
  #form: RecordForm | undefined;

  /** `marks`: a record with a cell that is not in its column's spelling is marked; otherwise that spelling is given up. */
  constructor(
    columns: readonly (PlainSpelling | undefined)[],
    delimiter: string,
    newline: Newline,
    { marks = false } = {},
  ) {
    this.#columns = [...columns];
    this.#known = columns;
    this.#tries = columns.map(() => 0);
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

  /** How the cells of marked records are to be told apart; another object when a spelling was given up since. */
  get form(): RecordForm {
    this.#form ??= {
      next: this.#table.next,
      spelled: this.#columns.map((spelling) => spelling !== undefined),
      delimiter: this.#delimiter,
      newlineBytes: this.#newline.length,
    };
    return this.#form;
  }

  /** From now on all spellings are to hold again: what was before is somebody else's. */
  restoreSpellings(): void {
    const lost = [...this.#known.keys()].filter((at) => this.#known[at] && !this.#columns[at]);
    for (const at of lost) this.#tries[at] = (this.#tries[at] ?? 0) + 1;
    const again = lost.filter((at) => (this.#tries[at] ?? 0) < MAX_TRIES);
    for (const at of again) this.#columns[at] = this.#known[at];
    this.#givenUp = 0;
    if (again.length > 0) this.#rebuild();
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
    this.#form = undefined;
    if (this.#marking) this.#marking = this.#build(true);
  }

  #build(marks = false): RecordTable {
    return buildRecordTable(this.#columns, this.#delimiter, this.#newline, marks);
  }
}
