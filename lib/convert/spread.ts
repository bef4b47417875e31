import { z } from "zod";
import { identifier, literal } from "#lib/platform/engine/sql.ts";
import type { RoleColumns, Spread } from "./contract.ts";

/** A file with more tickers than this has its spread sampled. */
export const MAX_WHOLE = 512;
const SAMPLES = 128;
const MAX_SAMPLE_ROWS = 262_144;

/** Row numbers from 1 (or 0 in a sample) and the tickers at them, in file order. */
export const SpreadRows = z.object({
  at: z.array(z.coerce.number()).nullable(),
  tickers: z.array(z.string()).nullable(),
});
type SpreadRows = z.infer<typeof SpreadRows>;

/** An aggregate over rows in file order: where the first tickers of a file start. */
export const spreadStarts = (ticker: string, n: string, isStart: string): string =>
  `{'at': min(${n}, ${MAX_WHOLE + 1}) FILTER (WHERE ${isStart}),
    'tickers': arg_min(${ticker}, ${n}, ${MAX_WHOLE + 1}) FILTER (WHERE ${isStart})}`;

/** The tickers at rows in even distances, of which there are at least 128 in a file of some size. */
export function spreadSample(path: string, { ticker }: RoleColumns): string {
  const file = `read_parquet(${literal(path)})`;
  if (!ticker) return "SELECT NULL::BIGINT[] AS at, NULL::VARCHAR[] AS tickers";
  const t = identifier(ticker);
  const step = `(SELECT greatest(1, least(count(*) // ${SAMPLES}, ${MAX_SAMPLE_ROWS})) FROM ${file})`;
  return `SELECT list(n ORDER BY n) AS at, list(t ORDER BY n) AS tickers
    FROM (SELECT ${t} AS t, file_row_number AS n FROM ${file} WHERE file_row_number % ${step} = 0 AND ${t} IS NOT NULL)`;
}

/** Puts together what the two statements found in a sorted file. */
export function spreadOf(
  { rows, tickerless, tickers }: { rows: number; tickerless: number; tickers: number },
  starts: SpreadRows,
  sample: SpreadRows,
): Spread {
  const whole = tickers <= MAX_WHOLE;
  const found = whole ? starts : sample;
  const first = whole ? 1 : 0;
  const at = [...(found.at ?? []).map((row) => row - first), rows - tickerless];
  const runs = (found.tickers ?? []).map((ticker, index): [string, number] => [
    ticker,
    // In a file that is yet to be sorted, the last start may lie behind the rows that have a ticker.
    Math.max(0, (at[index + 1] ?? 0) - (at[index] ?? 0)),
  ]);
  return { whole, runs: joinRuns(runs) };
}

/** Samples that fell on the same ticker are one run. */
function joinRuns(runs: [string, number][]): [string, number][] {
  const joined: [string, number][] = [];
  for (const [ticker, rows] of runs) {
    const last = joined.at(-1);
    if (last && last[0] === ticker) last[1] += rows;
    else joined.push([ticker, rows]);
  }
  return joined;
}
