import { PARQUET_ENCODING } from "#lib/platform/engine/parquet.ts";
import { literal, literals } from "#lib/platform/engine/sql.ts";
import { strictColumn } from "#lib/schema/strict-sql.ts";
import { type CellSource, readCells } from "../convert-sql.ts";

const EXAMPLES = 5;
const PLACES = 3;

type KeySource = Pick<CellSource, "path" | "dialect" | "cells" | "columns" | "derived"> & {
  hasRow: boolean;
  keyCount: number;
};

/** What the column of the nth key is called while it is read. */
export const keyName = (at: number): string => `key ${at}`;

/** Writes ticker (t), day (d) and what is looked up by (k0, k1, …) of every record, in file order; n: its row, where the first cell says so. */
export function writeKeys(source: KeySource, target: string): string {
  const { columns, derived, hasRow, keyCount } = source;
  // A column that is a key as well is read as it is written.
  const isText = new Set(columns.flatMap(({ index, column }) => (column.type === "text" ? index : [])));
  const spelled = columns.filter(({ index }) => !isText.has(index));
  const types = new Map(spelled.flatMap(({ index, spelling }) => (spelling ? [[index, spelling.readAs]] : [])));
  const played = new Map<string, string>(
    derived.map(({ column, value }) => [column.role, value === null ? "NULL" : literal(value)]),
  );
  for (const { index, column } of columns)
    played.set(
      column.role === "none" ? column.name : column.role,
      types.has(index) ? `c${index}` : strictColumn(`c${index}`, column).value,
    );
  const keys = Array.from(
    { length: keyCount },
    (_, at) => `CAST(${played.get(keyName(at)) ?? "NULL"} AS VARCHAR) AS k${at}`,
  );
  return `COPY (
    SELECT ${hasRow ? "CAST(c0 AS BIGINT)" : "NULL::BIGINT"} AS n,
      ${[...keys, `CAST(${played.get("ticker") ?? "NULL"} AS VARCHAR) AS t`, `CAST(${played.get("date") ?? "NULL"} AS DATE) AS d`].join(", ")}
    FROM ${readCells(source, types)}
  ) TO ${literal(target)} (${PARQUET_ENCODING})`;
}

/** Parts in the order of their files, and the place of each one's file. */
export interface KeyParts {
  paths: readonly string[];
  files: readonly number[];
}

const keysOf = ({ paths }: KeyParts): string => `read_parquet([${literals(paths)}])`;

/**
 * One streaming pass: for each ticker in each file its days and the rows that repeat the one before, and whether the file
 * goes on by ticker and day, or by day and ticker.
 */
export const createRanges = (parts: KeyParts): string => `CREATE TABLE ranges AS
  SELECT f, t, count(*) AS n, min(d) AS low, max(d) AS high,
    count_if(f = before_f AND t = before_t AND d = before_d) AS near,
    count_if(f = before_f AND (t < before_t OR (t = before_t AND d < before_d))) AS back_by_ticker,
    count_if(f = before_f AND (d < before_d OR (d = before_d AND t < before_t))) AS back_by_day
  FROM (
    SELECT f, t, d, lag(f) OVER () AS before_f, lag(t) OVER () AS before_t, lag(d) OVER () AS before_d
    FROM (SELECT [${parts.files.join(", ")}][CAST(file_index AS BIGINT) + 1] AS f, t, d FROM ${keysOf(parts)} WHERE t IS NOT NULL AND d IS NOT NULL)
  )
  GROUP BY f, t`;

/** Only these may share a day: rows next to each other do, files overlap, or a file is in no order. Of all others it is certain that they do not. */
export const CREATE_SUSPECTS = `CREATE TABLE suspects AS
  WITH ordered AS (
    SELECT f, sum(back_by_ticker) = 0 OR sum(back_by_day) = 0 AS is_ordered FROM ranges GROUP BY f
  ), reached AS (
    SELECT f, t, n, near, low,
      max(high) OVER (PARTITION BY t ORDER BY low, f ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reach
    FROM ranges
  )
  SELECT DISTINCT t FROM reached JOIN ordered USING (f) WHERE near > 0 OR reach >= low OR (n > 1 AND NOT is_ordered)`;

export const createRepeats = (parts: KeyParts): string => `CREATE TABLE repeats AS
  SELECT t, d, count(*) AS n FROM ${keysOf(parts)}
  WHERE t IN (SELECT t FROM suspects) AND d IS NOT NULL
  GROUP BY t, d HAVING count(*) > 1`;

export const COUNT_REPEATS = `SELECT
    (SELECT coalesce(sum(n), 0) FROM ranges) AS "rows",
    (SELECT coalesce(sum(n - 1), 0) FROM repeats) AS repeated`;

/** The first of them, with the first rows of each: `part` is the place of its part, `row` is counted within it where `n` says nothing. */
export const showRepeats = (parts: KeyParts): string => `
  SELECT t AS ticker, CAST(d AS VARCHAR) AS "date", any_value(shown.n) AS "rows",
    list({'part': file_index, 'row': file_row_number + 1, 'n': keys.n} ORDER BY file_index, file_row_number)[:${PLACES}] AS places
  FROM (SELECT n, t, d, file_index, file_row_number FROM ${keysOf(parts)}) AS keys
    JOIN (SELECT t, d, n FROM repeats ORDER BY t, d LIMIT ${EXAMPLES}) AS shown USING (t, d)
  GROUP BY t, d ORDER BY t, d`;

/** More rows than a part can have. */
export const PART_ROWS = 2 ** 33;

/** The different keys of one column with the place of the first of each, in their order; NULL for the rows that have none. */
export const listKeys = (parts: KeyParts, at: number, most: number): string => `
  SELECT k${at} AS key, count(*) AS "rows", min(file_index::BIGINT * ${PART_ROWS} + coalesce(n, file_row_number + 1)) AS place
  FROM ${keysOf(parts)} GROUP BY k${at} ORDER BY place LIMIT ${most + 2}`;
