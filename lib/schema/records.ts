import type { Dialect } from "./contract.ts";

/** One CSV record, remark or blank line: its cells as text and where it stands in the text it was cut from, in characters. */
export interface TextRecord {
  cells: string[];
  start: number;
  /** After the newline that ends it. */
  end: number;
  newline: "\n" | "\r\n" | "\r" | "";
  /** Nothing but a newline: not a record. */
  blank: boolean;
  /** A line that begins as remarks do: not a record. */
  remark: boolean;
  /** False when the text ended inside quotes or without a newline. */
  ended: boolean;
  /** The text ended inside quotes. */
  open: boolean;
  /** Something other than a delimiter or a newline follows a closing quote. */
  malformed: boolean;
}

/** What of a dialect cuts text into records and cells. */
export type Cutting = Pick<Dialect, "delimiter" | "quote" | "escape" | "comment">;

const cuttingOf = (given: Cutting | string): Omit<Cutting, "delimiter"> & { delimiter: string } =>
  typeof given === "string" ? { delimiter: given, quote: '"', escape: '"', comment: "" } : given;

/** Cuts a text into its records' cells, blank lines and remarks left out. A delimiter alone stands for the usual quotes. */
export const splitRecords = (text: string, cutting: Cutting | string): string[][] =>
  [...readLines(text, cutting)].filter(({ blank, remark }) => !blank && !remark).map(({ cells }) => cells);

/** Every line of a text, quoted newlines kept inside one: CRLF, LF or CR ends a line, except inside quotes. */
export function* readLines(text: string, cutting: Cutting | string, from = 0): Generator<TextRecord> {
  const reader = new RecordReader(text, cuttingOf(cutting));
  for (let at = from; at < text.length; ) {
    const record = reader.read(at);
    at = record.end;
    yield record;
  }
}

class RecordReader {
  readonly #text: string;
  readonly #delimiter: string;
  readonly #quote: string;
  readonly #hasBackslash: boolean;
  readonly #comment: string;
  #at = 0;
  #isOpen = false;
  #isMalformed = false;

  constructor(text: string, cutting: ReturnType<typeof cuttingOf>) {
    this.#text = text;
    this.#delimiter = cutting.delimiter;
    this.#quote = cutting.quote;
    this.#hasBackslash = cutting.escape === "\\";
    this.#comment = cutting.comment;
  }

  read(start: number): TextRecord {
    this.#at = start;
    this.#isOpen = false;
    this.#isMalformed = false;
    const remark = this.#comment !== "" && this.#text.startsWith(this.#comment, start);
    const cells = remark ? [this.#restOfLine()] : this.#cells();
    const newline = newlineAt(this.#text, this.#at);
    const end = this.#at + newline.length;
    const blank = !remark && this.#at === start;
    const [open, malformed] = [this.#isOpen, this.#isMalformed];
    return { cells, start, end, newline, blank, remark, ended: newline !== "", open, malformed };
  }

  #cells(): string[] {
    const cells: string[] = [];
    for (;;) {
      cells.push(this.#quote !== "" && this.#text[this.#at] === this.#quote ? this.#quoted() : this.#plain());
      if (this.#text[this.#at] !== this.#delimiter) return cells;
      this.#at += 1;
    }
  }

  #plain(): string {
    const text = this.#text;
    const start = this.#at;
    let at = start;
    for (; at < text.length; at++) {
      const character = text[at];
      if (character === this.#delimiter || character === "\n" || character === "\r") break;
    }
    this.#at = at;
    return text.slice(start, at);
  }

  #restOfLine(): string {
    const start = this.#at;
    while (this.#at < this.#text.length && newlineAt(this.#text, this.#at) === "") this.#at += 1;
    return this.#text.slice(start, this.#at);
  }

  /** What follows a closing quote up to the delimiter belongs to the cell, as every lenient reader has it. */
  #quoted(): string {
    let value = "";
    let from = this.#at + 1;
    for (;;) {
      const quote = this.#nextQuote(from);
      if (quote < 0) {
        this.#isOpen = true;
        this.#at = this.#text.length;
        return value + this.#unescaped(this.#text.slice(from));
      }
      value += this.#unescaped(this.#text.slice(from, quote));
      if (this.#hasBackslash || this.#text[quote + 1] !== this.#quote) {
        this.#at = quote + 1;
        break;
      }
      value += this.#quote;
      from = quote + 2;
    }
    const rest = this.#plain();
    this.#isMalformed ||= rest !== "";
    return value + rest;
  }

  #nextQuote(from: number): number {
    let quote = this.#text.indexOf(this.#quote, from);
    while (this.#hasBackslash && quote >= 0 && isEscaped(this.#text, quote, from))
      quote = this.#text.indexOf(this.#quote, quote + 1);
    return quote;
  }

  /** A backslash speaks before a quote or another backslash; anywhere else it is itself. */
  #unescaped(text: string): string {
    return this.#hasBackslash ? text.replace(/\\([\\"'])/g, "$1") : text;
  }
}

/** An odd number of backslashes stands before it. */
function isEscaped(text: string, at: number, from: number): boolean {
  let first = at;
  while (first > from && text[first - 1] === "\\") first -= 1;
  return (at - first) % 2 === 1;
}

function newlineAt(text: string, at: number): TextRecord["newline"] {
  const character = text[at];
  if (character === "\n") return "\n";
  if (character !== "\r") return "";
  return text[at + 1] === "\n" ? "\r\n" : "\r";
}
