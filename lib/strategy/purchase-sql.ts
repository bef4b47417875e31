import type { StrategyParams } from "./contract.ts";

/** The first trading day of each month over all tickers; a ticker without a row on it is skipped that month. */
export const globalCalendar = (monthStart: string): string =>
  `SELECT min(date) AS date FROM (SELECT DISTINCT date FROM ${monthStart}) GROUP BY year(date), month(date)`;

/** Rows on a purchase day, with what a purchase would pay and the ticker's last price. */
export function candidates(monthStart: string, calendar: string, closing: string, params: StrategyParams): string {
  return `SELECT m.ticker, m.sector, m.is_signal, m.fill_date, m.fill_price, c.last_price
    FROM ${monthStart} AS m JOIN ${closing} AS c ON c.ticker = m.ticker
    ${params.calendar === "global" ? `JOIN ${calendar} AS d ON d.date = m.date` : ""}`;
}

/** The purchases, in the columns of the trade table. */
export function purchases(candidate: string, { amount, costBps }: StrategyParams): string {
  return `SELECT ticker, sector, fill_date AS purchase_date, fill_price AS purchase_price,
      ${amount} / fill_price AS purchase_volume, last_price,
      (last_price - fill_price) * (${amount} / fill_price) - ${amount} * ${costBps} / 10000.0 AS pnl
    FROM ${candidate} WHERE is_signal AND fill_price > 0`;
}
