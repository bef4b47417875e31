import { AppError } from "#lib/platform/errors.ts";
import { isTyped, isTypedColumn } from "./header-row.ts";
import type { TextRecord } from "./records.ts";

interface Table {
  /** Lines before its header. */
  skipLines: number;
  /** The most common number of cells. */
  cells: number;
}

/** Throws unreadable_csv when a blank line divides a text into two tables: the rows of one would be taken for the other's. */
export function refuseTwoTables(text: string, lines: readonly TextRecord[], { skipLines, cells }: Table): void {
  const above = blocksOf(lines.slice(0, skipLines)).find(isTable);
  const [first, ...others] = blocksOf(lines.slice(skipLines));
  if (above && first?.[0]) throw twoTables(text, first[0]);
  const rows = (first ?? []).slice(1).map((record) => record.cells);
  const typed = Array.from({ length: cells }, (_, column) => isTypedColumn(rows, column));
  const second = others.find((block) => isOtherTable(block, cells, typed));
  if (second?.[0] && (first?.length ?? 0) > 1) throw twoTables(text, second[0]);
}

/** Runs of records between blank lines. */
function blocksOf(lines: readonly TextRecord[]): TextRecord[][] {
  const blocks: TextRecord[][] = [[]];
  for (const line of lines)
    if (line.blank) blocks.push([]);
    else if (!line.remark) blocks.at(-1)?.push(line);
  return blocks.filter(({ length }) => length > 0);
}

/** A header above rows of its width; pairs of a word and a value, as many programs write above a table, are none. */
function isTable([header, ...rows]: readonly TextRecord[]): boolean {
  if (!header || rows.length === 0 || header.cells.length < 2 || header.cells.some(isTyped)) return false;
  if (rows.some(({ cells }) => cells.length !== header.cells.length || !cells.some(isTyped))) return false;
  return header.cells.length > 2 || rows.every(({ cells }) => isTyped(cells[0] ?? ""));
}

/** A block that begins with names: more or fewer than the table has, or above numbers and days of that table. */
function isOtherTable([header, ...rows]: readonly TextRecord[], cells: number, typed: readonly boolean[]): boolean {
  if (!header || rows.length === 0 || header.cells.length < 2) return false;
  if (header.cells.some((cell) => cell.trim() === "" || isTyped(cell))) return false;
  if (!rows.some((row) => row.cells.length === header.cells.length && row.cells.some(isTyped))) return false;
  return header.cells.length !== cells || typed.some((isOfType) => isOfType);
}

function twoTables(text: string, { start, cells }: TextRecord): AppError {
  const line = text.slice(0, start).split(/\r\n|\n|\r/).length;
  return new AppError(
    "unreadable_csv",
    `This file holds two tables: the second begins in line ${line.toLocaleString("en")} with “${(cells[0] ?? "").slice(0, 40)}”. Save each in a file of its own.`,
  );
}
