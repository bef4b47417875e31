import { identifier, literal } from "#lib/platform/engine/sql.ts";
import type { StrategyParams } from "./contract.ts";
import { TIE_TOLERANCE } from "./presets.ts";
import type { PriceColumns } from "./price-columns.ts";

/** One stream of rows in (ticker, date) order: files in order, and optionally only the tickers in [from, to). */
export interface Lane {
  paths: string[];
  from?: string;
  to?: string;
}

/**
 * The rows of one lane at which something can happen: the first of each ticker's month, and each ticker's last.
 * Rows are compared with those before them in the file, so nothing is sorted or hashed and memory stays constant.
 * `starts` marks a ticker's first row; the row k back is of the same ticker when none of the last k rows starts one.
 */
export function turningRows(lane: Lane, columns: PriceColumns, params: StrategyParams): string {
  const { fill } = columns;
  const prices = upTo(params.window).map((k) => `lag(price, ${k}) OVER () AS price_${k}`);
  const starts = upTo(params.window - 1).map((k) => `lag(starts, ${k}, true) OVER () AS starts_${k}`);
  return `SELECT ticker, coalesce(sector, '–') AS sector, date, price, n,
      CASE WHEN NOT starts THEN price_1 END AS previous_price,
      CASE WHEN NOT starts THEN date_1 END AS previous_date,
      ${NEW_MONTH} AS first_in_month, is_last,
      coalesce(NOT starts AND price_1 - ${average(params)} > ${TIE_TOLERANCE} * price_1, false) AS is_signal
      ${fill ? ", CASE WHEN NOT is_last THEN next_date END AS fill_date, CASE WHEN NOT is_last THEN next_fill END AS fill_price" : ""}
    FROM (
      SELECT ticker, sector, date, price, day, starts, date_1, row_number() OVER () AS n,
        ${[...prices, ...starts].join(", ")},
        lag(day) OVER () AS day_1, lead(starts, 1, true) OVER () AS is_last
        ${fill ? ", lead(date) OVER () AS next_date, lead(fill) OVER () AS next_fill" : ""}
      FROM (
        SELECT *, day(date) AS day, lag(ticker) OVER () IS DISTINCT FROM ticker AS starts, lag(date) OVER () AS date_1
        FROM (${pricedRows(lane, columns, params)})
      )
    )
    WHERE (day <= day_1 OR date - date_1 > 27 OR starts OR is_last) AND (${NEW_MONTH} OR is_last)`;
}

/** The WHERE clause first asks the cheap question (can the month have changed?), which one row in twenty answers with yes. */
const NEW_MONTH = "(starts OR month(date) <> month(date_1) OR year(date) <> year(date_1))";

const upTo = (last: number): number[] => Array.from({ length: last }, (_, at) => at + 1);

/** Rows the strategy sees: with a price, a ticker and a day, and within the band. */
export function pricedRows(lane: Lane, columns: PriceColumns, params: StrategyParams): string {
  const { ticker, date, sector, price, fill } = columns;
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
      ${fill ? `, CAST(${identifier(fill)} AS DOUBLE) AS fill` : ""}
    FROM read_parquet([${lane.paths.map(literal).join(", ")}])
    WHERE ${tests.join(" AND ")}`;
}

/** Rows that no strategy can use: without a ticker, a day or a price. The Parquet's statistics answer when there are none. */
export function missingRows(lanes: Lane[], { ticker, date, price }: PriceColumns): string {
  const paths = [...new Set(lanes.flatMap((lane) => lane.paths))];
  return `SELECT count(*) AS "rows" FROM read_parquet([${paths.map(literal).join(", ")}])
    WHERE ${[ticker, date, price].map((name) => `${identifier(name)} IS NULL`).join(" OR ")}`;
}

/** Sums run from the oldest row to today, so that every engine adds in the same order. A window cut short by its ticker's start is rare and slower. */
function average({ window, includeToday }: StrategyParams): string {
  const oldestFirst = upTo(window).reverse();
  const sum = oldestFirst.map((k) => `price_${k}`).join(" + ");
  if (!includeToday) return `(CASE WHEN ${sameTicker(window)} THEN (${sum}) / ${window} END)`;
  const partialSum = oldestFirst.map((k) => `CASE WHEN ${sameTicker(k)} THEN price_${k} ELSE 0 END`).join(" + ");
  const partialCount = oldestFirst.map((k) => `CAST(${sameTicker(k)} AS INTEGER)`).join(" + ");
  return `(CASE WHEN ${sameTicker(window)} THEN (${sum} + price) / ${window + 1}
      ELSE (${partialSum} + price) / (${partialCount} + 1) END)`;
}

/** Whether the row k back belongs to this row's ticker. */
const sameTicker = (k: number): string =>
  `NOT (${["starts", ...upTo(k - 1).map((back) => `starts_${back}`)].join(" OR ")})`;

/** The first trading day of each month over all lanes; a ticker without a row on it is skipped that month. */
export const globalCalendar = (turning: string): string =>
  `SELECT min(date) AS date FROM ${turning} WHERE first_in_month GROUP BY year(date), month(date)`;

/** Each ticker's last price. */
export const lastPrices = (turning: string): string =>
  `SELECT ticker, price AS last_price FROM ${turning} WHERE is_last`;

/** Rows on a purchase day, with what a purchase would pay and the ticker's last price. */
export function candidates(
  turning: string,
  calendar: string,
  lastPrice: string,
  columns: PriceColumns,
  params: StrategyParams,
): string {
  const onCalendar = params.calendar === "global" ? `AND t.date IN (SELECT date FROM ${calendar})` : "";
  return `SELECT t.ticker, t.sector, l.last_price, t.is_signal,
      ${columns.fill ? "t.fill_date, t.fill_price" : "t.date AS fill_date, t.price AS fill_price"}
    FROM ${turning} AS t JOIN ${lastPrice} AS l ON l.ticker = t.ticker
    WHERE t.first_in_month ${onCalendar}`;
}

/** The purchases, in the columns of the trade table. */
export function purchases(candidate: string, { amount, costBps }: StrategyParams): string {
  return `SELECT ticker, sector, fill_date AS purchase_date, fill_price AS purchase_price,
      ${amount} / fill_price AS purchase_volume, last_price,
      (last_price - fill_price) * (${amount} / fill_price) - ${amount} * ${costBps} / 10000.0 AS pnl
    FROM ${candidate} WHERE is_signal AND fill_price > 0`;
}
