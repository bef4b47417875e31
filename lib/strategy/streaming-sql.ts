import { identifier, literal, literals } from "#lib/platform/engine/sql.ts";
import type { StrategyParams } from "./contract.ts";
import { TIE_TOLERANCE } from "./presets.ts";
import type { PriceColumns } from "./price-columns.ts";

/** One stream of rows in (ticker, date) order: files in order, and optionally only the tickers in [from, to). */
export interface Lane {
  paths: string[];
  from?: string;
  to?: string;
}

/** Makes the table `turning`: one group of lanes after another, so that no more than a group's rows are kept aside at a time. */
export const fillTurning = (groups: Lane[][], columns: PriceColumns, params: StrategyParams): string[] =>
  groups.map((lanes, at) => {
    const into = at === 0 ? "CREATE TABLE turning AS" : "INSERT INTO turning";
    return `${into} ${turningRows(lanes, columns, params)}`;
  });

/**
 * The rows at which something can happen: a month's first, and the opening rows of each ticker, too few for a whole window.
 * Rows are compared with those before them in the file, so nothing is sorted or hashed; the lanes stream side by side.
 * What an opening row says of the rows before it may be another ticker's: `openings` puts that right.
 */
function turningRows(lanes: Lane[], columns: PriceColumns, params: StrategyParams): string {
  const streams = lanes.map((lane) => turningRowsOf(lane, columns, params));
  // A table takes small chunks of rows slowly and from one stream at a time; kept aside first, they come in large ones from all.
  return `WITH turned AS MATERIALIZED (${streams.join(" UNION ALL ")}) SELECT * FROM turned`;
}

function turningRowsOf(lane: Lane, columns: PriceColumns, params: StrategyParams): string {
  const { window } = params;
  const prices = upTo(window).map((k) => `lag(price, ${k}) OVER () AS price_${k}`);
  const isOpening = "ticker IS DISTINCT FROM window_ticker";
  return `SELECT ticker, coalesce(sector, '–') AS sector, date, price, n, previous_date, price_1 AS previous_price,
      ${isOpening} AS is_opening, price_1 - ${average(params)} > ${TIE_TOLERANCE} * price_1 AS is_signal
      ${columns.fill ? ", CASE WHEN next_ticker = ticker THEN next_date END AS fill_date, CASE WHEN next_ticker = ticker THEN next_fill END AS fill_price" : ""}
    FROM (
      SELECT *, row_number() OVER () AS n, lag(ticker, ${window}) OVER () AS window_ticker,
        lag(date) OVER () AS previous_date, ${prices.join(", ")}
        ${columns.fill ? ", lead(ticker) OVER () AS next_ticker, lead(date) OVER () AS next_date, lead(fill) OVER () AS next_fill" : ""}
      FROM (${pricedRows(lane, columns, params)})
    )
    WHERE ${isOpening} OR ${NEW_MONTH}`;
}

export const upTo = (last: number): number[] => Array.from({ length: last }, (_, at) => at + 1);

/** Of the columns `price_1` (the row before) to `price_<window>`. Sums run from the oldest row to today, so that every engine adds in the same order. */
export function average({ window, includeToday }: Pick<StrategyParams, "window" | "includeToday">): string {
  const prices = upTo(window).map((k) => `price_${k}`);
  const oldestFirst = includeToday ? [...prices.reverse(), "price"] : prices.reverse();
  return `(${oldestFirst.join(" + ")}) / ${oldestFirst.length}`;
}

/** The row before lies at least as many days back as this row's month is old. */
export const NEW_MONTH = "date - previous_date >= day(date)";

export type Band = Pick<StrategyParams, "bandMin" | "bandMax">;

/** Rows the strategy sees: with a price, a ticker and a day, and within the band. `others` are number columns by the name they get. */
export function pricedRows(
  lane: Lane,
  { ticker, date, sector, price, fill }: PriceColumns,
  params: Band,
  others: [name: string, column: string][] = fill ? [["fill", fill]] : [],
): string {
  const tests = [
    `${identifier(ticker)} IS NOT NULL`,
    `${identifier(date)} IS NOT NULL`,
    `${identifier(price)} IS NOT NULL`,
    lane.from !== undefined && `${identifier(ticker)} >= ${literal(lane.from)}`,
    lane.to !== undefined && `${identifier(ticker)} < ${literal(lane.to)}`,
    params.bandMin !== null && `${identifier(price)} >= ${params.bandMin}`,
    params.bandMax !== null && `${identifier(price)} <= ${params.bandMax}`,
  ].filter((test) => test !== false);
  return `SELECT ${identifier(ticker)} AS ticker, ${sector ? identifier(sector) : "NULL::VARCHAR"} AS sector,
      CAST(${identifier(date)} AS DATE) AS date, CAST(${identifier(price)} AS DOUBLE) AS price
      ${others.map(([name, column]) => `, CAST(${identifier(column)} AS DOUBLE) AS ${name}`).join("")}
    FROM read_parquet([${lane.paths.map(literal).join(", ")}])
    WHERE ${tests.join(" AND ")}`;
}

/** Rows that no strategy can use: without a ticker, a day or a price. Files are read only where the Parquet's statistics count some. */
export function missingRows(lanes: Lane[], { ticker, date, price }: PriceColumns): string {
  const names = [ticker, date, price];
  const files = literals(pathsOf(lanes));
  return `SELECT count(*) AS "rows" FROM read_parquet([${files}])
    WHERE (${names.map((name) => `${identifier(name)} IS NULL`).join(" OR ")}) AND filename IN (
      SELECT file_name FROM parquet_metadata([${files}])
      WHERE path_in_schema IN (${literals(names)}) AND stats_null_count IS DISTINCT FROM 0)`;
}

/** Every file once: lanes may share one. */
export const pathsOf = (lanes: Lane[]): string[] => [...new Set(lanes.flatMap(({ paths }) => paths))];
