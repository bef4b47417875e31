import { PARQUET_ENCODING } from "#lib/platform/engine/parquet.ts";
import { identifier, literal } from "#lib/platform/engine/sql.ts";
import { type Dialect, MAX_RECORD_BYTES, type RecipeColumn } from "#lib/schema/contract.ts";
import { isNullToken, strictColumn } from "#lib/schema/strict-sql.ts";
import type { FoundValue, Lookup } from "./lookup/lookup.ts";
import { isFound, joinLookups, lookupComplaint, lookupValue } from "./lookup/lookup-sql.ts";
import type { PlainSpelling } from "./spelling/plain-spelling.ts";

/** Eight times as much, as DuckDB takes for lines of this length, is 50 MB more for each file. */
const READ_BYTES = 2 * MAX_RECORD_BYTES;

/** With filters pushed below the projection each cell would be read twice: a third of the statement's time. */
const WRITE_WITHOUT_RULES = ["filter_pushdown"];

/** Looked up row by row as they come; the side that is read last, which sets the order, must not change. */
export const rulesWithout = ({ lookups = [] }: CellSource): string[] =>
  lookups.length > 0 ? [...WRITE_WITHOUT_RULES, "join_order", "build_side_probe_side"] : WRITE_WITHOUT_RULES;

/** The files that a statement about the source opens. */
export const pathsOf = ({ path, lookups = [] }: CellSource): string[] => [
  path,
  ...lookups.map((lookup) => lookup.path),
];

/** A column that is kept, where it stands in the file, and how all its cells are spelled, if plainly. */
export interface LocatedColumn {
  index: number;
  column: RecipeColumn;
  spelling?: PlainSpelling;
  /** A value that does not fit becomes NULL; otherwise its row is rejected. */
  nullsMisfits?: boolean;
}

/** Data records only (no header), structurally sound. */
export interface CellSource {
  path: string;
  dialect: Dialect;
  cells: number;
  columns: LocatedColumn[];
  /** Columns that are kept but not in the file; `at` is their place among those that are kept. */
  absent?: { at: number; column: RecipeColumn }[];
  derived: FoundValue[];
  lookups?: Lookup[];
}

/** Writes the good rows, typed, in file order; the statement's Count is their number. A value that is NULL must be a null token's. */
export function writeGoodRows(
  { columns, absent = [], derived, lookups = [], ...source }: CellSource,
  target: string,
): string {
  const values = columns.map((located, at) => `${typedValue(located)} AS v${at}`);
  const named = columns.map(({ column }, at) => `v${at} AS ${identifier(column.name)}`);
  for (const { at, column } of absent) named.splice(at, 0, `${nullOf(column)} AS ${identifier(column.name)}`);
  const constants = derived.map(
    ({ column, value }) => `CAST(${value === null ? "NULL" : literal(value)} AS VARCHAR) AS ${identifier(column.name)}`,
  );
  const found = lookups.map((lookup, at) => `${lookupValue(at)} AS ${identifier(lookup.column.name)}`);
  const judged = columns.map((located, at) => ({ ...located, at })).filter(mayBeMisfit);
  const raw = judged.map(({ index, at }) => `${cell(index)} AS r${at}`);
  const tests = judged.map(({ at, column }) => `(v${at} IS NOT NULL OR ${isNullToken(`r${at}`, column)})`);
  return `COPY (
    SELECT ${[...named, ...constants, ...found].join(", ")}
    FROM (SELECT ${[...values, ...raw].join(", ")} FROM ${readCells(source, readTypes(columns))})
    ${joinLookups(lookups, ({ at }) => `v${at}`)}
    WHERE ${["true", ...tests, ...lookups.flatMap((lookup, at) => (lookup.column.unmatched === "reject" ? [isFound(at)] : []))].join(" AND ")}
  ) TO ${literal(target)} (${PARQUET_ENCODING})`;
}

/** NULL of the type that the column has in other files. */
const nullOf = (column: RecipeColumn): string => `CAST(NULL AS ${strictColumn("''", column).duckType})`;

function typedValue({ index, column, spelling }: LocatedColumn): string {
  if (spelling?.value) return spelling.value(cell(index));
  return spelling || isTextAsRead(column) ? cell(index) : strictColumn(cell(index), column).value;
}

