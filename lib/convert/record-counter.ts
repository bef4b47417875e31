import { MAX_RECORD_BYTES, type RecipeColumn } from "#lib/schema/contract.ts";
import type { MisfitJudge } from "./misfit-judge.ts";
import { MisfitRecords, type TakeMisfits } from "./misfit-records.ts";
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
  readonly #misfits: MisfitRecords | undefined;
  readonly #newlines = { "\n": 0, "\r\n": 0, "\r": 0, "": 0 };
  /** A record that has begun and not ended. */
  #open = NOTHING;
  #records = 0;
  #blank = 0;
  #odd = 0;
  #oddBlocks = 0;

  /** `misfits`: what becomes of records with a cell that does not fit; without it they are left to others to find. */
  constructor(
    head: RecordHead,
    columns: { index: number; column: RecipeColumn }[],
    delimiter: string,
    misfits?: { judge: MisfitJudge; take: TakeMisfits },
  ) {
    const spellings = new Array<PlainSpelling | undefined>(head.cells).fill(undefined);
    for (const { index, column } of columns.slice(0, MAX_SPELLED))
      spellings[index] = plainSpelling(column, { typed: !misfits });
    this.#head = head;
    this.#automaton = new RecordAutomaton(spellings, delimiter, head.newline, { marks: misfits !== undefined });
    this.#scanner = new RecordScanner(delimiter, (record) => this.#see(record));
    this.#misfits = misfits && new MisfitRecords(this.#automaton, misfits.judge, misfits.take);
  }

  /** Those that were taken out among them. */
  get records(): number {
    return this.#records;
  }

  get isBetweenRecords(): boolean {
    return this.#scanner.openBytes === 0;
  }

  /** By column, the spelling of all its cells in the records that are left: what the strict reading need not look at again. */
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

  /** Takes bytes in blocks, cut anywhere, best after a line feed; gives those of whole records back, without those that were taken out. */
  push(block: Buffer): Buffer {
    const bytes = this.#open.length > 0 ? Buffer.concat([this.#open, block]) : block;
    const { left, end } = this.#count(bytes);
    this.#open = Buffer.from(bytes.subarray(end));
    if (this.#open.length > MAX_RECORD_BYTES) throw recordTooLong(this.#records + 1);
    return left;
  }

  /** Takes the file's last bytes, as `push` does. Throws when a quote is still open. */
  finish(block: Buffer): Buffer {
    const left = this.push(block);
    const last = this.#open.length > 0 ? this.#countLast(this.#open) : NOTHING;
    if (this.#scanner.finish()) throw quoteNeverClosed(this.#records);
    return Buffer.concat([left, last]);
  }

  /** What is left of these bytes, and up to where their records could be counted. */
  #count(bytes: Buffer): { left: Buffer; end: number } {
    const isShort = bytes.length <= MAX_RECORD_BYTES;
    const isCountable = isShort && this.#scanner.openBytes === 0 && this.#oddBlocks <= MAX_ODD_BLOCKS;
    const counted = isCountable ? this.#countWhole(bytes) : undefined;
    if (counted) {
      this.#records += counted.records;
      this.#newlines[this.#head.newline] += counted.records;
      return counted;
    }
    this.#scan(bytes);
    return { left: bytes, end: bytes.length };
  }

  #countWhole(bytes: Buffer): { records: number; end: number; left: Buffer } | undefined {
    if (this.#misfits) return this.#misfits.count(bytes, this.#records);
    const counted = this.#automaton.count(bytes);
    return counted && { ...counted, left: bytes.subarray(0, counted.end) };
  }

  /** A newline may be all that it lacks. */
  #countLast(record: Buffer): Buffer {
    const newline = Buffer.from(this.#head.newline);
    const ended = Buffer.concat([record, newline]);
    const counted = this.#countWhole(ended);
    if (counted?.records !== 1 || counted.end !== ended.length) {
      this.#scan(record);
      return record;
    }
    this.#records += counted.records;
    return counted.left.subarray(0, Math.max(0, counted.left.length - newline.length));
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
