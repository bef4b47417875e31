import { identifier, literal } from "#lib/platform/engine/sql.ts";

const parquet = (paths: string[]): string => `read_parquet([${paths.map(literal).join(", ")}])`;

/** Rows per ticker over some parts, in ticker order; rows without a ticker come last as NULL. */
export function rowsPerTicker(paths: string[], ticker: string): string {
  return `SELECT ${identifier(ticker)} AS ticker, count(*) AS rows FROM ${parquet(paths)} GROUP BY 1 ORDER BY 1 NULLS LAST`;
}

/** The rows from one cut point up to the next; the last shard also takes the rows without a ticker. */
export function tickerRange(ticker: string, from: string | undefined, to: string | undefined): string {
  const t = identifier(ticker);
  const tests = [from !== undefined && `${t} >= ${literal(from)}`, to !== undefined && `${t} < ${literal(to)}`].filter(
    Boolean,
  );
  if (tests.length === 0) return "true";
  return to === undefined ? `(${tests.join(" AND ")} OR ${t} IS NULL)` : tests.join(" AND ");
}
