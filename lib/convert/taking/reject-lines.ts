import { sheetCell } from "../rejects/reject-line.ts";
import type { MisfitCell } from "./misfit-judge.ts";

const FIRST_BYTES = 2 ** 18;
const MOST_DIGITS = 16;
/** Two apostrophes, four quotes and a line feed. */
const MARKS = 7;
const [TEN, LF, CR, QUOTE, COMMA, ZERO, EQUALS, AT] = [10, 10, 13, 34, 44, 48, 61, 64];

/** Bytes that several threads may look at: copies of theirs would keep the garbage collector busy. */
export const sharedBytes = (length: number): Buffer<SharedArrayBuffer> => Buffer.from(new SharedArrayBuffer(length));

/** Lines of a rejects file, put together in bytes from records where they stand: a text of each would cost four times as much. */
export class RejectLines {
  readonly #file: Buffer;
  #bytes = sharedBytes(FIRST_BYTES);
  #length = 0;

  /** `file`: its name for its owner. */
  constructor(file: string) {
    this.#file = Buffer.from(`${sheetCell(file)},`);
  }

  /** The lines since it began. */
  get bytes(): Buffer<SharedArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Begins anew, in these bytes as far as they suffice. */
  begin(bytes = this.#bytes): void {
    this.#bytes = bytes;
    this.#length = 0;
  }

  /** Adds what `rejectLine` says of a record in the cell's block, without its newline. `isBare`: it is known to have commas, and no quotes. */
  add(row: number, misfit: MisfitCell, start: number, end: number, isBare: boolean): void {
    const { kind, block } = misfit;
    const whyBytes = kind.before.length + 2 * (misfit.end - misfit.start) + kind.behind.length;
    this.#reserve(this.#file.length + MOST_DIGITS + whyBytes + 2 * (end - start) + MARKS);
    this.#append(this.#file);
    this.#appendNumber(row);
    this.#append(kind.before);
    if (isBare && !mayBeFormula(block[misfit.start] ?? ZERO)) this.#appendCell(misfit);
    else this.#append(Buffer.from(sheetCell(misfit.value)));
    this.#append(kind.behind);
    if (mayBeFormula(block[start] ?? ZERO)) this.#append(Buffer.from(sheetCell(block.toString("utf8", start, end))));
    else if (isBare) this.#appendBare(block, start, end);
    else this.#appendRecord(block, start, end);
    this.#bytes[this.#length++] = LF;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const larger = sharedBytes(2 * needed);
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }

  #append(bytes: Buffer): void {
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** One without quotes, newlines or delimiters. A few bytes are sooner copied one by one. */
  #appendCell({ block, start, end }: MisfitCell): void {
    const bytes = this.#bytes;
    let to = this.#length;
    for (let at = start; at < end; at++) bytes[to++] = block[at] ?? 0;
    this.#length = to;
  }

  #appendNumber(number: number): void {
    let digits = 1;
    for (let limit = TEN; number >= limit; limit *= TEN) digits++;
    for (let at = this.#length + digits - 1, rest = number; at >= this.#length; at--) {
      const tens = Math.floor(rest / TEN);
      this.#bytes[at] = ZERO + rest - tens * TEN;
      rest = tens;
    }
    this.#length += digits;
  }

  #appendBare(block: Buffer, start: number, end: number): void {
    this.#bytes[this.#length++] = QUOTE;
    this.#length += block.copy(this.#bytes, this.#length, start, end);
    this.#bytes[this.#length++] = QUOTE;
  }

  /** Quoted where it must be. */
  #appendRecord(block: Buffer, start: number, end: number): void {
    const bytes = this.#bytes;
    const open = this.#length;
    let to = open + 1;
    let mustQuote = false;
    for (let at = start; at < end; at++) {
      const byte = block[at] ?? 0;
      bytes[to++] = byte;
      if (byte > COMMA) continue;
      if (byte === QUOTE) bytes[to++] = QUOTE;
      mustQuote ||= byte === COMMA || byte === QUOTE || byte === LF || byte === CR;
    }
    if (mustQuote) {
      bytes[open] = QUOTE;
      bytes[to++] = QUOTE;
    } else bytes.copyWithin(open, open + 1, to--);
    this.#length = to;
  }
}

/** Whether a text that begins with this byte may need an apostrophe before it: most begin with a letter or a digit. */
const mayBeFormula = (first: number): boolean => (first < ZERO ? first !== QUOTE : first === EQUALS || first === AT);
