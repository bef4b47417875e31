import { rm } from "node:fs/promises";
import { deletePrefix } from "#lib/platform/storage.ts";
import { buildShard, learnShard } from "./build-shard.ts";
import { mergeRuns, runsPrefix } from "./merge-runs.ts";
import { planShards, rowsDecoded, type ShardPlan } from "./plan-shards.ts";
import { openSources } from "./read-footers.ts";
import type { OpenSource, Source } from "./source.ts";
import type { Workplace } from "./workplace.ts";

/** Makes new shards of sources, one after another: each is stored while its facts are learned and the next one is made. */
export async function rewrite(
  place: Workplace,
  sources: readonly Source[],
  store: (path: string) => Promise<{ object: string; bytes: number }>,
): Promise<Source[]> {
  const { plans, mergedFirst } = await plan(place, sources);
  const made: Source[] = [];
  let finishing = Promise.resolve();
  let before = sources.reduce((sum, { dropped }) => sum + dropped, 0);
  for (const { segments, files } of plans) {
    const { path, dropped } = await buildShard(place, segments);
    await finishing;
    const stored = store(path);
    // Awaited further down; until then a failure must not count as unheard.
    stored.catch(() => {});
    const facts = await learnShard(place, path);
    const origin = { files, dropped: before + dropped, isShard: true };
    before = 0;
    finishing = stored.then(async (object) => {
      made.push({ ...object, ...origin, facts });
      await rm(path);
    });
    finishing.catch(() => {});
  }
  await finishing;
  if (mergedFirst) await deletePrefix(runsPrefix(place));
  return made;
}

async function plan(
  place: Workplace,
  sources: readonly Source[],
): Promise<{ plans: ShardPlan[]; mergedFirst: boolean }> {
  const { signal } = place.attempt;
  const { decodedRows, decodedTimes } = place.limits;
  const rows = sources.reduce((sum, { facts }) => sum + facts.rows, 0);
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
