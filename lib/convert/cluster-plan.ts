import type { PartToCluster } from "./queries.ts";

/** Parts whose ticker ranges overlap, directly or through others. A group of one needs no merging. */
export type PartGroup = PartToCluster[];

/** Groups parts so that no ticker lies in two groups, in ticker order. Parts without a ticker stand alone, in path order. */
export function groupOverlapping(parts: PartToCluster[]): PartGroup[] {
  const ranged = parts.filter(({ facts }) => facts.minTicker !== null);
  const others = parts.filter((part) => !ranged.includes(part)).map((part) => [part]);
  const sorted = ranged.sort((a, b) => compareBytes(a.facts.minTicker ?? "", b.facts.minTicker ?? ""));
  const groups: PartGroup[] = [];
  let reach = "";
  for (const part of sorted) {
    const open = groups.at(-1);
    const max = part.facts.maxTicker ?? "";
    if (open && compareBytes(part.facts.minTicker ?? "", reach) <= 0) {
      open.push(part);
      if (compareBytes(max, reach) > 0) reach = max;
    } else {
      groups.push([part]);
      reach = max;
    }
  }
  return [...groups, ...others];
}

/** First tickers of the shards to cut: each shard but the last holds at least `rowsPerShard` rows, never half a ticker. */
export function cutPoints(tickers: { ticker: string; rows: number }[], rowsPerShard: number): string[] {
  const cuts: string[] = [];
  let rows = 0;
  for (const { ticker, rows: more } of tickers) {
    if (rows >= rowsPerShard) {
      cuts.push(ticker);
      rows = 0;
    }
    rows += more;
  }
  return cuts;
}

/** UTF-8 byte order, as DuckDB and Postgres's "C" collation sort. */
export const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
