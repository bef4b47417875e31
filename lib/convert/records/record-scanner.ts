const LF = 10;
const CR = 13;
const QUOTE = 34;

/** One record as the scanner saw it: absolute byte offsets, the newline included in `end`. */
export interface ScannedRecord {
  start: number;
  end: number;
  /** Bytes without the newline; 0 for a blank line. */
  contentBytes: number;
  cells: number;
  /** False when something other than a delimiter follows a closing quote, or a quote is never closed. */
  wellFormed: boolean;
  /** What ended it; "" at the end of the file. */
  newline: "\n" | "\r\n" | "\r" | "";
  /** A quote stands inside an unquoted cell: legal, but the engine drops it when only spaces come before. */
  innerQuote: boolean;
}

/**
 * Cuts a stream of UTF-8 bytes into CSV records (RFC 4180: a quote opens only at a cell's start, and is doubled inside).
 * Allocates nothing per record: the same object is handed to `onRecord` each time.
 */
export class RecordScanner {
  readonly #special = new Uint8Array(256);
  readonly #delimiter: number;
  readonly #onRecord: (record: ScannedRecord) => void;
  readonly #record: ScannedRecord = {
    start: 0,
    end: 0,
    contentBytes: 0,
    cells: 1,
    wellFormed: true,
    newline: "",
    innerQuote: false,
  };
  #offset = 0;
  #start = 0;
  #cellStart = 0;
  #cells = 1;
  #inQuotes = false;
  /** Offset just past a closing quote: a quote there is a doubled one. */
  #closedAt = -1;
  #wellFormed = true;
  #innerQuote = false;
  /** Offset of a CR that may be the first half of CRLF. */
  #crAt = -1;

  constructor(delimiter: string, onRecord: (record: ScannedRecord) => void) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#onRecord = onRecord;
    for (const byte of [LF, CR, QUOTE, this.#delimiter]) this.#special[byte] = 1;
  }

  /** Bytes of the record that has begun and not ended. */
  get openBytes(): number {
    return this.#offset - this.#start;
  }

  push(chunk: Buffer): void {
    const special = this.#special;
    const delimiter = this.#delimiter;
    const base = this.#offset;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] as number;
      if (this.#crAt < 0 && this.#closedAt < 0) {
        if (special[byte] === 0) continue;
        // Most special bytes are delimiters: they are counted here, without a call.
        if (byte === delimiter && !this.#inQuotes) {
          this.#cells++;
          this.#cellStart = base + i + 1;
          continue;
        }
      }
      this.#step(byte, base + i);
    }
    this.#offset += chunk.length;
  }

  /** Ends the last record, which may lack its newline. True when a quote was still open. */
  finish(): boolean {
    if (this.#crAt >= 0) this.#endRecord(this.#crAt, this.#crAt + 1, "\r");
    else if (this.#offset > this.#start) {
      if (this.#inQuotes) this.#wellFormed = false;
      this.#endRecord(this.#offset, this.#offset, "");
    }
    return this.#inQuotes;
  }

  #step(byte: number, at: number): void {
    if (this.#crAt >= 0) {
      const crAt = this.#crAt;
      this.#crAt = -1;
      this.#endRecord(crAt, byte === LF ? at + 1 : crAt + 1, byte === LF ? "\r\n" : "\r");
      if (byte === LF) return;
    }
    if (this.#inQuotes) this.#stepInQuotes(byte, at);
    else this.#stepOutside(byte, at);
  }

  #stepInQuotes(byte: number, at: number): void {
    if (byte !== QUOTE) return;
    this.#inQuotes = false;
    this.#closedAt = at + 1;
  }

  #stepOutside(byte: number, at: number): void {
    const justClosed = this.#closedAt === at;
    this.#closedAt = -1;
    if (byte === QUOTE) {
      if (justClosed || at === this.#cellStart) this.#inQuotes = true;
      else this.#innerQuote = true;
    } else if (byte === this.#delimiter) {
      this.#cells++;
      this.#cellStart = at + 1;
    } else if (byte === LF) this.#endRecord(at, at + 1, "\n");
    else if (byte === CR) this.#crAt = at;
    else if (justClosed) this.#wellFormed = false;
  }

  #endRecord(contentEnd: number, end: number, newline: ScannedRecord["newline"]): void {
    const record = this.#record;
    record.start = this.#start;
    record.end = end;
    record.contentBytes = contentEnd - this.#start;
    record.cells = this.#cells;
    record.wellFormed = this.#wellFormed;
    record.newline = newline;
    record.innerQuote = this.#innerQuote;
    this.#onRecord(record);
    this.#start = end;
    this.#cellStart = end;
    this.#cells = 1;
    this.#wellFormed = true;
    this.#innerQuote = false;
    this.#closedAt = -1;
  }
}
