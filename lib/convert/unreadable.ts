import { AppError } from "#lib/platform/errors.ts";

/** Row 0 is the header. */
const named = (row: number): string => (row === 0 ? "the header" : `row ${row.toLocaleString("en")}`);

export const quoteNeverClosed = (row: number): AppError =>
  new AppError(
    "unreadable_csv",
    `A quote that opens in ${named(row)} is never closed. Close it (or double it) and upload the file again.`,
  );

export const recordTooLong = (row: number): AppError =>
  new AppError(
    "unreadable_csv",
    `Row ${row.toLocaleString("en")} is longer than 2 MiB. Usually a quote was opened and never closed, or the file has no line breaks. Mend it and upload the file again.`,
  );
