import { AppError } from "#lib/platform/errors.ts";
import { MAX_RECORD_BYTES } from "./contract.ts";
import { type Cutting, readLines, type TextRecord } from "./records.ts";

const lineAt = (text: string, character: number): string =>
  text
    .slice(0, character)
    .split(/\r\n|\n|\r/)
    .length.toLocaleString("en");

export const unclosed = (text: string, { start }: TextRecord): AppError =>
  new AppError(
    "unreadable_csv",
    `A quotation mark that opens in the record at line ${lineAt(text, start)} is never closed. Close it (or double it) and upload the file again.`,
  );

export const tooLong = (text: string, { start, open }: TextRecord): AppError =>
  new AppError(
    "unreadable_csv",
    `The record that starts in line ${lineAt(text, start)} is longer than 2 MiB. ${
      open ? "A quotation mark opens in it and is not closed." : "The file may have no line breaks."
    } Mend it and upload the file again.`,
  );

/** UTF-8 bytes of a text from a character on. */
export const bytesFrom = (text: string, start: number, end = text.length): number =>
  Buffer.byteLength(text.slice(start, end));

/** Throws unreadable_csv when a record that ends is longer than any may be. */
export function refuseLongRecords(text: string, cutting: Cutting): void {
  if (bytesFrom(text, 0) <= MAX_RECORD_BYTES) return;
  for (const record of readLines(text, cutting))
    if (
      record.end - record.start > MAX_RECORD_BYTES / 4 &&
      bytesFrom(text, record.start, record.end) > MAX_RECORD_BYTES
    )
      throw tooLong(text, record);
}
