import { matchWhole } from "./format.ts";
import { FORMATS, fitsText } from "./formats.ts";

const WRITTEN = FORMATS.filter(({ needs }) => !needs?.includes("a-person"));
const NUMERIC = WRITTEN.filter(({ type }) => type === "integer" || type === "number");
const DAYS = WRITTEN.filter(({ type }) => type === "date");
const CLOCKED = WRITTEN.filter(({ type }) => type === "time" || type === "timestamp");
/** A column counts as typed when this share of its values is a number or a date. */
const TYPED = 0.8;
const ROWS_SEEN = 200;

export const isNumeral = (cell: string): boolean => NUMERIC.some(({ grammar }) => matchWhole(grammar, cell));

/** A number, a day or a time of day. */
export function isTyped(cell: string): boolean {
  if (!/[0-9]/.test(cell)) return false;
  const dated = cell.includes(":") ? CLOCKED : DAYS;
  return isNumeral(cell) || dated.some((format) => fitsText(cell, format));
}

/**
 * Whether a first row names the columns: it does when it is text above numbers or dates. Where no column has either,
 * it does unless one of its cells occurs again below it.
 */
export function looksLikeHeader(first: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const seen = rows.slice(0, ROWS_SEEN);
  const typed = first.map((_, column) => isTypedColumn(seen, column));
  const named = first.filter((cell, column) => typed[column] && !isTyped(cell)).length;
  const valued = first.filter((cell, column) => typed[column] && cell !== "" && isTyped(cell)).length;
  if (named + valued > 0) return named > valued;
  if (first.some(isTyped)) return false;
  return !first.some((cell, column) => cell !== "" && seen.some((row) => row[column] === cell));
}

export function isTypedColumn(rows: readonly (readonly string[])[], column: number): boolean {
  const values = rows
    .slice(0, ROWS_SEEN)
    .map((row) => row[column] ?? "")
    .filter((value) => value !== "");
  return values.length > 0 && values.filter(isTyped).length >= TYPED * values.length;
}
