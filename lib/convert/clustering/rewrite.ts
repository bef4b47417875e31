import { deletePrefix } from "#lib/platform/storage.ts";
import { type BuiltShard, buildShard } from "./build-shard.ts";
import { mergeRuns, runsPrefix } from "./merge-runs.ts";
import { planShards, rowsDecoded, type ShardPlan } from "./plan-shards.ts";
import { openSources } from "./read-footers.ts";
import type { OpenSource, Source } from "./source.ts";
import type { Workplace } from "./workplace.ts";

/** Makes new shards of sources, one after another; `take` has to be done with one's file before the next but one begins. */
export async function rewrite(
  place: Workplace,
  sources: readonly Source[],
  take: (built: BuiltShard, files: number[]) => Promise<void>,
): Promise<void> {
  const rows = sources.reduce((sum, { facts }) => sum + facts.rows, 0);
  const { plans, mergedFirst } = await plan(place, sources, rows);
  let taking = Promise.resolve();
  try {
    for (const { segments, files } of plans) {
      const built = await buildShard(place, segments);
      await taking;
      taking = take(built, files);
      // Awaited below; until then a failure must not count as unheard.
      taking.catch(() => {});
    }
  } finally {
    await taking;
  }
  if (mergedFirst) await deletePrefix(runsPrefix(place));
}

async function plan(
  place: Workplace,
  sources: readonly Source[],
  rows: number,
): Promise<{ plans: ShardPlan[]; mergedFirst: boolean }> {
  const { signal } = place.attempt;
  const { decodedRows, decodedTimes } = place.limits;
  const opened = await openSources(sources, place.roles, signal);
  const isClipped = opened.some(({ only }) => only);
  const plans = isClipped ? [] : planShards(place, opened);
  const decoded = rowsDecoded(plans);
  if (!isClipped && (decoded < decodedRows || decoded < decodedTimes * rows)) return { plans, mergedFirst: false };
  const merged = await openSources(await mergeSome(place, opened), place.roles, signal);
  return { plans: planShards(place, merged), mergedFirst: true };
}

/** Shards of the version before are in order and few; they stay as they are, and first. */
async function mergeSome(place: Workplace, opened: readonly OpenSource[]): Promise<Source[]> {
  const shards = opened.filter(({ isShard }) => isShard);
  const parts = opened.filter(({ isShard }) => !isShard);
  return [...shards, ...(await mergeRuns(place, parts))];
}
