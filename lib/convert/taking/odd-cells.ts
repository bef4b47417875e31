const QUOTE = 34;

/** How records are cut and spelled, as the automaton of `buildRecordTable` has it: plain data, which threads can be given. */
export interface RecordForm {
  next: Int32Array;
  /** By column, whether it has a spelling. */
  spelled: readonly boolean[];
  delimiter: number;
  newlineBytes: number;
}

/** Cells by their column and where they stand in a block, quotes included. One object serves for millions of records. */
export class OddCells {
  readonly columns: number[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  length = 0;

  /** Those of a marked record, given with its newline, that are not in their column's spelling, and all of columns that have none. */
  find({ next, spelled, delimiter, newlineBytes }: RecordForm, block: Buffer, start: number, end: number): void {
    const count = spelled.length;
    const last = end - newlineBytes;
    this.length = 0;
    for (let column = 0, from = start; column < count; column++) {
      const following = column + 1 < count ? (column + 1) << 8 : 0;
      const stuck = (count + column) << 8;
      let state = column << 8;
      let to = from;
      do state = next[state + (block[to++] ?? 0)] ?? 0;
      while (state !== following && state !== stuck);
      const cellEnd = state === stuck || following === 0 ? endOfCell(block, from, last, delimiter) : to - 1;
      if (state === stuck || !spelled[column]) this.#add(column, from, cellEnd);
      from = cellEnd + 1;
    }
  }

  #add(column: number, start: number, end: number): void {
    this.columns[this.length] = column;
    this.starts[this.length] = start;
    this.ends[this.length++] = end;
  }
}

/** Where the delimiter after a cell stands, or the newline. */
function endOfCell(block: Buffer, start: number, last: number, delimiter: number): number {
  let isOpen = false;
  for (let at = start; at < last; at++) {
    const byte = block[at];
    if (byte === QUOTE) isOpen = !isOpen;
    else if (byte === delimiter && !isOpen) return at;
  }
  return last;
}
