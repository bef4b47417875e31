import type { StrategyParams } from "./contract.ts";
import { TIE_TOLERANCE } from "./presets.ts";
import type { PriceColumns } from "./price-columns.ts";
import { type Band, type Lane, NEW_MONTH, pathsOf, pricedRows } from "./streaming-sql.ts";

/** Of each ticker's opening rows those that start a month, the very first among them, with the average of what rows there are. */
export function openings(turning: string, { includeToday }: StrategyParams): string {
  const average = "list_sum(prices[1:position]) / position";
  const isSignal = `position > 1 AND previous_price - ${average} > ${TIE_TOLERANCE} * previous_price`;
  return `WITH numbered AS (
      SELECT *, row_number() OVER (PARTITION BY ticker ORDER BY date) AS position FROM ${turning} WHERE is_opening
    ), history AS (
      SELECT ticker, list(price ORDER BY date) AS prices FROM numbered GROUP BY ticker
    )
    SELECT numbered.* REPLACE (${includeToday ? isSignal : "false"} AS is_signal)
    FROM numbered JOIN history ON history.ticker = numbered.ticker
    WHERE position = 1 OR ${NEW_MONTH}`;
}

/** Each ticker's first row of every month, with the row before it, which is the last of an earlier month. */
export function monthStarts(turning: string, opening: string, { fill }: PriceColumns): string {
  const today = `ticker, sector, date, price, is_signal, ${fill ? "fill_date, fill_price" : "date AS fill_date, price AS fill_price"}`;
  return `SELECT ${today}, previous_date, previous_price FROM ${turning} WHERE NOT is_opening
    UNION ALL SELECT ${today}, CASE WHEN position > 1 THEN previous_date END, CASE WHEN position > 1 THEN previous_price END
    FROM ${opening}`;
}

/**
 * Each ticker's last row and how many it has. The first row of the ticker that follows tells; nothing follows
 * the last ticker of a lane, and its rows are read again.
 */
export function closings(opening: string, lanes: Lane[], columns: PriceColumns, params: Band): string {
  return `WITH start AS (
      SELECT ticker, lead(n) OVER following - n AS "rows", lead(previous_date) OVER following AS last_date,
        lead(previous_price) OVER following AS last_price
      FROM ${opening} WHERE position = 1 WINDOW following AS (ORDER BY ticker)
    )
    SELECT ticker, "rows", last_date, last_price FROM start WHERE last_date IS NOT NULL
    UNION ALL SELECT ticker, count(*), max(date), arg_max(price, date) FROM (${pricedRows({ paths: pathsOf(lanes) }, columns, params)})
    WHERE ticker IN (SELECT ticker FROM start WHERE last_date IS NULL) GROUP BY ticker`;
}
