import { bytesOf, type PlainSpelling } from "../spelling/plain-spelling.ts";

export type Newline = "\n" | "\r\n";

export interface RecordTable {
  /** The next state, under state + byte. States are multiples of 256; 0 is the start of a record. */
  next: Int32Array;
  /** The state after a blank line. */
  blank: number;
  /** Whether some records lead to MARKED. */
  marks: boolean;
}

interface Row {
  state: number;
  next: Int32Array;
}

const LF = 10;
const CR = 13;
const QUOTE = 34;

/** After a record with a cell that is not in its column's spelling; the next record starts in state 0 as after any other. */
export const MARKED = -1;

const ANY = { "\0-\xff": 1 };
const ANYTHING: Pick<PlainSpelling, "steps" | "ends" | "allowsEmpty"> = {
  steps: [ANY, ANY],
  ends: [0, 1],
  allowsEmpty: true,
};

/**
 * The automaton of records with these columns, cells quoted as RFC 4180 has it or not at all. Whatever else comes
 * (another number of cells, text beside quotes, another newline) gets it stuck in its column for ever. So does another
 * spelling, unless `marks`: then the rest of its record may hold anything, and the state after it tells.
 */
export function buildRecordTable(
  columns: readonly (PlainSpelling | undefined)[],
  delimiter: number,
  newline: Newline,
  marks = false,
): RecordTable {
  const rows: Row[] = [];
  const add = (column: number, like?: Row): Row => {
    const next = like ? Int32Array.from(like.next) : new Int32Array(256).fill(stuckState(columns, column));
    const row = { state: rows.length << 8, next };
    rows.push(row);
    return row;
  };
  const endLine = (row: Row, column: number, to: number) => {
    const before = newline === "\n" ? row : add(column);
    if (before !== row) row.next[CR] = before.state;
    before.next[LF] = to;
  };
  const placeOf = (starts: Row[], column: number, start: Row, last: number): CellPlace => ({
    start,
    add: (like) => add(column, like),
    end: (row) => {
      const following = starts[column + 1];
      if (following) row.next[delimiter] = following.state;
      else endLine(row, column, last);
    },
    special: [QUOTE, CR, LF, delimiter],
  });
  const starts = columns.map((_, column) => add(column));
  for (const column of columns.keys()) add(column);
  const looseStarts = marks ? columns.map((_, column) => add(column)) : [];
  const loose = looseStarts.map((start, column) => addCell(undefined, placeOf(looseStarts, column, start, MARKED)));
  for (const [column, start] of starts.entries())
    addCell(columns[column], placeOf(starts, column, start, 0), loose[column]);
  const blank = addBlankLine(starts, () => add(0), endLine);
  return { next: concatenated(rows), blank: blank.state, marks };
}

/** Two states a column come first: where its cells start, then where it is stuck. */
const stuckState = (columns: readonly unknown[], column: number): number => (columns.length + column) << 8;

/** The column of a state in which there is no way on; undefined for other states. */
export function stuckColumn(columns: readonly unknown[], state: number): number | undefined {
  const column = (state >> 8) - columns.length;
  return column >= 0 && column < columns.length ? column : undefined;
}

interface CellPlace {
  start: Row;
  /** A new state, from which every byte leads where it does from the other. */
  add(like?: Row): Row;
  /** Lets a cell end in this state. */
  end(row: Row): void;
  /** Bytes that are no content outside quotes. */
  special: number[];
}

/** The states of one column's cells. */
interface Cell {
  bare: Row[];
  quoted: Row[];
  closed: Row;
}

/** Where a spelling has no way on, its cell goes on in the loose one, if there is one. */
function addCell(spelling: PlainSpelling | undefined, { start, add, end, special }: CellPlace, loose?: Cell): Cell {
  const { steps, ends, allowsEmpty } = spelling ?? ANYTHING;
  const mayEnd = (at: number) => ends.includes(at) || (at === 0 && allowsEmpty);
  const likeIn = (states: Row[] | undefined, at: number) => (spelling ? states?.[Math.min(at, 1)] : undefined);
  start.next.set(likeIn(loose?.bare, 0)?.next ?? []);
  const bare = steps.map((_, at) => (at === 0 ? start : add(likeIn(loose?.bare, at))));
  const quoted = steps.map((_, at) => add(likeIn(loose?.quoted, at)));
  const closed = add(spelling && loose?.closed);
  for (const [at, row] of bare.entries()) {
    connect(row, steps[at], bare, special);
    if (mayEnd(at)) end(row);
  }
  for (const [at, row] of quoted.entries()) {
    connect(row, steps[at], quoted, [QUOTE]);
    if (mayEnd(at)) row.next[QUOTE] = closed.state;
  }
  end(closed);
  const [opened, inner] = quoted;
  if (opened) start.next[QUOTE] = opened.state;
  if (!spelling && inner) closed.next[QUOTE] = inner.state;
  return { bare, quoted, closed };
}

function connect(row: Row, steps: Record<string, number> | undefined, states: Row[], except: number[]): void {
  for (const [step, to] of Object.entries(steps ?? {}))
    for (const byte of bytesOf(step)) if (!except.includes(byte)) row.next[byte] = states[to]?.state ?? 0;
}

/** Blank lines between records are none, but with a single column nobody can tell them from empty cells. */
function addBlankLine(starts: Row[], add: () => Row, endLine: (row: Row, column: number, to: number) => void): Row {
  const [first] = starts;
  const blank = add();
  if (!first) return blank;
  if (starts.length > 1) endLine(first, 0, blank.state);
  else for (const byte of [LF, CR]) first.next[byte] = stuckState(starts, 0);
  blank.next.set(first.next);
  return blank;
}

function concatenated(rows: Row[]): Int32Array {
  const next = new Int32Array(rows.length * 256);
  for (const { state, next: row } of rows) next.set(row, state);
  return next;
}
