import { MAX_RECORD_BYTES, type RecipeColumn } from "#lib/schema/contract.ts";
import { type PlainSpelling, plainSpelling } from "./plain-spelling.ts";
import { RecordAutomaton } from "./record-automaton.ts";
import type { RecordHead } from "./record-head.ts";
import { RecordScanner, type ScannedRecord } from "./record-scanner.ts";
import { quoteNeverClosed, recordTooLong } from "./unreadable.ts";

const NOTHING = Buffer.alloc(0);
/** A file with so many blocks that are not as they should be is better read by the scanner alone. */
const MAX_ODD_BLOCKS = 8;
/** The automaton of a column of numbers takes 90 kB. */
const MAX_SPELLED = 64;

/** Counts data records: whole blocks by the automaton, and where that finds something odd, one by one. */
export class RecordCounter {
  readonly #head: RecordHead;
  readonly #automaton: RecordAutomaton;
  readonly #scanner: RecordScanner;
  readonly #newlines = { "\n": 0, "\r\n": 0, "\r": 0, "": 0 };
  /** A record that has begun and not ended. */
  #open = NOTHING;
  #records = 0;
  #blank = 0;
  #odd = 0;
  #oddBlocks = 0;

  constructor(head: RecordHead, columns: { index: number; column: RecipeColumn }[], delimiter: string) {
    const spellings = new Array<PlainSpelling | undefined>(head.cells).fill(undefined);
    for (const { index, column } of columns.slice(0, MAX_SPELLED)) spellings[index] = plainSpelling(column);
    this.#head = head;
    this.#automaton = new RecordAutomaton(spellings, delimiter, head.newline);
    this.#scanner = new RecordScanner(delimiter, (record) => this.#see(record));
  }

  get records(): number {
    return this.#records;
  }

  get isBetweenRecords(): boolean {
    return this.#open.length === 0 && this.#scanner.openBytes === 0;
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

  /** Takes bytes in blocks, cut anywhere, best after a line feed. */
  push(block: Buffer): void {
    const bytes = this.#open.length > 0 ? Buffer.concat([this.#open, block]) : block;
    this.#open = Buffer.from(bytes.subarray(this.#count(bytes)));
    if (this.#open.length > MAX_RECORD_BYTES) throw recordTooLong(this.#records + 1);
  }

  /** Takes the file's last bytes. Throws when a quote is still open. */
  finish(block: Buffer): void {
    this.push(block);
    const last = this.#open;
    if (last.length > 0 && !this.#isWhole(last)) this.#scan(last);
    else if (last.length > 0) this.#records++;
    if (this.#scanner.finish()) throw quoteNeverClosed(this.#records);
  }

  /** Up to where the records of these bytes could be counted. */
  #count(bytes: Buffer): number {
    const isShort = bytes.length <= MAX_RECORD_BYTES;
    const isCountable = isShort && this.#scanner.openBytes === 0 && this.#oddBlocks <= MAX_ODD_BLOCKS;
    const counted = isCountable ? this.#automaton.count(bytes) : undefined;
    if (!counted) {
      this.#scan(bytes);
      return bytes.length;
    }
    this.#records += counted.records;
    this.#newlines[this.#head.newline] += counted.records;
    return counted.end;
  }

  /** Whether a newline is all that a last record lacks. */
  #isWhole(record: Buffer): boolean {
    const ended = Buffer.concat([record, Buffer.from(this.#head.newline)]);
    const counted = this.#automaton.count(ended);
    return counted?.records === 1 && counted.end === ended.length;
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
