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
 * Every row is compared with the k-th row before it in the file, and with its ticker, so nothing is sorted or hashed
 * and memory stays constant. `same_k` says whether the row k back belongs to the same ticker.
 */
export function turningRows(lane: Lane, columns: PriceColumns, params: StrategyParams): string {
  const { window } = params;
  const back = Array.from({ length: window }, (_, at) => at + 1);
  const compared = params.includeToday ? back : [...new Set([1, window])];
  const { fill } = columns;
  return `SELECT ticker, sector, date, price, n,
      CASE WHEN same_1 THEN price_1 END AS previous_price,
      CASE WHEN same_1 THEN date_1 END AS previous_date,
      ${NEW_MONTH} AS first_in_month,
      next_ticker IS DISTINCT FROM ticker AS is_last,
      coalesce(same_1 AND price_1 - ${average(params)} > ${TIE_TOLERANCE} * price_1, false) AS is_signal
      ${fill ? ", CASE WHEN next_ticker = ticker THEN next_date END AS fill_date" : ""}
      ${fill ? ", CASE WHEN next_ticker = ticker THEN next_fill END AS fill_price" : ""}
    FROM (
      SELECT ticker, sector, date, price, row_number() OVER () AS n,
        ${back.map((k) => `lag(price, ${k}) OVER () AS price_${k}`).join(", ")},
        ${compared.map((k) => `lag(ticker, ${k}) OVER () IS NOT DISTINCT FROM ticker AS same_${k}`).join(", ")},
        lag(date) OVER () AS date_1, day, lag(day) OVER () AS day_1, lead(ticker) OVER () AS next_ticker
        ${fill ? ", lead(date) OVER () AS next_date, lead(fill) OVER () AS next_fill" : ""}
      FROM (SELECT *, day(date) AS day FROM (${pricedRows(lane, columns, params)}))
    )
    WHERE (day <= day_1 OR date - date_1 > 27 OR NOT same_1 OR next_ticker IS DISTINCT FROM ticker)
      AND (${NEW_MONTH} OR next_ticker IS DISTINCT FROM ticker)`;
}

/** The WHERE clause first asks the cheap question (can the month have changed?), which one row in twenty answers with yes. */
const NEW_MONTH = "(NOT same_1 OR month(date) <> month(date_1) OR year(date) <> year(date_1))";

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
  return `SELECT ${identifier(ticker)} AS ticker, ${sector ? `coalesce(${identifier(sector)}, '–')` : "'–'"} AS sector,
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

/** Sums run from the oldest row to today, so that every engine adds in the same order. */
function average({ window, includeToday }: StrategyParams): string {
  const oldestFirst = Array.from({ length: window }, (_, at) => window - at);
  if (!includeToday) {
    const sum = oldestFirst.map((k) => `price_${k}`).join(" + ");
    return `(CASE WHEN same_${window} THEN (${sum}) / ${window} END)`;
  }
  const sum = oldestFirst.map((k) => `CASE WHEN same_${k} THEN price_${k} ELSE 0 END`).join(" + ");
  const count = oldestFirst.map((k) => `CAST(same_${k} AS INTEGER)`).join(" + ");
  return `((${sum} + price) / (${count} + 1))`;
}

/** The first trading day of each month over all lanes; a ticker without a row on it is skipped that month. */
export const globalCalendar = (turning: string): string =>
  `SELECT min(date) AS date FROM ${turning} WHERE first_in_month GROUP BY year(date), month(date)`;

/** Rows on a purchase day, with what a purchase would pay and the ticker's last price. */
export function candidates(turning: string, calendar: string, columns: PriceColumns, params: StrategyParams): string {
  const onCalendar = params.calendar === "global" ? `AND t.date IN (SELECT date FROM ${calendar})` : "";
  return `SELECT t.ticker, t.sector, last_row.price AS last_price, t.is_signal,
      ${columns.fill ? "t.fill_date, t.fill_price" : "t.date AS fill_date, t.price AS fill_price"}
    FROM ${turning} AS t JOIN ${turning} AS last_row ON last_row.ticker = t.ticker AND last_row.is_last
    WHERE t.first_in_month ${onCalendar}`;
}

/** The purchases, in the columns of the trade table. */
export function purchases(candidate: string, { amount, costBps }: StrategyParams): string {
  return `SELECT ticker, sector, fill_date AS purchase_date, fill_price AS purchase_price,
      ${amount} / fill_price AS purchase_volume, last_price,
      (last_price - fill_price) * (${amount} / fill_price) - ${amount} * ${costBps} / 10000.0 AS pnl
    FROM ${candidate} WHERE is_signal AND fill_price > 0`;
}
