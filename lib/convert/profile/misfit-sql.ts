import { strictColumn } from "#lib/schema/strict-sql.ts";
import { readCells } from "../convert-sql.ts";
import { isRounded, unrounded } from "./planned-columns.ts";
import { cellOf, fits, isTakenAmiss, type ReadColumn, type WholeFile } from "./read-sql.ts";

/** So many misfits of a column come back, those that stand first; the same value often stands in many rows. */
const LOOKED_AT = 200;
const SHOWN_CHARACTERS = 300;

/** One row, with a struct for each column under its place: what a second pass tells of the values that do not fit. */
export function lookAtMisfits(file: WholeFile, columns: readonly ReadColumn[]): string {
  const cells = columns.map(cellOf);
  const tests = columns.map((column) => `${isBad(column)} AS b${column.index}`);
  const rows = `SELECT row_number() OVER () AS n, ${cells.join(", ")} FROM ${readCells(file)}`;
  return `SELECT ${columns.map((column) => `{${aggregates(column)}} AS k${column.index}`).join(",\n")}
    FROM (SELECT n, ${[...cells, ...tests].join(", ")} FROM (${rows}))
    WHERE ${columns.map(({ index }) => `b${index}`).join(" OR ")}`;
}

const isBad = (column: ReadColumn): string => `NOT (${strictColumn(cellOf(column), column.column).isGood})`;

/** One that would be a number but for the digits that go. */
function cutOf(column: ReadColumn): string {
  const [cell, bad] = [cellOf(column), `b${column.index}`];
  const rounded = column.wider.find(isRounded);
  if (!rounded) return "NULL";
  const isCut = `${bad} AND ${fits(cell, rounded)} AND NOT (${fits(cell, unrounded(rounded))})`;
  return `min(left(${cell}, ${SHOWN_CHARACTERS})) FILTER (${isCut})`;
}

function aggregates(column: ReadColumn): string {
  const { index, wider } = column;
  const [cell, bad] = [cellOf(column), `b${index}`];
  const duckType = strictColumn(cell, column.column).duckType;
  const widerFit = wider.map((choice) => `count_if(${bad} AND ${fits(cell, choice)})`);
  const widerChanged = wider.map((choice) => `count_if(${bad} AND ${isTakenAmiss(cell, choice)})`);
  return [
    `'changed': count_if(${bad} AND TRY_CAST(${cell} AS ${duckType}) IS NOT NULL)`,
    `'cut': ${cutOf(column)}`,
    `'padded': count_if(${bad} AND regexp_full_match(${cell}, '[+-]?0[0-9]+'))`,
    `'worst': min({'n': n, 'v': left(${cell}, ${SHOWN_CHARACTERS})}, ${LOOKED_AT}) FILTER (${bad})`,
    `'wider': [${widerFit.join(", ")}]::BIGINT[]`,
    `'widerChanged': [${widerChanged.join(", ")}]::BIGINT[]`,
  ].join(", ");
}
