import { appendFile, rm } from "node:fs/promises";
import { faultPoint } from "#lib/platform/faults.ts";
import { type Base, EXTENDED_BYTES, extendObject } from "#lib/platform/storage.ts";
import { buildTail } from "./build-shard.ts";
import { countTickers, extendedFacts } from "./extended-facts.ts";
import { isInOrder } from "./extended-order.ts";
import type { ShardPlan } from "./plan-shards.ts";
import type { Pools } from "./pools.ts";
import type { RowGroupFile } from "./row-group-file.ts";
import type { KeyedGroup, OpenSource, Source } from "./source.ts";
import { learnTail } from "./tail.ts";
import type { Workplace } from "./workplace.ts";

type Made = Pick<Source, "object" | "bytes" | "facts">;

/** At once: while the store copies one shard, what is new in another is written. */
const LANES = 2;

/** Makes the shards that go on in the store, by their plans. All has ended when it fails. */
export async function extendShards(
  place: Workplace,
  pools: Pools,
  plans: readonly ShardPlan[],
  nameNext: () => string,
): Promise<Map<ShardPlan, Made>> {
  const made = new Map<ShardPlan, Made>();
  const left = plans.values();
  const lane = async () => {
    for (const plan of left) {
      const own = pools.with(plan.segments);
      const shard = await extendShard(place, own, plan, plans, nameNext).finally(() => own.close());
      if (shard) made.set(plan, shard);
    }
  };
  const lanes = Array.from({ length: LANES }, lane);
  await Promise.allSettled(lanes);
  await Promise.all(lanes);
  return made;
}

/**
 * Makes a shard out of one of the version before whose bytes stay in the store: what is new stands behind them, and a
 * footer that says which row groups come when. Undefined when it is not one that can go on like this, or its order and
 * facts do not follow from what is known of both; then it has to be made anew.
 */
async function extendShard(
  place: Workplace,
  pools: Pools,
  plan: ShardPlan,
  plans: readonly ShardPlan[],
  nameNext: () => string,
): Promise<Made | undefined> {
  const base = baseOf(plan, plans, place.limits.usedShare);
  if (!base) return undefined;
  const object = nameNext();
  let facts: Source["facts"] | undefined;
  let path: string | undefined;
  const target = { key: object, contentType: "application/vnd.apache.parquet" };
  const makeTail = async () => {
    const tail = await buildTail(place, pools, plan.segments, base);
    path = tail?.path;
    facts = tail?.file && tail.dropped === 0 ? await joinFacts(place, plan, base, tail.file) : undefined;
    await faultPoint("cluster:clustered");
    return facts && path;
  };
  const stored = await extendObject(objectOf(base), target, makeTail, place.attempt.signal);
  if (path) await rm(path);
  return stored && facts && { object, bytes: stored.bytes, facts };
}

const objectOf = ({ object, etag, bytes, crc32 }: OpenSource): Base => ({ key: object, etag, bytes, crc32 });

/** The one old shard in a plan, if it lies in no other and most of it stays as it is. */
function baseOf({ segments }: ShardPlan, plans: readonly ShardPlan[], usedShare: number): OpenSource | undefined {
  const placed = segments.flatMap(({ groups }) => groups);
  const [base, ...others] = new Set(placed.map(({ source }) => source).filter(({ isShard }) => isShard));
  if (!base || others.length > 0 || base.bytes < EXTENDED_BYTES.least || base.bytes > EXTENDED_BYTES.most)
    return undefined;
  const own = new Set(placed.filter(({ source }) => source === base).map(({ group }) => group));
  const uses = plans.filter((plan) => plan.segments.some(({ groups }) => groups.some(({ source }) => source === base)));
  if (uses.length > 1 || own.size < base.groups.length || placed.length === own.size) return undefined;
  const used = [...keptOf({ segments }, base).keys()].reduce((sum, { start, end }) => sum + end - start, 0);
  return used >= base.bytes * usedShare ? base : undefined;
}

/** The row groups that stay as they are, by their ranks among the segments. */
function keptOf({ segments }: Pick<ShardPlan, "segments">, base: OpenSource): Map<KeyedGroup, number> {
  const kept = new Map<KeyedGroup, number>();
  for (const [rank, { kind, groups }] of segments.entries())
    if (kind === "copy") for (const { source, group } of groups) if (source === base) kept.set(group, rank);
  return kept;
}

/** Writes the footer of the whole behind the tail; resolves to what is known of the whole. */
async function joinFacts(
  place: Workplace,
  plan: ShardPlan,
  base: OpenSource,
  file: RowGroupFile,
): Promise<Source["facts"] | undefined> {
  const { groups, facts: learned } = await learnTail(place, file.path);
  const kept = keptOf(plan, base);
  const anew = new Set(base.groups.filter((group) => !kept.has(group)));
  const tickers = countTickers(base, anew, learned);
  const facts = tickers && extendedFacts(base, anew, learned, tickers);
  if (!facts) return undefined;
  const stays = [...kept].map(([group, rank]) => ({ ...group, rank }));
  const added = groups.map((group, at) => ({ ...group, rank: file.ranks[at] ?? 0 }));
  if (!isInOrder(plan, base, { stays, added, tickers })) return undefined;
  await appendFile(file.path, file.footerBehind(base.bytes, stays));
  return facts;
}
