import type { DashboardFilter, DashboardView, Purchases, TradeRow } from "./contract.ts";
import { byteOrder } from "./trades-under-test.ts";

export type HeldValue = (sector: string, month: string) => number;

/** The trades a filter leaves, by its definition. */
export const matching = (trades: TradeRow[], { sectors, tickers, from, to }: DashboardFilter): TradeRow[] =>
  trades.filter(
    ({ sector, ticker, purchaseDate }) =>
      (sectors.length === 0 || sectors.includes(sector)) &&
      (tickers.length === 0 || tickers.includes(ticker)) &&
      (from === null || purchaseDate >= from) &&
      (to === null || purchaseDate <= to),
  );

type Figures = Pick<DashboardView, "totals" | "sectors" | "best" | "worst" | "purchases">;

/** What a dashboard says, in plain loops over the trades; for a run of so few months that nothing is summed by year. */
export function bruteForceFigures(all: TradeRow[], filter: DashboardFilter): Figures {
  const trades = matching(all, filter);
  const tickers = [...Map.groupBy(trades, ({ ticker }) => ticker)].map(([ticker, members]) => ({
    ticker,
    sector: members.map(({ sector }) => sector).reduce((a, b) => (byteOrder(a, b) > 0 ? a : b)),
    ...sumsOf(members),
  }));
  const sectors = [...Map.groupBy(trades, ({ sector }) => sector)].map(([sector, members]) => ({
    sector,
    ...sumsOf(members),
  }));
  const wins = trades.filter(({ pnl }) => pnl > 0).length;
  return {
    totals: { ...sumsOf(trades), winRate: trades.length ? wins / trades.length : null, tickers: tickers.length },
    sectors: sectors.sort((a, b) => byteOrder(a.sector, b.sector)),
    best: tickers.toSorted((a, b) => b.pnl - a.pnl || byteOrder(a.ticker, b.ticker)).slice(0, 5),
    worst: tickers.toSorted((a, b) => a.pnl - b.pnl || byteOrder(a.ticker, b.ticker)).slice(0, 5),
    purchases: trades.length > 1_000 ? byMonth(trades) : oneByOne(trades),
  };
}

/** The sums of the months that have purchases, oldest first. */
export function bruteForceMonths(all: TradeRow[], filter: DashboardFilter) {
  const months = Map.groupBy(matching(all, filter), ({ purchaseDate }) => firstOfMonth(purchaseDate));
  let [cumulativeInvested, cumulativePnl] = [0, 0];
  return [...months]
    .sort(([a], [b]) => byteOrder(a, b))
    .map(([date, members]) => {
      const { trades, invested, pnl } = sumsOf(members);
      cumulativeInvested += invested;
      cumulativePnl += pnl;
      return { date, trades, invested, pnl, cumulativeInvested, cumulativePnl };
    });
}

/** What the sectors hold at a month's end: those that have bought something by then. */
export function bruteForceHeld(all: TradeRow[], sectors: string[], month: string, heldValue: HeldValue): number {
  const holding = new Set(
    all.filter(({ purchaseDate }) => firstOfMonth(purchaseDate) <= month).map(({ sector }) => sector),
  );
  const wanted = [...holding].filter((sector) => sectors.length === 0 || sectors.includes(sector));
  return wanted.reduce((total, sector) => total + heldValue(sector, month), 0);
}

const oneByOne = (trades: TradeRow[]): Purchases => ({
  grain: "purchase",
  points: trades
    .toSorted((a, b) => byteOrder(a.purchaseDate, b.purchaseDate) || byteOrder(a.ticker, b.ticker))
    .map(({ ticker, sector, purchaseDate, pnl, purchasePrice }) => ({
      ...{ ticker, sector, date: purchaseDate, pnl, price: purchasePrice },
    })),
});

function byMonth(trades: TradeRow[]): Purchases {
  const cells = Map.groupBy(trades, ({ purchaseDate, sector }) => firstOfMonth(purchaseDate) + sector);
  const points = [...cells]
    .sort(([a], [b]) => byteOrder(a, b))
    .map(([cell, members]) => {
      const pnls = members.map(({ pnl }) => pnl);
      const [date, sector] = [cell.slice(0, 10), cell.slice(10)];
      return { sector, date, trades: pnls.length, pnl: total(pnls), best: Math.max(...pnls), worst: Math.min(...pnls) };
    });
  return { grain: "month", points };
}

function sumsOf(trades: TradeRow[]) {
  return {
    trades: trades.length,
    invested: total(trades.map(({ purchasePrice, purchaseVolume }) => purchasePrice * purchaseVolume)),
    value: total(trades.map(({ lastPrice, purchaseVolume }) => lastPrice * purchaseVolume)),
    pnl: total(trades.map(({ pnl }) => pnl)),
  };
}

const total = (numbers: number[]): number => numbers.reduce((sum, number) => sum + number, 0);

const firstOfMonth = (day: string): string => `${day.slice(0, 7)}-01`;
