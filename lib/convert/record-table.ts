import { bytesOf, type PlainSpelling } from "./plain-spelling.ts";

export type Newline = "\n" | "\r\n";

export interface RecordTable {
  /** The next state, under state + byte. States are multiples of 256; 0 is the start of a record. */
  next: Int32Array;
  /** The state after a blank line. */
  blank: number;
}

interface Row {
  state: number;
  next: Int32Array;
}

const LF = 10;
const CR = 13;
const QUOTE = 34;

const ANY = { "\0-\xff": 1 };
const ANYTHING: Pick<PlainSpelling, "steps" | "ends" | "allowsEmpty"> = {
  steps: [ANY, ANY],
  ends: [0, 1],
  allowsEmpty: true,
};

/**
 * The automaton of records with these columns, cells quoted as RFC 4180 has it or not at all. Whatever else comes
 * (another number of cells, text beside quotes, another newline, another spelling) gets it stuck in its column for ever.
 */
export function buildRecordTable(
  columns: readonly (PlainSpelling | undefined)[],
  delimiter: number,
  newline: Newline,
): RecordTable {
  const rows: Row[] = [];
  const add = (column: number): Row => {
    const row = { state: rows.length << 8, next: new Int32Array(256).fill(stuckState(columns, column)) };
    rows.push(row);
    return row;
  };
  const endLine = (row: Row, column: number, to: number) => {
    const before = newline === "\n" ? row : add(column);
    if (before !== row) row.next[CR] = before.state;
    before.next[LF] = to;
  };
  const starts = columns.map((_, column) => add(column));
  for (const column of columns.keys()) add(column);
  for (const [column, start] of starts.entries()) {
    const following = starts[column + 1];
    const end = (row: Row) => {
      if (following) row.next[delimiter] = following.state;
      else endLine(row, column, 0);
    };
    addCell(columns[column], { start, add: () => add(column), end, special: [QUOTE, CR, LF, delimiter] });
  }
  const blank = addBlankLine(starts, () => add(0), endLine);
  return { next: concatenated(rows), blank: blank.state };
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
  add(): Row;
  /** Lets a cell end in this state. */
  end(row: Row): void;
  /** Bytes that are no content outside quotes. */
  special: number[];
}

function addCell(spelling: PlainSpelling | undefined, { start, add, end, special }: CellPlace): void {
  const { steps, ends, allowsEmpty } = spelling ?? ANYTHING;
  const mayEnd = (at: number) => ends.includes(at) || (at === 0 && allowsEmpty);
  const bare = steps.map((_, at) => (at === 0 ? start : add()));
  const quoted = steps.map(add);
  const closed = add();
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
