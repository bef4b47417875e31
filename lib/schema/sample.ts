import { AppError } from "#lib/platform/errors.ts";
import { MAX_COLUMNS, MAX_RECORD_BYTES } from "./contract.ts";
import { type DetectedDialect, detectDialect } from "./dialect.ts";
import { decodeUtf8, refuseOtherFiles } from "./not-a-csv.ts";
import { readLines } from "./records.ts";

const HEAD_BYTES = 2 ** 20;
const WINDOW_BYTES = 256 * 2 ** 10;
/** A record that the sample cuts off after this much is looked at again, to see whether it ends at all. */
const LONG_RECORD_BYTES = 256 * 2 ** 10;
/** So many rows in line with the header show that a window was cut in at a record's start. */
const ROWS_IN_LINE = 20;
const STARTS_TRIED = 50;

/** Reads the bytes of [start, end) of the file; fewer at its end. */
export type ReadBytes = (start: number, end: number) => Promise<Buffer>;

export interface Sample extends DetectedDialect {
  /** The regular rows of the beginning, then of the middle and the end. */
  rows: string[][];
  sampledBytes: number;
}

/** Reads at most a few MiB of a file, whatever its size. Throws unreadable_csv when it is no CSV this product can read. */
export async function readSample(bytes: number, read: ReadBytes): Promise<Sample> {
  if (bytes === 0) throw new AppError("unreadable_csv", "The file is empty.");
  const head = await readHead(bytes, read);
  const { found } = head;
  if (found.cells > MAX_COLUMNS)
    throw new AppError(
      "unreadable_csv",
      `The file has ${found.cells.toLocaleString("en")} columns; at most ${MAX_COLUMNS.toLocaleString("en")} can be read.`,
    );
  if (head.bytes + 2 * WINDOW_BYTES > bytes) return { ...found, sampledBytes: head.bytes };
  const middle = Math.floor(bytes / 2);
  const windows = await Promise.all([read(middle, middle + WINDOW_BYTES), read(bytes - WINDOW_BYTES, bytes)]);
  const rows = windows.flatMap((window) => rowsOfWindow(window, found));
  return { ...found, rows: [...found.rows, ...rows], sampledBytes: head.bytes + 2 * WINDOW_BYTES };
}

async function readHead(bytes: number, read: ReadBytes): Promise<{ found: DetectedDialect; bytes: number }> {
  const first = await read(0, Math.min(bytes, HEAD_BYTES));
  refuseOtherFiles(first);
  const found = detect(first, bytes);
  if (!found.tail) return { found, bytes: first.length };
  const tailBytes = first.length - bytesBefore(first, found.tail.start);
  const isSuspect = found.rows.length === 0 || tailBytes > LONG_RECORD_BYTES;
  if (first.length === bytes) throw unclosed(first, found.tail.start);
  if (!isSuspect) return { found, bytes: first.length };
  const rest = await read(first.length, Math.min(bytes, first.length + MAX_RECORD_BYTES));
  const longer = Buffer.concat([first, rest]);
  const again = detect(longer, bytes);
  if (!again.tail) return { found: again, bytes: longer.length };
  if (longer.length === bytes) throw unclosed(longer, again.tail.start);
  if (longer.length - bytesBefore(longer, again.tail.start) > MAX_RECORD_BYTES) throw tooLong(longer, again.tail);
  return { found: again, bytes: longer.length };
}

function detect(bytes: Buffer, fileBytes: number): DetectedDialect {
  const text = decodeUtf8(bytes);
  if (text.trim() === "") throw new AppError("unreadable_csv", "The file is empty: it has nothing but blank space.");
  return detectDialect(text, bytes.length === fileBytes);
}

/** Rows from the first newline on after which the records have as many cells as the header; none when no start fits. */
function rowsOfWindow(window: Buffer, { dialect, cells }: DetectedDialect): string[][] {
  const text = new TextDecoder("utf-8").decode(window);
  let start = 0;
  for (let tried = 0; tried < STARTS_TRIED; tried++) {
    const newline = /\r\n|\n|\r/g;
    newline.lastIndex = start;
    if (!newline.exec(text)) return [];
    start = newline.lastIndex;
    const lines = [...readLines(text, dialect.delimiter, start)].filter(({ blank, ended }) => ended && !blank);
    if (lines.slice(0, ROWS_IN_LINE).every((line) => line.cells.length === cells))
      return lines.map((line) => line.cells).filter((row) => row.length === cells);
  }
  return [];
}

const lineAt = (bytes: Buffer, character: number): string =>
  decodeUtf8(bytes)
    .slice(0, character)
    .split(/\r\n|\n|\r/)
    .length.toLocaleString("en");

/** The byte order mark is no character of the decoded text. */
const bytesBefore = (bytes: Buffer, character: number): number =>
  Buffer.byteLength(decodeUtf8(bytes).slice(0, character)) + (bytes[0] === 0xef && bytes[1] === 0xbb ? 3 : 0);

const unclosed = (bytes: Buffer, character: number): AppError =>
  new AppError(
    "unreadable_csv",
    `A quotation mark that opens in the record at line ${lineAt(bytes, character)} is never closed. Close it (or double it) and upload the file again.`,
  );

const tooLong = (bytes: Buffer, { start, open }: { start: number; open: boolean }): AppError =>
  new AppError(
    "unreadable_csv",
    `The record that starts in line ${lineAt(bytes, start)} is longer than 2 MiB. ${
      open ? "A quotation mark opens in it and is not closed." : "The file may have no line breaks."
    } Mend it and upload the file again.`,
  );
