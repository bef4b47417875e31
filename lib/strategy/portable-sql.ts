import type { StrategyParams } from "./contract.ts";
import { TIE_TOLERANCE } from "./presets.ts";

/**
 * The strategy as one statement of standard window SQL over a table `prices(ticker, sector, date, price, fill)`: explicit
 * ROWS frames, no vendor syntax. Slower than the streaming form and equal to it; the form other engines run.
 */
export function portableStrategy(table: string, params: StrategyParams): string {
  const { amount, window, includeToday, costBps, calendar, fill } = params;
  const band = [
    params.bandMin !== null && `price >= ${params.bandMin}`,
    params.bandMax !== null && `price <= ${params.bandMax}`,
  ].filter((test) => test !== false);
  const perTicker = calendar === "per-ticker";
  const atNextRow = fill !== "same-close";
  return `WITH priced AS (
      SELECT ticker, sector, date, price, fill FROM ${table}
      WHERE ${["ticker IS NOT NULL", "date IS NOT NULL", "price IS NOT NULL", ...band].join(" AND ")}
    ), purchase_day AS (
      SELECT ${perTicker ? "ticker, " : ""}MIN(date) AS date FROM priced
      GROUP BY ${perTicker ? "ticker, " : ""}EXTRACT(YEAR FROM date), EXTRACT(MONTH FROM date)
    ), marked AS (
      SELECT ticker, sector, date, price,
        AVG(price) OVER (PARTITION BY ticker ORDER BY date ROWS BETWEEN ${window} PRECEDING AND ${includeToday ? "CURRENT ROW" : "1 PRECEDING"}) AS average,
        COUNT(price) OVER (PARTITION BY ticker ORDER BY date ROWS BETWEEN ${window} PRECEDING AND ${includeToday ? "CURRENT ROW" : "1 PRECEDING"}) AS averaged,
        LAG(price, 1) OVER (PARTITION BY ticker ORDER BY date) AS previous_price,
        LEAD(date, 1) OVER (PARTITION BY ticker ORDER BY date) AS next_date,
        LEAD(fill, 1) OVER (PARTITION BY ticker ORDER BY date) AS next_fill,
        ROW_NUMBER() OVER (PARTITION BY ticker ORDER BY date DESC) AS from_end
      FROM priced
    ), signal AS (
      SELECT m.ticker, m.sector, ${atNextRow ? "m.next_date" : "m.date"} AS purchase_date, ${atNextRow ? "m.next_fill" : "m.price"} AS purchase_price
      FROM marked AS m JOIN purchase_day AS d ON d.date = m.date ${perTicker ? "AND d.ticker = m.ticker" : ""}
      WHERE m.previous_price - m.average > ${TIE_TOLERANCE} * m.previous_price ${includeToday ? "" : `AND m.averaged = ${window}`}
    )
    SELECT s.ticker, s.sector, s.purchase_date, s.purchase_price, ${amount} / s.purchase_price AS purchase_volume,
      l.price AS last_price, (l.price - s.purchase_price) * (${amount} / s.purchase_price) - ${amount} * ${costBps} / 10000.0 AS pnl
    FROM signal AS s JOIN marked AS l ON l.ticker = s.ticker AND l.from_end = 1
    WHERE s.purchase_price > 0
    ORDER BY s.ticker, s.purchase_date`;
}
