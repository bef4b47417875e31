/** What decides between copying and writing, keeping and merging. Tests use small ones to see large data's ways. */
export interface Limits {
  /** Shards are what cores share, what a run fetches at once and what a later file leaves untouched or has rewritten. */
  shardRows: { least: number; most: number };
  /** Between those bounds a dataset has about this many shards. */
  shards: number;
  /** A shard of many or wide columns has fewer rows. */
  shardBytes: number;
  /** A part of more rows than this many of the largest shards is cut into shards; a smaller one is a shard as it is. */
  largestShards: number;
  /** Shards of fewer rows and bytes are put together once there are more than `smallShards` of them. */
  smallRows: number;
  smallBytes: number;
  smallShards: number;
  /** Row groups of at least this many rows are worth copying; those of 60,000 to 250,000 are read fastest. */
  copiedGroupRows: number;
  /** A shard that goes on in the next version may have as many that are smaller. */
  smallGroups: number;
  /** It keeps its bytes in the store when at least this share of them is still in use. */
  usedShare: number;
  /** Rows that are sorted at once, however much memory there is. */
  sortedRows: { least: number; most: number };
  /** Inputs that lie on disk at once; what they are sorted into lies beside them. */
  poolBytes: number;
  /** Decoding the rows, or fetching the bytes, this many times is too much: then sources are merged into at most `runs` first. */
  decodedTimes: number;
  fetchedTimes: number;
  runs: number;
}

export const LIMITS: Limits = {
  shardRows: { least: 1_000_000, most: 4_000_000 },
  shards: 16,
  shardBytes: 128 * 2 ** 20,
  largestShards: 4,
  smallRows: 500_000,
  smallBytes: 32 * 2 ** 20,
  smallShards: 8,
  copiedGroupRows: 30_000,
  smallGroups: 32,
  usedShare: 0.75,
  sortedRows: { least: 200_000, most: 4_000_000 },
  poolBytes: 2 ** 30,
  decodedTimes: 12,
  fetchedTimes: 3,
  runs: 64,
};
