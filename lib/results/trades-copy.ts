import { z } from "zod";

/**
 * COPY takes no bound values: the run's number is the only value here, and it is checked to be one. Prices come in
 * their shortest exact form. Rows are ordered by ticker and date.
 */
export const tradesCopy = (runId: number, format: "csv" | "json"): string =>
  format === "csv" ? csvCopy(z.int().parse(runId)) : jsonCopy(z.int().parse(runId));

/** A spreadsheet would run a text that begins like a formula, so an apostrophe is put before it. */
const csvCopy = (runId: number) => `
  COPY (
    SELECT
      CASE WHEN ticker ~ '^[-=+@\\t\\r\\n]' THEN '''' ELSE '' END || ticker AS ticker,
      CASE WHEN sector ~ '^[-=+@\\t\\r\\n]' THEN '''' ELSE '' END || sector AS sector,
      to_char(purchase_date, 'YYYY-MM-DD') AS purchase_date,
      purchase_price,
      purchase_volume,
      last_price,
      pnl
    FROM trade
    WHERE run_id = ${runId}
    ORDER BY trade.ticker, trade.purchase_date
  ) TO STDOUT WITH (FORMAT csv, HEADER)`;

/** One object per line. JSON has no raw control characters, so with these two COPY never quotes a line. */
const jsonCopy = (runId: number) => `
  COPY (
    SELECT json_build_object(
      'ticker', ticker,
      'sector', sector,
      'purchase_date', to_char(purchase_date, 'YYYY-MM-DD'),
      'purchase_price', purchase_price,
      'purchase_volume', purchase_volume,
      'last_price', last_price,
      'pnl', pnl
    )
    FROM trade
    WHERE run_id = ${runId}
    ORDER BY trade.ticker, trade.purchase_date
  ) TO STDOUT WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')`;
