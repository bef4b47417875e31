import { compareTickers } from "./key.ts";
import type { Limits } from "./limits.ts";
import type { TickerRange } from "./pieces.ts";
import type { OpenSource, Source } from "./source.ts";

/** What is left beside a ticker that fills shards alone goes along with it when it is less than this of a shard. */
const LEAST_SHARE = 1 / 4;

/** How many rows a shard should have, from what all sources of a dataset hold. */
export function rowsPerShard(sources: readonly Source[], { shardRows, shardBytes, shards }: Limits): number {
  const rows = sources.reduce((sum, { facts }) => sum + facts.rows, 0);
  const bytes = sources.reduce((sum, source) => sum + source.bytes, 0);
  const even = Math.min(shardRows.most, Math.max(shardRows.least, rows / shards));
  return Math.max(1, Math.floor(Math.min(even, (shardBytes * rows) / Math.max(1, bytes))));
}

/** Cuts the tickers of some sources into shards of about even size, never within a ticker and first where a shard began before. */
export function cutShards(sources: readonly OpenSource[], shardRows: number): TickerRange[] {
  const cuts = stretchesOf(sources, shardRows).flatMap((stretch, at) => {
    const within = cutEvenly(stretch, shardRows);
    return at > 0 ? [...stretch.slice(0, 1).map(({ ticker }) => ticker), ...within] : within;
  });
  return [...cuts, undefined].map((to, at) => ({ from: cuts[at - 1], to }));
}

interface RowsOfTicker {
  ticker: string;
  rows: number;
}

/** A shard that begins where one began before can keep most of that one's bytes. */
function stretchesOf(sources: readonly OpenSource[], shardRows: number): RowsOfTicker[][] {
  const began = new Set(sources.filter(({ isShard }) => isShard).map(({ facts }) => facts.minTicker));
  const stretches: RowsOfTicker[][] = [[]];
  let filled = 0;
  for (const one of rowsByTicker(sources)) {
    if (began.has(one.ticker) && filled >= shardRows / 2) {
      stretches.push([]);
      filled = 0;
    }
    stretches.at(-1)?.push(one);
    filled += one.rows;
  }
  return stretches;
}

function cutEvenly(tickers: readonly RowsOfTicker[], shardRows: number): string[] {
  const total = tickers.reduce((sum, { rows }) => sum + rows, 0);
  const even = total / Math.max(1, Math.round(total / shardRows));
  const cuts: string[] = [];
  let filled = 0;
  for (const { ticker, rows } of tickers) {
    if (filled > 0 && filled + rows / 2 > even && filled >= even * LEAST_SHARE) {
      cuts.push(ticker);
      filled = 0;
    }
    filled += rows;
  }
  return cuts;
}

function rowsByTicker(sources: readonly OpenSource[]): RowsOfTicker[] {
  const rows = new Map<string, number>();
  for (const { marks } of sources)
    for (const mark of marks) {
      const ticker = mark.key.ticker.toString("utf8");
      rows.set(ticker, (rows.get(ticker) ?? 0) + mark.rows);
    }
  return [...rows]
    .map(([ticker, count]) => ({ ticker, rows: count }))
    .sort((a, b) => compareTickers(a.ticker, b.ticker));
}
