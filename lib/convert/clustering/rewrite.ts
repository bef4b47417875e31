import { rm, statfs } from "node:fs/promises";
import { faultPoint } from "#lib/platform/faults.ts";
import { deletePrefix, uploadFile } from "#lib/platform/storage.ts";
import { buildShard, learnShard } from "./build-shard.ts";
import { extendShards } from "./extend-shard.ts";
import { mergeRuns, runsPrefix } from "./merge-runs.ts";
import { planShards, type ShardPlan, timesRead } from "./plan-shards.ts";
import { Pools } from "./pools.ts";
import { openSources } from "./read-footers.ts";
import type { OpenSource, Source } from "./source.ts";
import type { Workplace } from "./workplace.ts";

/** Makes new shards of sources; those that do not go on as they are one after another: each is stored while its facts are learned and the next one is made. */
export async function rewrite(place: Workplace, sources: readonly Source[], nameNext: () => string): Promise<Source[]> {
  const poolBytes = await poolBytesOf(place);
  const { plans, mergedFirst } = await plan(place, sources, poolBytes);
  const made: Source[] = [];
  let finishing = Promise.resolve();
  const pools = new Pools(
    place,
    plans.flatMap(({ segments }) => segments),
    poolBytes,
  );
  const extended = await extendShards(place, pools, plans, nameNext);
  for (const [{ files }, shard] of extended) made.push({ ...shard, files, dropped: 0, isShard: true });
  for (const plan of plans.filter((one) => !extended.has(one))) {
    const { segments, files } = plan;
    const object = nameNext();
    const { path, dropped } = await buildShard(place, pools, segments);
    await faultPoint("cluster:clustered");
    await finishing;
    const stored = uploadFile(path, object, "application/vnd.apache.parquet");
    // Awaited further down; until then a failure must not count as unheard.
    stored.catch(() => {});
    const { facts } = await learnShard(place, path);
    const origin = { files, dropped, isShard: true };
    finishing = stored.then(async ({ bytes }) => {
      made.push({ object, bytes, ...origin, facts });
      await rm(path);
    });
    finishing.catch(() => {});
  }
  await finishing;
  await pools.close();
  if (mergedFirst) await deletePrefix(runsPrefix(place));
  const before = sources.reduce((sum, { dropped }) => sum + dropped, 0);
  return made.map((shard, at) => (at === 0 ? { ...shard, dropped: shard.dropped + before } : shard));
}

/** Beside what is fetched lie what it is sorted into and the shards of which it becomes a part. */
async function poolBytesOf({ attempt, limits }: Workplace): Promise<number> {
  const { bavail, bsize } = await statfs(attempt.scratch);
  return Math.min(limits.poolBytes, (bavail * bsize) / POOL_SHARE);
}

const POOL_SHARE = 4;

async function plan(
  place: Workplace,
  sources: readonly Source[],
  poolBytes: number,
): Promise<{ plans: ShardPlan[]; mergedFirst: boolean }> {
  const { signal } = place.attempt;
  const opened = await openSources(sources, place.roles, signal);
  const isClipped = opened.some(({ only }) => only);
  const plans = isClipped ? [] : planShards(place, opened);
  const { decoded, fetched } = timesRead(plans, sources, poolBytes);
  const { decodedTimes, fetchedTimes } = place.limits;
  if (!isClipped && decoded <= decodedTimes && fetched <= fetchedTimes) return { plans, mergedFirst: false };
  const merged = await openSources(await mergeSome(place, opened), place.roles, signal);
  return { plans: planShards(place, merged), mergedFirst: true };
}

/** Shards of the version before are in order and few; they stay as they are, and first. */
async function mergeSome(place: Workplace, opened: readonly OpenSource[]): Promise<Source[]> {
  const shards = opened.filter(({ isShard }) => isShard);
  const parts = opened.filter(({ isShard }) => !isShard);
  return [...shards, ...(await mergeRuns(place, parts))];
}
