import { identifier, literal } from "#lib/platform/engine/sql.ts";
import { type DerivedColumn, type Dialect, MAX_RECORD_BYTES, type RecipeColumn } from "#lib/schema/contract.ts";
import { strictColumn } from "#lib/schema/strict-sql.ts";

/** Row groups keep DuckDB's size: a million rows each took twice the memory and no less time. Version 2 encodings are a quarter smaller. */
const PARQUET = "FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, USE_TMP_FILE false";

/** Data records only (no header), structurally sound, and where each column that is kept stands in them. */
export interface CellSource {
  path: string;
  dialect: Dialect;
  cells: number;
  columns: { index: number; column: RecipeColumn }[];
  derived: { column: DerivedColumn; value: string }[];
}

/** Writes the good rows, typed, in file order; the statement's Count is their number. */
export function writeGoodRows(source: CellSource, target: string): string {
  const kept = source.columns;
  const strict = kept.map(({ index, column }) => strictColumn(cell(index), column));
  const values = strict.map(({ value }, at) => `${value} AS v${at}`);
  const named = kept.map(({ column }, at) => `v${at} AS ${identifier(column.name)}`);
  const derived = source.derived.map(({ column, value }) => `${literal(value)} AS ${identifier(column.name)}`);
  return `COPY (
    SELECT ${[...named, ...derived].join(", ")}
    FROM (SELECT ${values.join(", ")}, ${allGood(source)} AS good FROM ${readCells(source)})
    WHERE good
  ) TO ${literal(target)} (${PARQUET})`;
}

/** Writes one JSON line per bad cell, in row order: row (1-based within the source), column, value, reason. */
export function writeBadCells(source: CellSource, target: string): string {
  const complaints = source.columns.map(({ index, column }) => {
    const { isGood, reason } = strictColumn(cell(index), column);
    const complaint = `{'column': ${literal(column.source)}, 'value': ${cell(index)}, 'reason': ${reason}}`;
    return `CASE WHEN NOT (${isGood}) THEN ${complaint} END`;
  });
  return `COPY (
    SELECT n AS "row", bad.column AS "column", bad.value AS value, bad.reason AS reason
    FROM (
      SELECT n, unnest(list_filter([${complaints.join(", ")}], lambda c: c IS NOT NULL)) AS bad
      FROM (SELECT row_number() OVER () AS n, * FROM ${readCells(source)})
      WHERE NOT (${allGood(source)})
    )
  ) TO ${literal(target)} (FORMAT json, USE_TMP_FILE false)`;
}

export interface SortColumns {
  ticker: string | null;
  date: string | null;
}

/** The same rows in the order of the roles a dataset has; NULLs last, ties in file order. */
export function writeSorted(sources: string[], target: string, sort: SortColumns, where = "true"): string {
  const keys = [sort.ticker, sort.date].filter((name) => name !== null).map((name) => `${identifier(name)} NULLS LAST`);
  return `COPY (
    SELECT * FROM read_parquet([${sources.map(literal).join(", ")}])
    WHERE ${where} ORDER BY ${keys.join(", ")}
  ) TO ${literal(target)} (${PARQUET})`;
}

function readCells({ path, dialect, cells }: CellSource): string {
  const columns = Array.from({ length: cells }, (_, index) => `'${cell(index)}': 'VARCHAR'`);
  return `read_csv(${literal(path)}, auto_detect = false, header = false, delim = ${literal(dialect.delimiter)},
    quote = ${literal(dialect.quote)}, escape = ${literal(dialect.escape)}, comment = '', strict_mode = true,
    null_padding = false, max_line_size = ${MAX_RECORD_BYTES + 2}, columns = {${columns.join(", ")}})`;
}

function allGood({ columns }: CellSource): string {
  const tests = columns.map(({ index, column }) => `(${strictColumn(cell(index), column).isGood})`);
  return tests.length > 0 ? tests.join(" AND ") : "true";
}

const cell = (index: number): string => `c${index}`;
