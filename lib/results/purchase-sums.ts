import { MAX_POINTS, type Purchases } from "./contract.ts";
import type { PeriodSum } from "./queries.ts";

export const OTHER_SECTORS = "Other sectors";

/** Months while they give few enough points, else years. */
export const purchaseGrain = (months: number, sectors: number): "month" | "year" =>
  months * sectors > MAX_POINTS ? "year" : "month";

/** Within the points a chart gets: when there are too many sectors for that, the ones with the fewest purchases are summed. */
export function purchaseSums(grain: "month" | "year", sums: PeriodSum[]): Purchases {
  return { grain, points: sums.length > MAX_POINTS ? withFewerSectors(sums) : sums };
}

function withFewerSectors(sums: PeriodSum[]): PeriodSum[] {
  const periods = new Set(sums.map(({ date }) => date)).size;
  const room = Math.max(0, Math.floor(MAX_POINTS / periods) - 1);
  const named = new Set(busiestSectors(sums).slice(0, room));
  const renamed = sums.map((sum) => (named.has(sum.sector) ? sum : { ...sum, sector: OTHER_SECTORS }));
  const points = Map.groupBy(renamed, ({ date, sector }) => `${date} ${sector}`);
  return [...points.values()].map((members) => members.reduce(together));
}

function busiestSectors(sums: PeriodSum[]): string[] {
  const trades = new Map<string, number>();
  for (const sum of sums) trades.set(sum.sector, (trades.get(sum.sector) ?? 0) + sum.trades);
  return [...trades].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([sector]) => sector);
}

const together = (all: PeriodSum, one: PeriodSum): PeriodSum => ({
  ...all,
  trades: all.trades + one.trades,
  pnl: all.pnl + one.pnl,
  best: Math.max(all.best, one.best),
  worst: Math.min(all.worst, one.worst),
});
