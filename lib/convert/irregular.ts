import { isUtf8 } from "node:buffer";
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Dialect } from "#lib/schema/contract.ts";
import { RecordScanner, type ScannedRecord } from "./record-scanner.ts";

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
  for await (const { bytes, record } of cut(path, dialect)) {
    if (bytes.length > 0) yield { row: ++row, bytes, problem: problemOf(bytes, record, cells, dialect.delimiter) };
  }
}

/** Writes the records that are structurally sound, one per LF; resolves to their number. */
export async function writeSoundRecords(from: string, to: string, dialect: Dialect, cells: number): Promise<number> {
  let sound = 0;
  async function* lines() {
    const newline = Buffer.from("\n");
    for await (const { bytes, problem } of readRecords(from, dialect, cells)) {
      if (problem) continue;
      sound++;
      yield Buffer.concat([bytes, newline]);
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

async function* cut(path: string, dialect: Dialect): AsyncGenerator<{ bytes: Buffer; record: ScannedRecord }> {
  let ended: ScannedRecord[] = [];
  const scanner = new RecordScanner(dialect.delimiter, (record) => ended.push({ ...record }));
  let held = Buffer.alloc(0);
  let heldFrom = 0;
  const take = function* () {
    for (const record of ended) {
      const start = record.start - heldFrom;
      yield { bytes: held.subarray(start, start + record.contentBytes), record };
    }
    const last = ended.at(-1);
    if (last) {
      held = held.subarray(last.end - heldFrom);
      heldFrom = last.end;
    }
    ended = [];
  };
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    held = held.length > 0 ? Buffer.concat([held, chunk]) : chunk;
    scanner.push(chunk);
    yield* take();
  }
  scanner.finish();
  yield* take();
}
