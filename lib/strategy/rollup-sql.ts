/** Rollup of the purchases per ticker and sector, in the columns of the ticker_total table. */
export const tickerTotals = (purchase: string): string =>
  `SELECT ticker, sector, ${SUMS}, min(purchase_date) AS first_date, max(purchase_date) AS last_date
    FROM ${purchase} GROUP BY ticker, sector ORDER BY ticker, sector`;

/**
 * Rollup per sector and month, in the columns of the sector_month table: dense from the sector's first purchase to the
 * run's last month. Held value: shares bought so far at each ticker's last price of the month; a ticker that stops is
 * carried at its last price. It is summed up from each ticker's changes, so that months without a row need none.
 */
export function sectorMonths(purchase: string, monthStart: string, closing: string): string {
  return `WITH bought AS MATERIALIZED (
      SELECT sector, ${monthOf("purchase_date")} AS month, ${SUMS}, max(pnl) AS best_pnl, min(pnl) AS worst_pnl
      FROM ${purchase} GROUP BY 1, 2
    ), month_end AS (
      SELECT ticker, ${monthOf("previous_date")} AS month, previous_price AS price, ${monthOf("date")} AS next_month
      FROM ${monthStart} WHERE previous_date IS NOT NULL
      UNION ALL SELECT ticker, ${monthOf("last_date")}, last_price, NULL FROM ${closing}
    ), holding AS MATERIALIZED (
      SELECT row_number() OVER () AS id, ticker, sector, ${monthOf("min(purchase_date)")} AS since FROM ${purchase} GROUP BY ticker, sector
    ), volume AS (
      SELECT h.id, ${monthOf("p.purchase_date")} AS month, sum(p.purchase_volume) AS volume
      FROM ${purchase} AS p JOIN holding AS h ON h.ticker = p.ticker AND h.sector = p.sector GROUP BY 1, 2
    ), held AS MATERIALIZED (
      SELECT h.sector, e.month, e.next_month, e.price * sum(coalesce(v.volume, 0)) OVER (
          PARTITION BY h.id ORDER BY e.month ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS value
      FROM holding AS h JOIN month_end AS e ON e.ticker = h.ticker AND e.month >= h.since
      LEFT JOIN volume AS v ON v.id = h.id AND v.month = e.month
    ), changed AS (
      SELECT sector, month, sum(change) AS change FROM (
        SELECT sector, month, value AS change FROM held
        UNION ALL SELECT sector, next_month, -value FROM held WHERE next_month IS NOT NULL
      ) GROUP BY 1, 2
    ), sector_since AS (
      SELECT sector, min(month) AS since FROM bought GROUP BY 1
    ), run_month AS (
      SELECT unnest(generate_series((SELECT min(since)::TIMESTAMP FROM sector_since),
        (SELECT ${monthOf("max(last_date)")}::TIMESTAMP FROM ${closing}), INTERVAL 1 MONTH))::DATE AS month
    )
    SELECT s.sector, m.month, coalesce(b.trades, 0) AS trades, coalesce(b.wins, 0) AS wins, coalesce(b.invested, 0) AS invested,
      coalesce(b.value, 0) AS value, coalesce(b.pnl, 0) AS pnl, b.best_pnl, b.worst_pnl,
      sum(coalesce(c.change, 0)) OVER (
        PARTITION BY s.sector ORDER BY m.month ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS held_value
    FROM sector_since AS s JOIN run_month AS m ON m.month >= s.since
    LEFT JOIN bought AS b ON b.sector = s.sector AND b.month = m.month
    LEFT JOIN changed AS c ON c.sector = s.sector AND c.month = m.month
    ORDER BY s.sector, m.month`;
}

const monthOf = (date: string): string => `date_trunc('month', ${date})::DATE`;

const SUMS = `count(*) AS trades, count(*) FILTER (WHERE pnl > 0) AS wins, sum(purchase_price * purchase_volume) AS invested,
      sum(last_price * purchase_volume) AS value, sum(pnl) AS pnl`;

export const totals = (purchase: string): string =>
  `SELECT count(*) AS trades, count(*) FILTER (WHERE pnl > 0) AS wins, coalesce(sum(purchase_price * purchase_volume), 0) AS invested,
      coalesce(sum(last_price * purchase_volume), 0) AS value, coalesce(sum(pnl), 0) AS pnl,
      CAST(min(purchase_date) AS VARCHAR) AS "from", CAST(max(purchase_date) AS VARCHAR) AS "to" FROM ${purchase}`;

/** Money in per purchase day, for the money-weighted return. */
export const flows = (purchase: string): string =>
  `SELECT CAST(purchase_date AS VARCHAR) AS date, sum(purchase_price * purchase_volume) AS invested
    FROM ${purchase} GROUP BY 1 ORDER BY 1`;

/** The whole run month by month, from the sector rollup. */
export const equity = (sectorMonth: string): string =>
  `SELECT CAST(month AS VARCHAR) AS month, sum(invested) AS invested, sum(held_value) AS held
    FROM ${sectorMonth} GROUP BY 1 ORDER BY 1`;

/** Candidates, signals, and what the same amount on every candidate would have become: the comparison with no signal. */
export const signalCounts = (candidate: string): string =>
  `SELECT count(*) AS candidates, count(*) FILTER (WHERE is_signal) AS signals,
      avg(last_price / fill_price) FILTER (WHERE fill_price > 0) - 1 AS no_signal_roi FROM ${candidate}`;
