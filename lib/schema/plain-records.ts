import { AppError } from "#lib/platform/errors.ts";
import { type Dialect, MAX_RECORD_BYTES, PLAIN_DIALECT } from "./contract.ts";
import { joinHeader } from "./header-lines.ts";
import { readLines, type TextRecord } from "./records.ts";

const BLOCK_BYTES = 2 ** 18;

/** Lines that were no data. */
export interface LeftOut {
  remarks: number;
  footer: number;
}

/**
 * Writes the records of any dialect anew in the ordinary one: quotes doubled, a line feed after each record, a header
 * of one line, nothing above and below. Works on bytes as they are (each as one character), so that what is not UTF-8
 * is found later, row by row.
 */
export class PlainRecords {
  /** How to cut what comes out. */
  readonly dialect: Dialect;
  readonly leftOut: LeftOut = { remarks: 0, footer: 0 };
  readonly #from: Dialect;
  #held = "";
  #linesToSkip: number;
  #header: string[][] = [];
  #width = 0;
  #rows = 0;
  /** The last records, which may be the footer. */
  #last: string[] = [];

  constructor(from: Dialect) {
    this.#from = from;
    this.#linesToSkip = from.skipLines;
    const { delimiter, hasHeader, decisions } = from;
    this.dialect = { ...PLAIN_DIALECT, delimiter, hasHeader, decisions };
  }

  async *text(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.#held += chunk.toString("latin1");
      if (this.#held.length >= BLOCK_BYTES) yield this.#take(false);
    }
    yield this.#take(true);
    this.leftOut.footer = this.#last.length;
  }

  #take(isEnd: boolean): Buffer {
    const out: string[] = [];
    let taken = 0;
    for (const line of readLines(this.#held, this.#from)) {
      if (!isEnd && !this.#isComplete(line)) break;
      if (line.open) throw neverClosed(this.#rows + 1);
      if (line.end - line.start > MAX_RECORD_BYTES) throw tooLong(this.#rows + 1);
      taken = line.end;
      const written = this.#seen(line);
      if (written !== undefined) out.push(written);
    }
    this.#held = this.#held.slice(taken);
    if (this.#held.length > MAX_RECORD_BYTES) throw tooLong(this.#rows + 1);
    return Buffer.from(out.join(""), "latin1");
  }

  /** A carriage return at the end of what is held may be the first half of a line's end. */
  #isComplete({ ended, end, newline }: TextRecord): boolean {
    return ended && (newline !== "\r" || end < this.#held.length);
  }

  #seen(line: TextRecord): string | undefined {
    if (this.#linesToSkip > 0) {
      this.#linesToSkip--;
      return undefined;
    }
    if (line.remark) this.leftOut.remarks++;
    if (line.blank || line.remark) return undefined;
    if (this.#from.hasHeader && this.#header.length < this.#from.headerLines) return this.#seenHeader(line);
    this.#rows++;
    this.#width ||= line.cells.length - (this.#from.trailingDelimiter ? 1 : 0);
    this.#last.push(this.#written(line));
    return this.#last.length > this.#from.footerLines ? this.#last.shift() : undefined;
  }

  #seenHeader({ cells }: TextRecord): string | undefined {
    this.#header.push(cells.map((cell) => Buffer.from(cell, "latin1").toString("utf8")));
    if (this.#header.length < this.#from.headerLines) return undefined;
    const names = joinHeader(this.#header);
    this.#width = names.length;
    return Buffer.from(`${names.map((name) => this.#quoted(name)).join(this.#from.delimiter)}\n`).toString("latin1");
  }

  #written({ cells, malformed }: TextRecord): string {
    const { trailingDelimiter, delimiter } = this.#from;
    const isTrailed = trailingDelimiter && cells.length === this.#width + 1 && cells.at(-1) === "";
    const [first = "", ...rest] = isTrailed ? cells.slice(0, -1) : cells;
    // Text behind a closing quote stays text behind a closing quote: a blank here.
    const start = malformed ? `"${first.replaceAll('"', '""')}" ` : this.#quoted(first);
    return `${[start, ...rest.map((cell) => this.#quoted(cell))].join(delimiter)}\n`;
  }

  #quoted(cell: string): string {
    const isPlain = !cell.includes('"') && !cell.includes(this.#from.delimiter) && !/[\r\n]/.test(cell);
    return isPlain ? cell : `"${cell.replaceAll('"', '""')}"`;
  }
}

const neverClosed = (row: number): AppError =>
  new AppError(
    "unreadable_csv",
    `A quote that opens in row ${row.toLocaleString("en")} is never closed. Close it and upload the file again.`,
  );

const tooLong = (row: number): AppError =>
  new AppError(
    "unreadable_csv",
    `Row ${row.toLocaleString("en")} is longer than 2 MiB. Usually a quote was opened and never closed, or the file has no line breaks. Mend it and upload the file again.`,
  );