/** The reader itself gives NULL for an empty cell, quoted or not. */
const isTextAsRead = ({ type, nullTokens, trim }: RecipeColumn): boolean =>
  type === "text" && !trim && nullTokens.length === 1 && nullTokens[0] === "";

const mayBeMisfit = (located: LocatedColumn): boolean => !located.nullsMisfits && mayNotFit(located);

const mayNotFit = ({ column, spelling }: LocatedColumn): boolean => !spelling && column.type !== "text";

/** Whether some misfits may have become NULL, which the number of rows written does not tell. */
export const mayHaveNulled = (columns: readonly LocatedColumn[]): boolean =>
  columns.some((located) => located.nullsMisfits && mayNotFit(located));

const readTypes = (columns: LocatedColumn[]): Map<number, string> =>
  new Map(columns.flatMap(({ index, spelling }) => (spelling ? [[index, spelling.readAs]] : [])));

/** Writes one JSON line per bad cell, in row order: row (1-based within the source), column, value, reason, whether it became NULL. */
export function writeBadCells(source: CellSource, target: string): string {
  const judged = source.columns.filter(mayNotFit);
  const complaints = judged.map(({ index, column, nullsMisfits = false }) => {
    const { isGood, reason } = strictColumn(cell(index), column);
    const complaint = `{'column': ${literal(column.source)}, 'value': ${cell(index)}, 'reason': ${reason}, 'nulled': ${nullsMisfits}}`;
    return `CASE WHEN NOT (${isGood}) THEN ${complaint} END`;
  });
  const { lookups = [] } = source;
  const keyOf = ({ at }: Lookup) => {
    const located = source.columns[at];
    return located ? strictColumn(cell(located.index), located.column).value : "NULL";
  };
  const sources = lookups.map((lookup, at) =>
    lookupComplaint(lookup, at, source.columns[lookup.at]?.column.source ?? "", keyOf(lookup)),
  );
  const isWhole = [allFit(judged), ...lookups.map((_, at) => isFound(at))].join(" AND ");
  return `COPY (
    SELECT n AS "row", bad.column AS "column", bad.value AS value, bad.reason AS reason, bad.nulled AS nulled
    FROM (
      SELECT n, unnest(list_filter([${[...complaints, ...sources].join(", ")}], lambda c: c IS NOT NULL)) AS bad
      FROM (SELECT row_number() OVER () AS n, * FROM ${readCells(source)})
      ${joinLookups(lookups, keyOf)}
      WHERE NOT (${isWhole})
    )
    ${lookups.length > 0 ? "ORDER BY n" : ""}
  ) TO ${literal(target)} (FORMAT json, USE_TMP_FILE false)`;
}

export interface SortColumns {
  ticker: string | null;
  date: string | null;
}

/** The same rows in the order of the roles a dataset has; NULLs last, ties in file order, which the engine's sort does not keep by itself. */
export function writeSorted(sources: string[], target: string, sort: SortColumns, where = "true"): string {
  const keys = [sort.ticker, sort.date].filter((name) => name !== null).map((name) => `${identifier(name)} NULLS LAST`);
  return `COPY (
    SELECT * FROM read_parquet([${sources.map(literal).join(", ")}])
    WHERE ${where} ORDER BY ${[...keys, "file_index", "file_row_number"].join(", ")}
  ) TO ${literal(target)} (${PARQUET_ENCODING})`;
}

export function readCells(
  { path, dialect, cells }: Pick<CellSource, "path" | "dialect" | "cells">,
  types: Map<number, string> = new Map(),
): string {
  const columns = Array.from({ length: cells }, (_, index) => `'${cell(index)}': '${types.get(index) ?? "VARCHAR"}'`);
  return `read_csv(${literal(path)}, auto_detect = false, header = false, delim = ${literal(dialect.delimiter)},
    quote = '"', escape = '"', comment = '', strict_mode = true,
    null_padding = false, max_line_size = ${MAX_RECORD_BYTES + 2}, buffer_size = ${READ_BYTES}, columns = {${columns.join(", ")}})`;
}

function allFit(columns: readonly LocatedColumn[]): string {
  const tests = columns.map(({ index, column }) => `(${strictColumn(cell(index), column).isGood})`);
  return tests.length > 0 ? tests.join(" AND ") : "true";
}

const cell = (index: number): string => `c${index}`;
