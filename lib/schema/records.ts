/** One CSV record or blank line: its cells as text and where it stands in the text it was cut from, in characters. */
export interface TextRecord {
  cells: string[];
  start: number;
  /** After the newline that ends it. */
  end: number;
  /** Nothing but a newline: not a record. */
  blank: boolean;
  /** False when the text ended inside quotes or without a newline. */
  ended: boolean;
  /** The text ended inside quotes. */
  open: boolean;
}

const QUOTE = '"';

/** Cuts a text into its records' cells, blank lines left out. */
export const splitRecords = (text: string, delimiter: string): string[][] =>
  [...readLines(text, delimiter)].filter(({ blank }) => !blank).map(({ cells }) => cells);

/** Every line of a text, quoted newlines kept inside one: CRLF, LF or CR ends a line, except inside quotes. */
export function* readLines(text: string, delimiter: string, from = 0): Generator<TextRecord> {
  let at = from;
  while (at < text.length) {
    const record = readRecord(text, delimiter, at);
    at = record.end;
    yield record;
  }
}

function readRecord(text: string, delimiter: string, start: number): TextRecord {
  const cells: string[] = [];
  let at = start;
  for (;;) {
    const cell = text[at] === QUOTE ? readQuoted(text, delimiter, at) : readPlain(text, delimiter, at);
    cells.push(cell.value);
    at = cell.end;
    if (text[at] === delimiter) at += 1;
    else {
      const newline = newlineLength(text, at);
      return { cells, start, end: at + newline, blank: at === start, ended: newline > 0, open: cell.open };
    }
  }
}

interface CellEnd {
  value: string;
  /** At the delimiter, the newline or the text's end. */
  end: number;
  open: boolean;
}

function readPlain(text: string, delimiter: string, start: number): CellEnd {
  let end = start;
  while (end < text.length && text[end] !== delimiter && newlineLength(text, end) === 0) end += 1;
  return { value: text.slice(start, end), end, open: false };
}

/** What follows a closing quote up to the delimiter belongs to the cell, as every lenient reader has it. */
function readQuoted(text: string, delimiter: string, start: number): CellEnd {
  let value = "";
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf(QUOTE, at);
    if (quote < 0) return { value: value + text.slice(at), end: text.length, open: true };
    value += text.slice(at, quote);
    at = quote + 1;
    if (text[at] !== QUOTE) break;
    value += QUOTE;
    at += 1;
  }
  const rest = readPlain(text, delimiter, at);
  return { value: value + rest.value, end: rest.end, open: false };
}

function newlineLength(text: string, at: number): number {
  const character = text[at];
  if (character === "\n") return 1;
  if (character !== "\r") return 0;
  return text[at + 1] === "\n" ? 2 : 1;
}
