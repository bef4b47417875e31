import { env } from "#lib/platform/env.ts";
import { cutShards } from "./cuts.ts";
import type { Limits } from "./limits.ts";
import { piecesOf } from "./pieces.ts";
import { planPools } from "./pools.ts";
import { type PlacedGroup, type Segment, type SegmentLimits, segmentsOf } from "./segments.ts";
import type { KeyedGroup, OpenSource, Source } from "./source.ts";
import type { Workplace } from "./workplace.ts";

/** A shard to be made: where its rows come from. */
export interface ShardPlan {
  segments: Segment[];
  /** Indexes of the files that may have rows in it. */
  files: number[];
}

/** What a sort may take of the engine's memory, and about what a value takes in it. */
const SORT_SHARE = 0.5;
const BYTES_PER_VALUE = 16;
/** Wide texts take about this many times their bytes in the Parquet. */
const UNPACKED = 4;

/** Plans the shards of sources whose tickers overlap, and of their rows without a ticker. */
export function planShards(place: Workplace, sources: readonly OpenSource[]): ShardPlan[] {
  const { shardRows } = place;
  const { copiedGroupRows: groupRows, smallGroups } = place.limits;
  const limits = { groupRows, smallGroups, sortedRows: sortedRows(sources, place.limits) };
  const named = sources.filter(({ groups }) => groups.some((group) => group.named > 0));
  const shards = named.length > 0 ? namedShards(place, named, limits, shardRows) : [];
  return [...shards, ...tickerlessShards(sources, limits, shardRows)].filter(({ segments }) => segments.length > 0);
}

/** How many times over the rows are decoded, and the bytes fetched, when every segment reads the row groups it has rows in. */
export function timesRead(
  plans: readonly ShardPlan[],
  sources: readonly Source[],
  poolBytes: number,
): { decoded: number; fetched: number } {
  const segments = plans.flatMap((plan) => plan.segments);
  const rows = segments.flatMap(({ kind, groups }) => (kind === "write" ? groups : [])).map(({ group }) => group.rows);
  const pools = new Set(planPools(segments, poolBytes).values());
  const bytes = [...pools].map((pool) => pool.bytes);
  return {
    decoded: sum(rows) / Math.max(1, sum(sources.map(({ facts }) => facts.rows))),
    fetched: sum(bytes) / Math.max(1, sum(sources.map((source) => source.bytes))),
  };
}

/** Rows that can be sorted in memory. */
export function sortedRows(sources: readonly OpenSource[], { sortedRows: { least, most } }: Limits): number {
  const bytesPerRow = sources.reduce((widest, { bytes, facts }) => {
    const packed = bytes / Math.max(1, facts.rows);
    return Math.max(widest, facts.columns.length * BYTES_PER_VALUE, packed * UNPACKED);
  }, 1);
  const rows = (env().PARQUETRY_MEMORY_MB * 2 ** 20 * SORT_SHARE) / bytesPerRow;
  return Math.round(Math.min(most, Math.max(least, rows)));
}

function namedShards(place: Workplace, sources: OpenSource[], limits: SegmentLimits, shardRows: number): ShardPlan[] {
  const repeats = ({ facts }: OpenSource) => place.dropsDuplicates && facts.duplicates > 0;
  const hasShards = sources.some(({ isShard }) => isShard);
  return cutShards(sources, shardRows).map((range) => {
    const pieces = sources.flatMap((source) => piecesOf(source, range, hasShards && !source.isShard));
    return { segments: segmentsOf(pieces, limits, repeats), files: filesOf(pieces) };
  });
}

/** Nothing orders rows without a ticker: they stay in the order of their files, and are cut anywhere. */
function tickerlessShards(sources: readonly OpenSource[], limits: SegmentLimits, shardRows: number): ShardPlan[] {
  const placed = sources.flatMap((source) => source.groups.map((group) => ({ source, group })));
  const shards: PlacedGroup[][] = [];
  let rows = Number.POSITIVE_INFINITY;
  for (const one of placed.filter(({ group }) => group.tickerless > 0)) {
    if (rows >= shardRows) {
      shards.push([]);
      rows = 0;
    }
    shards.at(-1)?.push(one);
    rows += one.group.tickerless;
  }
  return shards.map((shard) => ({ segments: tickerlessSegments(shard, limits), files: filesOf(shard) }));
}

function tickerlessSegments(shard: readonly PlacedGroup[], { groupRows, sortedRows: most }: SegmentLimits): Segment[] {
  const segments: Segment[] = [];
  for (const one of shard) {
    const rows = one.group.tickerless;
    const last = segments.at(-1);
    if (isCopied(one.group, groupRows)) segments.push({ kind: "copy", rows, groups: [one] });
    else if (last?.kind === "write" && last.rows + rows <= most) {
      last.groups.push(one);
      last.rows += rows;
    } else segments.push({ kind: "write", rows, groups: [one], between: "tickerless", isSorted: true });
  }
  return segments;
}

const isCopied = ({ named, rows }: KeyedGroup, groupRows: number): boolean => named === 0 && rows >= groupRows;

const filesOf = (pieces: readonly { source: OpenSource }[]): number[] =>
  [...new Set(pieces.flatMap(({ source }) => source.files))].sort((a, b) => a - b);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
