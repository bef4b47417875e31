import { keepsDigitsSql, SAFE_DIGITS } from "#lib/schema/kept-digits.ts";
import { strictColumn } from "#lib/schema/strict-sql.ts";
import { isRounded, unrounded } from "./planned-columns.ts";
import { cellOf, fits, type ReadColumn, readColumns, typedOf, type WholeFile } from "./read-sql.ts";

/** Of a BIGINT. */
const WHOLE_PRECISION = 19;

/** How many of the values that fit change when they are rounded as their format asks for. */
export function countRounded(column: ReadColumn): string {
  if (!isRounded(column.read) || column.spelling) return "0";
  return `count_if(${typedOf(column)} IS NOT NULL AND NOT (${fits(cellOf(column), unrounded(column.read))}))`;
}

/** BOOLEAN: some exact values have so many digits that a number may not keep them. */
export function mayLose(column: ReadColumn): string {
  const most = mostKept(column);
  const value = typedOf(column);
  return most ? `coalesce(min(${value}) < -${most} OR max(${value}) > ${most}, false)` : "false";
}

/** One row, with a struct for each column under its place: how many of its exact values a number would not keep. */
export function countLost(file: WholeFile, columns: readonly ReadColumn[]): string {
  const counted = columns.map((column) => {
    const [digits, most] = [`CAST(${typedOf(column)} AS VARCHAR)`, mostKept(column)];
    const isLost = `NOT (${keepsDigitsSql(digits, `TRY_CAST(${digits} AS DOUBLE)`)})`;
    const isKept = `${typedOf(column)} BETWEEN -${most} AND ${most}`;
    return `{'lost': count_if(CASE WHEN ${isKept} THEN false ELSE ${isLost} END)} AS k${column.index}`;
  });
  return `SELECT ${counted.join(",\n")} FROM (${readColumns(file, columns)})`;
}

/** The largest value that has no more digits than every number keeps, where a column has more and could be numbers. */
function mostKept({ read, wider, column, index }: ReadColumn): string | undefined {
  const isExact = read.type === "integer" || read.type === "decimal";
  if (!isExact || !wider.some(({ type }) => type === "number")) return undefined;
  const [precision = WHOLE_PRECISION, scale = 0] = /^([0-9]+),([0-9]+)/.exec(read.format)?.slice(1).map(Number) ?? [];
  if (precision <= SAFE_DIGITS) return undefined;
  const nines = "9".repeat(SAFE_DIGITS).padStart(scale, "0");
  const at = nines.length - scale;
  return `CAST('${nines.slice(0, at)}.${nines.slice(at)}' AS ${strictColumn(`c${index}`, column).duckType})`;
}
