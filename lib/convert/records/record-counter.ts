import { MAX_RECORD_BYTES, type RecipeColumn } from "#lib/schema/contract.ts";
import { type PlainSpelling, plainSpelling } from "../spelling/plain-spelling.ts";
import type { RecordForm } from "../taking/odd-cells.ts";
import { quoteNeverClosed, recordTooLong } from "../unreadable.ts";
import { RecordAutomaton } from "./record-automaton.ts";
import type { RecordHead } from "./record-head.ts";
import { RecordScanner, type ScannedRecord } from "./record-scanner.ts";

const NOTHING = Buffer.alloc(0);
const NONE = new Int32Array(0);
/** A file with so many blocks that are not as they should be is better read by the scanner alone. */
const MAX_ODD_BLOCKS = 8;
/** The automaton of a column of numbers takes 90 kB. */
const MAX_SPELLED = 64;

/** Whole records, good until the next are asked for. */
export interface CountedBlock {
  bytes: Buffer;
  /** Records of the file that come before them. */
  before: number;
  /** Those with a cell that is not in its column's spelling, as `countRecords` gives them. */
  marked: Int32Array;
}

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

  /** `marks`: a record with a cell that is not in its column's spelling is marked; otherwise that spelling is given up. */
  constructor(head: RecordHead, columns: { index: number; column: RecipeColumn }[], delimiter: string, marks: boolean) {
    const spellings = new Array<PlainSpelling | undefined>(head.cells).fill(undefined);
    for (const { index, column } of columns.slice(0, MAX_SPELLED))
      spellings[index] = plainSpelling(column, { typed: !marks });
    this.#head = head;
    this.#automaton = new RecordAutomaton(spellings, delimiter, head.newline, { marks });
    this.#scanner = new RecordScanner(delimiter, (record) => this.#see(record));
  }

  get records(): number {
    return this.#records;
  }

  get isBetweenRecords(): boolean {
    return this.#scanner.openBytes === 0;
  }

  /** By column, the spelling of all its cells but those in marked records: what the strict reading need not look at again. */
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

  /** How the cells of marked records are to be told apart. */
  get form(): RecordForm {
    return this.#automaton.form;
  }

  /** From now on these columns may hold anything. */
  giveUp(columns: readonly number[]): void {
    for (const column of columns) this.#automaton.giveUp(column);
  }

  /** From now on all columns' spellings are to hold again, of the records that follow. */
  restoreSpellings(): void {
    this.#automaton.restoreSpellings();
  }

  /** The marks of a block that was counted before some columns were given up. */
  marksOf(block: Buffer): Int32Array {
    return this.#automaton.count(block)?.marked ?? NONE;
  }

  /** Takes bytes in blocks, cut anywhere, best after a line feed; gives those of whole records back. */
  push(block: Buffer): CountedBlock {
    const bytes = this.#open.length > 0 ? Buffer.concat([this.#open, block]) : block;
    const before = this.#records;
    const { end, marked } = this.#count(bytes);
    this.#open = Buffer.from(bytes.subarray(end));
    if (this.#open.length > MAX_RECORD_BYTES) throw recordTooLong(this.#records + 1);
    return { bytes: bytes.subarray(0, end), before, marked };
  }

  /** The file's last record, if its newline is missing; when it is marked it gets one. Throws when a quote is still open. */
  finish(): CountedBlock {
    const before = this.#records;
    const last = this.#open.length > 0 ? this.#countLast(this.#open) : { bytes: NOTHING, marked: NONE };
    if (this.#scanner.finish()) throw quoteNeverClosed(this.#records);
    return { ...last, before };
  }

  /** Up to where the records of these bytes could be counted. */
  #count(bytes: Buffer): { end: number; marked: Int32Array } {
    const isShort = bytes.length <= MAX_RECORD_BYTES;
    const isCountable = isShort && this.#scanner.openBytes === 0 && this.#oddBlocks <= MAX_ODD_BLOCKS;
    const counted = isCountable ? this.#automaton.count(bytes) : undefined;
    if (counted) {
      this.#records += counted.records;
      this.#newlines[this.#head.newline] += counted.records;
      return counted;
    }
    this.#scan(bytes);
    return { end: bytes.length, marked: NONE };
  }

  #countLast(record: Buffer): { bytes: Buffer; marked: Int32Array } {
    const bytes = Buffer.concat([record, Buffer.from(this.#head.newline)]);
    const counted = this.#automaton.count(bytes);
    if (counted?.records !== 1 || counted.end !== bytes.length) {
      this.#scan(record);
      return { bytes: record, marked: NONE };
    }
    this.#records += counted.records;
    return { bytes: counted.marked.length > 0 ? bytes : record, marked: counted.marked };
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
