import { literal, literals } from "#lib/platform/engine/sql.ts";
import { SAFE_DIGITS } from "#lib/schema/kept-digits.ts";
import { STAND_INS } from "#lib/schema/stand-ins.ts";
import { strictColumn } from "#lib/schema/strict-sql.ts";
import { countRounded, mayLose } from "./lost-sql.ts";
import type { Choice } from "./planned-columns.ts";
import { cellOf, fits, isTakenAmiss, type ReadColumn, readColumns, typedOf, type WholeFile } from "./read-sql.ts";

/** So many values of each column are picked for its shape; fewer of very many columns. */
const PICKED = 4_000;
const PICKED_IN_ALL = 400_000;
/** In a file with more rows different numbers are counted among the picked ones alone. */
const COUNTED_ROWS = 1_000_000;

const SHOWN_CHARACTERS = 300;

/** A cheap test that comes before looking for a text among those that stand for no value. */
const LONGEST_STAND_IN = Math.max(...STAND_INS.map((text) => text.length));

const isNumber = ({ type }: Choice): boolean => ["integer", "number", "decimal"].includes(type);

/** Of many numbers people need not know how many are different as nearly as of days and tickers, and it costs most. */
const isPickedDistinct = ({ read }: ReadColumn, rows: number): boolean => rows > COUNTED_ROWS && isNumber(read);

/** One row, with a struct for each column under its place: what one pass over every value can tell. */
export function countWhole(file: WholeFile): string {
  const share = Math.min(PICKED, PICKED_IN_ALL / file.columns.length) / Math.max(1, file.allRows);
  const counted = file.columns.map((column) => `{${aggregates(column, file)}} AS k${column.index}`);
  const lucky = `${share < 1 ? `random() < ${share}` : "true"} AS picked`;
  return `SELECT ${[`${picksOf(file.columns)} AS picks`, ...counted].join(",\n")}
    FROM (${readColumns(file, file.columns, [lucky])})`;
}

/** A list of rows, picked by chance: by their cells, rows that say the same would come in clumps. One filter serves all columns. */
function picksOf(columns: readonly ReadColumn[]): string {
  const row = columns.map(({ index }) => `'v${index}': v${index}`);
  const shown = columns.map(({ index, read }) => `'v${index}': ${pickOf(`x.v${index}`, read)}`);
  return `list_transform(list({${row.join(", ")}}) FILTER (picked), lambda x: {${shown.join(", ")}})`;
}

function aggregates(column: ReadColumn, { allRows: rows, isFirst }: WholeFile): string {
  const { spelling, rivals } = column;
  const [cell, value] = [cellOf(column), typedOf(column)];
  const shown = (text: string) => `left(CAST(${text} AS VARCHAR), ${SHOWN_CHARACTERS})`;
  const parts: Record<string, string> = {
    values: `count(${cell})`,
    fits: `count(${value})`,
    min: shown(`min(${value})`),
    max: shown(`max(${value})`),
    distinct: !isFirst || isPickedDistinct(column, rows) ? "NULL" : `approx_count_distinct(${value})`,
    tokens: spelling ? "NULL" : `histogram(${cell}) FILTER (${isStandIn(cell)})`,
    long: looksFor(column) ? `count_if(${isLongNumber(cell)})` : "0",
    codes: looksFor(column) ? `count_if(${isLikeCode(cell)})` : "0",
    lost: countRounded(column),
    mayLose: mayLose(column),
    phones: looksFor(column) ? `count_if(${isLikePhone(cell)})` : "0",
    changed: hasChanges(column) ? `count_if(${isChanged(cell, value, column)})` : "0",
    rivals: `[${rivals.map((rival) => `count_if(${fits(cell, rival)})`).join(", ")}]::BIGINT[]`,
    rivalsChanged: `[${rivals.map((rival) => (readsAsPlain(rival) ? `count_if(${isTakenAmiss(cell, rival)})` : "NULL")).join(", ")}]::BIGINT[]`,
  };
  return Object.entries(parts)
    .map(([name, sql]) => `'${name}': ${sql}`)
    .join(", ");
}

const isStandIn = (cell: string): string =>
  `CASE WHEN strlen(${cell}) <= ${LONGEST_STAND_IN} THEN ${cell} IN (${literals(STAND_INS)}) ELSE false END`;

/** What a column of numbers may hold that is none, though it reads like one; no plain spelling has any of it. */
const looksFor = ({ spelling, read }: ReadColumn): boolean => !spelling && isNumber(read);

/** In SQL what `lookalikes.ts` knows of texts; dear tests come behind cheap ones. */
const isLongNumber = (cell: string): string => whenLong(cell, matches(cell, WHOLE));
const isLikeCode = (cell: string): string => matches(cell, "[0-9]+[eE][0-9]+");
const isLikePhone = (cell: string): string =>
  `CASE WHEN starts_with(${cell}, '+') THEN ${matches(cell, "[+][1-9][0-9]{6,14}")} ELSE false END`;

const WHOLE = "[+-]?[0-9]{19,}";
const matches = (cell: string, pattern: string): string => `regexp_full_match(${cell}, ${literal(pattern)})`;
const whenLong = (cell: string, test: string): string =>
  `CASE WHEN strlen(${cell}) > ${SAFE_DIGITS} THEN ${test} ELSE false END`;

/** What a plain reader makes of these is what the strict reading makes of them. */
const AS_PLAIN = /^(?:integer 123|number 1\.5|decimal [0-9]+,[0-9]+|date yyyy-mm-dd)$/;

export const readsAsPlain = ({ type, format }: Choice): boolean => AS_PLAIN.test(`${type} ${format}`);

const hasChanges = ({ spelling, read }: ReadColumn): boolean =>
  !spelling && read.type !== "text" && !readsAsPlain(read);

function isChanged(cell: string, value: string, { column }: ReadColumn): string {
  const plain = `TRY_CAST(${cell} AS ${strictColumn(cell, column).duckType})`;
  return `${value} IS NOT NULL AND ${plain} IS NOT NULL AND ${plain} IS DISTINCT FROM ${value}`;
}

/** Where a value lies on its scale, or as which text it is shown. */
function pickOf(value: string, { type }: Choice): string {
  if (type === "date") return `CAST(date_diff('day', DATE '1970-01-01', ${value}) AS DOUBLE)`;
  if (type === "timestamp" || type === "time") return `CAST(epoch(${value}) AS DOUBLE)`;
  if (type === "text" || type === "boolean") return `left(CAST(${value} AS VARCHAR), ${SHOWN_CHARACTERS})`;
  return `CAST(${value} AS DOUBLE)`;
}
