import { AppError } from "#lib/platform/errors.ts";
import { trimmedCell } from "#lib/schema/format.ts";
import { parseCell } from "#lib/schema/formats.ts";
import { readLines } from "#lib/schema/records.ts";
import type { CellSource } from "./convert-sql.ts";
import { readRecords } from "./irregular.ts";
import type { PrescanResult } from "./prescan.ts";
import type { MisfitCounts } from "./rejects/misfits.ts";

const SHOWN_CHARACTERS = 60;

/** Says that no row of a file fits, and what is wrong with the first: a file that is wrong as a whole is not explained row by row. */
export async function nothingFits(
  records: string,
  source: CellSource,
  { records: rows, dialect, cells }: Pick<PrescanResult, "records" | "dialect" | "cells">,
  taken: MisfitCounts,
): Promise<AppError> {
  const misfit = taken.of(1);
  if (misfit) return noRowFits(rows, firstRow(wordsFor(misfit)));
  for await (const { problem, bytes } of readRecords(records, dialect, cells))
    return noRowFits(rows, firstRow(problem ?? misfitIn(bytes.toString("utf8"), source)));
  return noRowFits(rows);
}

const firstRow = (reason: string | undefined): string | undefined => reason && ` The first row: ${reason}.`;

export const noRowFits = (rows: number, example = ""): AppError =>
  new AppError(
    "unreadable_csv",
    `None of the ${rows.toLocaleString("en")} rows fits the confirmed types.${example} Look at the columns again; the raw file is untouched.`,
  );

function misfitIn(line: string, { columns, dialect }: CellSource): string | undefined {
  const [record] = readLines(line, dialect.delimiter);
  for (const { index, column } of columns) {
    const text = record?.cells[index] ?? "";
    const cell = parseCell(column.trim ? trimmedCell(text) : text, column.type, column.format, column.nullTokens);
    if (cell.kind === "misfit") return wordsFor({ value: text, column: column.source, reason: cell.reason });
  }
  return undefined;
}

const wordsFor = ({ value, column, reason }: { value: string; column: string; reason: string }): string =>
  `“${value.slice(0, SHOWN_CHARACTERS)}” in ${column}: ${reason}`;
