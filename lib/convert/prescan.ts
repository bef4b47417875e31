import { isAscii, isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { Transform, type TransformCallback } from "node:stream";
import { AppError } from "#lib/platform/errors.ts";
import { type Dialect, MAX_RECORD_BYTES } from "#lib/schema/contract.ts";
import { splitRecords } from "#lib/schema/records.ts";
import type { Prescan } from "./contract.ts";
import { RecordScanner, type ScannedRecord } from "./record-scanner.ts";

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** What the pre-scan found, besides the counts that are kept. */
export interface PrescanResult extends Omit<Prescan, "setAside"> {
  /** The header's cells, or undefined when the dialect has none. */
  header: string[] | undefined;
  cells: number;
  /** False: some records must be set aside or newlines mended before the engine may read the bytes. */
  regular: boolean;
}

/**
 * Reads a CSV's bytes once on their way to disk: SHA-256, records, cells, encoding. Only data records pass through;
 * the byte order mark, skipped lines and header do not. Memory is bounded by the longest record allowed (2 MiB).
 */
export class Prescanner extends Transform {
  readonly #dialect: Dialect;
  readonly #hash = createHash("sha256");
  readonly #scanner: RecordScanner;
  readonly #counts = {
    bytes: 0,
    records: 0,
    longest: 0,
    nul: 0,
    ragged: 0,
    blank: 0,
    lf: 0,
    crLf: 0,
    cr: 0,
    doubtful: 0,
  };
  #toSkip: number;
  #held: Buffer | undefined = Buffer.alloc(0);
  #headEnd = 0;
  #header: string[] | undefined;
  #cells = 0;
  #tail = Buffer.alloc(0);
  #validUtf8 = true;
  #unterminated = false;

  constructor(dialect: Dialect) {
    super();
    this.#dialect = dialect;
    this.#toSkip = dialect.skipLines + (dialect.hasHeader ? 1 : 0);
    this.#scanner = new RecordScanner(dialect.delimiter, (record) => this.#see(record));
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      this.#hash.update(chunk);
      this.#checkText(chunk);
      const bytes = this.#counts.bytes === 0 && chunk.subarray(0, 3).equals(BOM) ? chunk.subarray(3) : chunk;
      this.#counts.bytes += chunk.length;
      if (this.#held) this.#held = Buffer.concat([this.#held, bytes]);
      this.#scanner.push(bytes);
      if (this.#scanner.openBytes > MAX_RECORD_BYTES) throw tooLong(this.#records + 1);
      if (this.#held) this.#releaseHeld();
      else this.push(bytes);
      done();
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }

  override _flush(done: TransformCallback): void {
    this.#unterminated = this.#scanner.finish();
    this.#releaseHeld();
    done();
  }

  get bytesSeen(): number {
    return this.#counts.bytes;
  }

  /** Call once the stream has ended. Throws unreadable_csv when the file as a whole cannot be trusted. */
  result(): PrescanResult {
    const { bytes, nul, ragged, blank, crLf, cr, doubtful } = this.#counts;
    const { usual } = this.#scanner;
    const lf = this.#counts.lf + usual.records;
    if (this.#unterminated)
      throw new AppError(
        "unreadable_csv",
        `A quote that opens in row ${this.#records.toLocaleString("en")} is never closed. Close it (or double it) and upload the file again.`,
      );
    if (this.#tail.length > 0) this.#validUtf8 = false;
    const oneNewline = cr === 0 && (lf === 0 || crLf === 0);
    const regular =
      oneNewline && nul === 0 && this.#validUtf8 && ragged + doubtful === 0 && (blank === 0 || this.#cells > 1);
    return {
      sha256: this.#hash.digest("hex"),
      bytes,
      records: this.#records,
      longestRecordBytes: Math.max(this.#counts.longest, usual.longestBytes),
      header: this.#header,
      cells: this.#cells,
      regular,
    };
  }

  #see(record: ScannedRecord): void {
    if (this.#toSkip > 0) this.#seeHead(record);
    else if (record.contentBytes === 0) this.#counts.blank++;
    else this.#seeData(record);
  }

  #seeData(record: ScannedRecord): void {
    this.#counts.records++;
    if (this.#cells === 0) this.#expectCells(record.cells);
    if (record.contentBytes > this.#counts.longest) this.#counts.longest = record.contentBytes;
    if (record.cells !== this.#cells) this.#counts.ragged++;
    else if (!record.wellFormed || record.innerQuote) this.#counts.doubtful++;
    if (record.newline === "\n") this.#counts.lf++;
    else if (record.newline === "\r\n") this.#counts.crLf++;
    else if (record.newline === "\r") this.#counts.cr++;
    if (record.contentBytes > MAX_RECORD_BYTES) throw tooLong(this.#records);
  }

  #seeHead(record: ScannedRecord): void {
    this.#toSkip--;
    this.#headEnd = record.end;
    if (this.#toSkip > 0 || !this.#dialect.hasHeader) return;
    const text = this.#held?.subarray(record.start, record.end).toString("utf8") ?? "";
    this.#header = splitRecords(text, this.#dialect.delimiter).at(0) ?? [];
    this.#expectCells(this.#header.length);
  }

  #expectCells(cells: number): void {
    this.#cells = cells;
    this.#scanner.countOnly(cells, MAX_RECORD_BYTES);
  }

  /** Records seen so far. */
  get #records(): number {
    return this.#counts.records + this.#scanner.usual.records;
  }

  /** Bytes are held back until the header has been seen; then only what follows it passes. */
  #releaseHeld(): void {
    if (!this.#held || this.#toSkip > 0) return;
    this.push(this.#held.subarray(this.#headEnd));
    this.#held = undefined;
  }

  #checkText(chunk: Buffer): void {
    if (isAscii(chunk) && this.#tail.length === 0) {
      if (chunk.includes(0)) this.#counts.nul++;
      return;
    }
    if (chunk.includes(0)) this.#counts.nul++;
    const bytes = this.#tail.length > 0 ? Buffer.concat([this.#tail, chunk]) : chunk;
    const end = endOfWholeCharacters(bytes);
    this.#tail = Buffer.from(bytes.subarray(end));
    if (!isUtf8(bytes.subarray(0, end))) this.#validUtf8 = false;
  }
}

/** Where the last complete UTF-8 character ends: at most three bytes wait for the next chunk. */
function endOfWholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return back < sequenceBytes(byte) ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

const sequenceBytes = (lead: number): number => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2);

const tooLong = (row: number): AppError =>
  new AppError(
    "unreadable_csv",
    `Row ${row.toLocaleString("en")} is longer than 2 MiB. Usually a quote was opened and never closed, or the file has no line breaks. Mend it and upload the file again.`,
  );
