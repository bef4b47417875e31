import type { TickerRows } from "./extended-facts.ts";
import { compareTickers } from "./key.ts";
import type { ShardPlan } from "./plan-shards.ts";
import { daysOf, type KeyedGroup, type OpenSource } from "./source.ts";

type Ranked = KeyedGroup & { rank: number };

/**
 * Whether the row groups that stay in an old shard and those of the tail are in order as they are ranked. Each are by
 * themselves, so that only where one follows the other has to be looked at. False where that cannot be told for sure.
 */
export function isInOrder(
  plan: ShardPlan,
  base: OpenSource,
  { stays, added, tickers }: { stays: readonly Ranked[]; added: readonly Ranked[]; tickers: TickerRows },
): boolean {
  if (!isAscending(plan, base)) return false;
  const [first, last] = newDays(plan, base);
  const old = new Set(stays);
  const all = [...stays, ...added].sort((a, b) => a.rank - b.rank);
  return all.every((next, at) => {
    const before = all[at - 1];
    if (!before || old.has(before) === old.has(next)) return true;
    const ticker = next.lo.ticker.toString("utf8");
    const step = compareTickers(before.hi.ticker.toString("utf8"), ticker);
    if (step !== 0) return step < 0;
    // A row on another day than all new ones is the old shard's, and the rows beyond it have their places by it.
    const isOld = old.has(before) ? next.lo.day < first : before.hi.day > last;
    return isOld || before.hi.day < next.lo.day || !tickers.added.get(ticker);
  });
}

/** Rows of the old shard never pass one another, whether their row groups stay or are written anew. */
function isAscending({ segments }: ShardPlan, base: OpenSource): boolean {
  let reached = -1;
  return segments.every(({ groups }) => {
    const own = groups.filter(({ source }) => source === base).map(({ group }) => group.index);
    const from = reached;
    reached = Math.max(reached, ...own);
    return own.every((index) => index >= from);
  });
}

/** The first and the last day of what comes to the old shard. */
function newDays({ segments }: ShardPlan, base: OpenSource): [number, number] {
  const placed = segments.flatMap(({ groups }) => groups).filter(({ source }) => source !== base);
  const days = [...new Set(placed.map(({ source }) => source))].map(daysOf);
  return [Math.min(...days.map(([first]) => first)), Math.max(...days.map(([, last]) => last))];
}
