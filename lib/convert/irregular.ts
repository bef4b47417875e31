import { isUtf8 } from "node:buffer";
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Dialect } from "#lib/schema/contract.ts";
import { RecordScanner, type ScannedRecord } from "./records/record-scanner.ts";

/** One record's bytes without the newline, and why the engine may not see it (undefined: it may). */
export interface RawRecord {
  /** 1-based, counting data records of the source file. */
  row: number;
  bytes: Buffer;
  problem: string | undefined;
}

/** Reads data records one by one (blank lines are none), each with the reason it must be set aside, if any. */
export async function* readRecords(path: string, dialect: Dialect, cells: number): AsyncGenerator<RawRecord> {
  let row = 0;
  for await (const { records, bytesOf } of cut(path, dialect))
    for (const record of records) {
      const bytes = bytesOf(record);
      yield { row: ++row, bytes, problem: problemOf(bytes, record, cells, dialect.delimiter) };
    }
}

/** Of the records of a regular file those in these rows, which come in order. What lies between them is passed over quickly. */
export async function* pickRecords<Row extends { row: number }>(
  path: string,
  dialect: Dialect,
  rows: AsyncIterator<Row>,
): AsyncGenerator<{ record: RawRecord; wanted: Row }> {
  let wanted = await rows.next();
  let row = 0;
  for await (const { records, bytesOf } of cut(path, dialect))
    for (const record of records) {
      row++;
      if (wanted.done) return;
      if (wanted.value.row !== row) continue;
      yield { record: { row, bytes: bytesOf(record), problem: undefined }, wanted: wanted.value };
      wanted = await rows.next();
    }
}

/** Writes the records that are structurally sound, one per LF, each behind its row if asked to; resolves to their number. */
export async function writeSoundRecords(
  from: string,
  to: string,
  { dialect, cells }: { dialect: Dialect; cells: number },
  { withRow = false } = {},
): Promise<number> {
  let sound = 0;
  async function* lines() {
    const newline = Buffer.from("\n");
    for await (const { row, bytes, problem } of readRecords(from, dialect, cells)) {
      if (problem) continue;
      sound++;
      yield Buffer.concat([...(withRow ? [Buffer.from(`${row}${dialect.delimiter}`)] : []), bytes, newline]);
    }
  }
  await pipeline(lines, createWriteStream(to));
  return sound;
}

/** The raw line as text. Bytes that are not UTF-8 are written as \xNN, so that nothing is lost in showing them. */
export function showLine(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString("utf8");
  return Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`)).join("");
}

function problemOf(bytes: Buffer, record: ScannedRecord, cells: number, delimiter: string): string | undefined {
  if (record.cells !== cells) return `has ${record.cells} cells where the header has ${cells}`;
  if (!record.wellFormed) return "has text after a closing quote";
  if (record.innerQuote && hasSpacedQuote(bytes, delimiter)) return "has spaces before a quote";
  if (bytes.includes(0)) return "contains a NUL byte";
  if (!isUtf8(bytes)) return "is not valid UTF-8";
  return undefined;
}

/** The engine takes spaces before a quote away; as the value would change, a person must decide. */
function hasSpacedQuote(bytes: Buffer, delimiter: string): boolean {
  const before = delimiter === "|" ? "\\|" : delimiter;
  return new RegExp(`(?:^|${before}) +"`).test(bytes.toString("latin1"));
}

/** Records that ended in the same chunk; their bytes are good until the next chunk is asked for. */
interface Ended {
  records: ScannedRecord[];
  bytesOf(record: ScannedRecord): Buffer;
}

async function* cut(path: string, dialect: Dialect): AsyncGenerator<Ended> {
  let records: ScannedRecord[] = [];
  const scanner = new RecordScanner(dialect.delimiter, (record) => {
    if (record.contentBytes > 0) records.push({ ...record });
  });
  let held = Buffer.alloc(0);
  let heldFrom = 0;
  const bytesOf = ({ start, contentBytes }: ScannedRecord) =>
    held.subarray(start - heldFrom, start - heldFrom + contentBytes);
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    held = held.length > 0 ? Buffer.concat([held, chunk]) : chunk;
    records = [];
    scanner.push(chunk);
    yield { records, bytesOf };
    const { end = heldFrom } = records.at(-1) ?? {};
    held = held.subarray(end - heldFrom);
    heldFrom = end;
  }
  records = [];
  scanner.finish();
  yield { records, bytesOf };
}
