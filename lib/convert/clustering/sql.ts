import type { RoleColumns } from "#lib/convert/contract.ts";
import { PARQUET_ENCODING } from "#lib/platform/engine/parquet.ts";
import { identifier, literal } from "#lib/platform/engine/sql.ts";
import type { DuplicateRule } from "#lib/schema/contract.ts";
import type { Key } from "./key.ts";
import type { SegmentInput } from "./pools.ts";
import type { WrittenSegment } from "./segments.ts";

/** Row groups of this many rows are read fastest; see docs/decisions.md. */
const GROUP_ROWS = 122_880;
/** DuckDB cuts row groups at whole vectors. */
const VECTOR_ROWS = 2_048;

/** Shards need no bloom filter: their row groups hold a few tickers each, and their bounds say which. */
const parquetOf = (groupRows: number): string =>
  `${PARQUET_ENCODING}, ROW_GROUP_SIZE ${groupRows}, WRITE_BLOOM_FILTER false`;

type Sorting = Pick<RoleColumns, "ticker" | "date">;

/** Writes a segment's rows by ticker and date, those that share both in the order of the files; rows without a ticker in that order alone. */
export function writeSegment(
  { paths, rows: chosen }: SegmentInput,
  target: string,
  { between, isSorted, rows }: Pick<WrittenSegment, "between" | "isSorted" | "rows">,
  sorting: Sorting,
): string {
  const tests = [between === "tickerless" ? isTickerless(sorting) : isBetween(between, sorting)];
  if (chosen) tests.push(isChosen(chosen));
  const order = isSorted || between === "tickerless" ? "" : `ORDER BY ${sortKeys(sorting)}`;
  return `COPY (SELECT * FROM ${files(paths)} WHERE ${tests.join(" AND ")} ${order})
    TO ${literal(target)} (${parquetOf(evenGroups(rows))})`;
}

const isChosen = (rows: NonNullable<SegmentInput["rows"]>): string =>
  `(${rows.map(({ file, from, to }) => `(file_index = ${file} AND file_row_number BETWEEN ${from} AND ${to - 1})`).join(" OR ")})`;

/** Sorts whole files, or the given tickers of them, into a file whose row groups hold few tickers each. */
export function writeRun(inputs: readonly string[], target: string, isKept: string, sorting: Sorting): string {
  return `COPY (SELECT * FROM ${files(inputs)} WHERE ${isKept} ORDER BY ${sortKeys(sorting)})
    TO ${literal(target)} (${parquetOf(10 * VECTOR_ROWS)})`;
}

/** The tickers of some ranges, ends included, and perhaps the rows without one. */
export function isIn(
  { ticker }: Sorting,
  { ranges, tickerless }: { ranges: [string, string][]; tickerless: boolean },
): string {
  const t = identifier(ticker ?? "");
  const tests = ranges.map(([from, to]) => `${t} BETWEEN ${literal(from)} AND ${literal(to)}`);
  return `(${[...tests, ...(tickerless ? [`${t} IS NULL`] : []), "false"].join(" OR ")})`;
}

/** Copies a sorted file without the rows that share ticker and day with the one before, or after, them. */
export function dropDuplicates(source: string, target: string, rule: DuplicateRule, { ticker, date }: Sorting): string {
  const [t, d] = [identifier(ticker ?? ""), `CAST(${identifier(date ?? "")} AS DATE)`];
  const neighbour = (value: string) => (rule === "keep-first" ? `lag(${value}) OVER ()` : `lead(${value}) OVER ()`);
  return `COPY (
    SELECT * EXCLUDE (parquetry_repeats)
    FROM (SELECT *, coalesce(${t} = ${neighbour(t)} AND ${d} = ${neighbour(d)}, false) AS parquetry_repeats FROM ${files([source])})
    WHERE NOT parquetry_repeats
  ) TO ${literal(target)} (${parquetOf(GROUP_ROWS)})`;
}

/** The days of some rows, by their numbers from 0. */
export function daysAt(path: string, rows: readonly number[], { date }: Sorting): string {
  const day = date ? `CAST(CAST(${identifier(date)} AS DATE) AS VARCHAR)` : "CAST(NULL AS VARCHAR)";
  return `SELECT file_row_number AS row, ${day} AS day FROM ${files([path])} WHERE file_row_number IN (${rows.join(", ")})`;
}

const files = (paths: readonly string[]): string => `read_parquet([${paths.map(literal).join(", ")}])`;

/** `file_index` and `file_row_number` are DuckDB's own names for where a row stands. */
function sortKeys({ ticker, date }: Sorting): string {
  const keys = [ticker, date].filter((name) => name !== null).map((name) => `${identifier(name)} NULLS LAST`);
  return [...keys, "file_index", "file_row_number"].join(", ");
}

const isTickerless = ({ ticker }: Sorting): string => (ticker ? `${identifier(ticker)} IS NULL` : "true");

/** The plain comparisons come first: with them the engine passes over row groups. */
function isBetween(
  { from, to, isToIncluded }: { from: Key; to: Key; isToIncluded: boolean },
  sorting: Sorting,
): string {
  const t = identifier(sorting.ticker ?? "");
  const [first, last] = [literal(from.ticker.toString("utf8")), literal(to.ticker.toString("utf8"))];
  const tests = [`${t} >= ${first}`, `${t} <= ${last}`];
  const afterLast = isToIncluded ? to.day + 1 : to.day;
  if (Number.isFinite(from.day)) tests.push(`(${t} > ${first} OR ${isFrom(from.day, sorting)})`);
  if (afterLast === Number.NEGATIVE_INFINITY) tests.push(`${t} < ${last}`);
  if (Number.isFinite(afterLast)) tests.push(`(${t} < ${last} OR ${isBefore(afterLast, sorting)})`);
  return tests.join(" AND ");
}

/** Rows without a date stand last. */
const isFrom = (day: number, { date }: Sorting): string =>
  date ? `${identifier(date)} >= ${dayLiteral(day)} OR ${identifier(date)} IS NULL` : "true";

const isBefore = (day: number, { date }: Sorting): string =>
  date ? `coalesce(${identifier(date)} < ${dayLiteral(day)}, false)` : "false";

const dayLiteral = (day: number): string => `(DATE '1970-01-01' + ${day})`;

/** Row groups of even size, so that none is left over small. */
function evenGroups(rows: number): number {
  const even = rows / Math.max(1, Math.round(rows / GROUP_ROWS));
  return Math.max(VECTOR_ROWS, Math.ceil(Math.max(even, 1) / VECTOR_ROWS) * VECTOR_ROWS);
}
