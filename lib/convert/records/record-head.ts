import { type Dialect, MAX_RECORD_BYTES } from "#lib/schema/contract.ts";
import { splitRecords } from "#lib/schema/records.ts";
import { quoteNeverClosed, recordTooLong } from "../unreadable.ts";
import { RecordScanner, type ScannedRecord } from "./record-scanner.ts";
import type { Newline } from "./record-table.ts";

/** What is known before the first data record. */
export interface RecordHead {
  /** Where the data records begin. */
  end: number;
  /** Undefined when the dialect has none, or the file. */
  header: string[] | undefined;
  /** How many cells a record has: the header's, or the first record's. */
  cells: number;
  newline: Newline;
}

const STEP_BYTES = 4_096;

/** Reads the head of a file from its first bytes; undefined when more of them are needed. */
export function readHead(bytes: Buffer, dialect: Dialect, isWholeFile: boolean): RecordHead | undefined {
  const { skipLines, hasHeader, delimiter } = dialect;
  const lines: ScannedRecord[] = [];
  const scanner = new RecordScanner(delimiter, (record) => lines.push({ ...record }));
  const findFirst = () => lines.slice(skipLines).find(({ contentBytes }) => hasHeader || contentBytes > 0);
  for (let at = 0; at < bytes.length && !findFirst(); at += STEP_BYTES)
    scanner.push(bytes.subarray(at, at + STEP_BYTES));
  if (scanner.openBytes > MAX_RECORD_BYTES) throw recordTooLong(1);
  if (isWholeFile && !findFirst() && scanner.finish()) throw quoteNeverClosed(0);
  const first = findFirst();
  if (!first) return isWholeFile ? { end: bytes.length, header: undefined, cells: 0, newline: "\n" } : undefined;
  const newline = first.newline === "\r\n" ? "\r\n" : "\n";
  if (!hasHeader) return { end: lines[skipLines - 1]?.end ?? 0, header: undefined, cells: first.cells, newline };
  const text = bytes.subarray(first.start, first.end).toString("utf8");
  const header = splitRecords(text, delimiter).at(0) ?? [];
  return { end: first.end, header, cells: header.length, newline };
}
