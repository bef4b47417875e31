import { type DashboardFilter, type DashboardView, MAX_SINGLE_PURCHASES, type Purchases } from "./contract.ts";
import { type MonthSums, periodSeries } from "./period-series.ts";
import { purchaseGrain, purchaseSums } from "./purchase-sums.ts";
import {
  listExtremeTickers,
  listPeriodSums,
  listPurchases,
  listSubtotals,
  type RankedTicker,
  type ResultScope,
  type Subtotal,
} from "./queries.ts";

const EXTREME_TICKERS = 5;

/** All that a dashboard draws of the purchases that match the filter. Invested is price × volume, value is last price × volume. */
export async function getDashboard(scope: ResultScope, filter: DashboardFilter): Promise<DashboardView> {
  const [subtotals, ranked] = await Promise.all([
    listSubtotals(scope, filter),
    listExtremeTickers(scope, filter, EXTREME_TICKERS),
  ]);
  const months = monthsOf(subtotals, filter);
  const sectors = sectorsOf(subtotals);
  return {
    totals: totalsOf(subtotals, ranked),
    ...periodSeries(months),
    sectors,
    ...extremes(ranked),
    purchases: await purchasesOf(scope, filter, months, sectors),
  };
}

function totalsOf(subtotals: Subtotal[], ranked: RankedTicker[]): DashboardView["totals"] {
  const all = subtotals.find(({ sector, month }) => sector === null && month === null);
  const { trades = 0, wins = 0, invested = 0, value = 0, pnl = 0 } = all ?? {};
  return { trades, invested, value, pnl, winRate: trades > 0 ? wins / trades : null, tickers: ranked[0]?.tickers ?? 0 };
}

/** What is held at a month's end includes purchases before the filter's first day: then the figure would not belong to the others. */
function monthsOf(subtotals: Subtotal[], { from }: DashboardFilter): MonthSums[] {
  return subtotals.flatMap(({ month, trades, invested, pnl, heldValue }) =>
    month === null ? [] : [{ month, trades, invested, pnl, heldValue: from ? null : heldValue }],
  );
}

function sectorsOf(subtotals: Subtotal[]): DashboardView["sectors"] {
  return subtotals.flatMap(({ sector, trades, invested, value, pnl }) =>
    sector === null || trades === 0 ? [] : [{ sector, trades, invested, value, pnl }],
  );
}

function extremes(ranked: RankedTicker[]): Pick<DashboardView, "best" | "worst"> {
  const line = ({ fromBest, fromWorst, tickers, ...ticker }: RankedTicker) => ticker;
  const worst = ranked.toSorted((a, b) => a.fromWorst - b.fromWorst).slice(0, EXTREME_TICKERS);
  return { best: ranked.slice(0, EXTREME_TICKERS).map(line), worst: worst.map(line) };
}

async function purchasesOf(
  scope: ResultScope,
  filter: DashboardFilter,
  months: MonthSums[],
  sectors: DashboardView["sectors"],
): Promise<Purchases> {
  const trades = sectors.reduce((total, sector) => total + sector.trades, 0);
  if (trades <= MAX_SINGLE_PURCHASES)
    return { grain: "purchase", points: await listPurchases(scope, filter, MAX_SINGLE_PURCHASES) };
  const grain = purchaseGrain(months.filter((month) => month.trades > 0).length, sectors.length);
  return purchaseSums(grain, await listPeriodSums(scope, filter, grain));
}
