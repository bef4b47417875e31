import { z } from "zod";
import type { Manifest } from "#lib/convert/contract.ts";
import { runEngine } from "#lib/platform/engine/engine.ts";
import { literal } from "#lib/platform/engine/sql.ts";
import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import type { PriceColumns } from "./price-columns.ts";
import type { Lane } from "./streaming-sql.ts";

/** Below this a second lane costs more to plan than it saves. */
const ROWS_WORTH_CUTTING = 2_000_000;

/** What is kept of so many rows while they are read fits into a small part of the memory. */
const ROWS_AT_ONCE = 40_000_000;

/** Shares the shards out among as many lanes as there are threads, in ticker order; a single large shard is cut at tickers. */
export async function planLanes(
  manifest: Manifest,
  paths: string[],
  columns: PriceColumns,
  threads: number,
  attempt: Attempt,
): Promise<Lane[]> {
  const shards = manifest.shards
    .map(({ rows }, at) => ({ rows, path: paths[at] ?? "" }))
    .filter(({ rows }) => rows > 0);
  const rows = shards.reduce((sum, shard) => sum + shard.rows, 0);
  if (rows < ROWS_WORTH_CUTTING || threads === 1) return [{ paths: shards.map(({ path }) => path) }];
  const [only] = shards;
  if (only && shards.length === 1) return cutShard(only.path, columns, threads, attempt);
  return contiguous(shards, rows, Math.min(threads, shards.length));
}

/** How often as many lanes as there are threads are read, one group after another. */
export const groupsFor = (rows: number): number => Math.max(1, Math.ceil(rows / ROWS_AT_ONCE));

/** The lanes that are read side by side, one group after another. */
export const groupLanes = (lanes: Lane[], threads: number): Lane[][] =>
  Array.from({ length: Math.ceil(lanes.length / threads) }, (_, at) => lanes.slice(at * threads, (at + 1) * threads));

function contiguous(shards: { rows: number; path: string }[], rows: number, lanes: number): Lane[] {
  const planned: Lane[] = Array.from({ length: lanes }, () => ({ paths: [] }));
  let before = 0;
  for (const shard of shards) {
    const at = Math.min(lanes - 1, Math.floor(((before + shard.rows / 2) / rows) * lanes));
    planned[at]?.paths.push(shard.path);
    before += shard.rows;
  }
  return planned.filter(({ paths }) => paths.length > 0);
}

/** Cut where its row groups begin, by the Parquet's own statistics. */
async function cutShard(path: string, { ticker }: PriceColumns, lanes: number, attempt: Attempt): Promise<Lane[]> {
  const sql = `SELECT stats_min_value AS ticker FROM parquet_metadata(${literal(path)})
    WHERE path_in_schema = ${literal(ticker)} ORDER BY row_group_id`;
  const result = await runEngine(
    { paths: [path], spillDir: attempt.scratch, steps: [[{ sql, as: "groups" }]] },
    { signal: attempt.signal, owner: attempt.ownerId },
  );
  const groups = result.rows("groups", z.object({ ticker: z.string().nullable() }));
  return cutAtTickers(
    path,
    groups.map((group) => group.ticker),
    lanes,
  );
}

/** About as many row groups for each lane, given the first ticker of each row group; a ticker is never in two lanes. */
export function cutAtTickers(path: string, firsts: (string | null)[], lanes: number): Lane[] {
  const wanted = Array.from({ length: lanes - 1 }, (_, at) => firsts[Math.floor(((at + 1) * firsts.length) / lanes)]);
  const cuts = [...new Set(wanted)].filter((cut) => typeof cut === "string" && cut !== firsts[0]);
  return [undefined, ...cuts].map((from, at) => ({
    paths: [path],
    ...(from ? { from } : {}),
    ...(cuts[at] ? { to: cuts[at] } : {}),
  }));
}
