import { MAX_RECORD_BYTES, type RecipeColumn } from "#lib/schema/contract.ts";
import { type PlainSpelling, plainSpelling } from "./plain-spelling.ts";
import { RecordAutomaton } from "./record-automaton.ts";
import type { RecordHead } from "./record-head.ts";
import { RecordScanner, type ScannedRecord } from "./record-scanner.ts";
import { quoteNeverClosed, recordTooLong } from "./unreadable.ts";

const LF = 10;
/** A file with so many blocks that are not as they should be is better read by the scanner alone. */
const MAX_ODD_BLOCKS = 8;

/** Counts data records: whole blocks by the automaton, and where that finds something odd, one by one. */
export class RecordCounter {
  readonly #head: RecordHead;
  readonly #automaton: RecordAutomaton;
  readonly #scanner: RecordScanner;
  readonly #newlines = { "\n": 0, "\r\n": 0, "\r": 0, "": 0 };
  #records = 0;
  #blank = 0;
  #odd = 0;
  #oddBlocks = 0;

  constructor(head: RecordHead, columns: { index: number; column: RecipeColumn }[], delimiter: string) {
    const spellings = new Array<PlainSpelling | undefined>(head.cells).fill(undefined);
    for (const { index, column } of columns) spellings[index] = plainSpelling(column);
    this.#head = head;
    this.#automaton = new RecordAutomaton(spellings, delimiter, head.newline);
    this.#scanner = new RecordScanner(delimiter, (record) => this.#see(record));
  }

  get records(): number {
    return this.#records;
  }

  /** By column, the spelling of all its cells: what the strict reading need not look at again. */
  get spellings(): readonly (PlainSpelling | undefined)[] {
    return this.#automaton.spellings;
  }

  /** Whether every record has its cells and nothing that an engine would bend, with one kind of newline and no blank lines that could be records. */
  get isRegular(): boolean {
    const kinds = [this.#newlines["\n"], this.#newlines["\r\n"]].filter((count) => count > 0);
    return (
      kinds.length <= 1 && this.#newlines["\r"] === 0 && this.#odd === 0 && (this.#blank === 0 || this.#head.cells > 1)
    );
  }

  /** Takes bytes in blocks that end with a line feed wherever there is one. */
  push(block: Buffer): void {
    const isWhole = block.at(-1) === LF && this.#scanner.openBytes === 0;
    const records = isWhole && this.#oddBlocks <= MAX_ODD_BLOCKS ? this.#automaton.count(block) : undefined;
    if (records === undefined) this.#scan(block);
    else {
      this.#records += records;
      this.#newlines[this.#head.newline] += records;
    }
  }

  /** Takes the file's last bytes. Throws when a quote is still open. */
  finish(block: Buffer): void {
    const end = block.lastIndexOf(LF) + 1;
    const tail = block.subarray(end);
    if (end > 0) this.push(block.subarray(0, end));
    const isRecord = tail.length > 0 && this.#scanner.openBytes === 0 && this.#countLast(tail);
    if (isRecord) this.#records++;
    else if (tail.length > 0) this.#scan(tail);
    if (this.#scanner.finish()) throw quoteNeverClosed(this.#records);
  }

  /** Whether a newline is all that the last record lacks. */
  #countLast(tail: Buffer): boolean {
    return this.#automaton.count(Buffer.concat([tail, Buffer.from(this.#head.newline)])) === 1;
  }

  #scan(bytes: Buffer): void {
    this.#oddBlocks++;
    this.#automaton.giveUpSpellings();
    this.#scanner.push(bytes);
    if (this.#scanner.openBytes > MAX_RECORD_BYTES) throw recordTooLong(this.#records + 1);
  }

  #see({ contentBytes, cells, wellFormed, innerQuote, newline }: ScannedRecord): void {
    if (contentBytes === 0) {
      this.#blank++;
      return;
    }
    this.#records++;
    this.#newlines[newline]++;
    if (cells !== this.#head.cells || !wellFormed || innerQuote) this.#odd++;
    if (contentBytes > MAX_RECORD_BYTES) throw recordTooLong(this.#records);
  }
}
