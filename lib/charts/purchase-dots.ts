import { formatCount, formatDay, formatMoney, plural } from "#lib/platform/format.ts";
import type { Purchases } from "#lib/results/contract.ts";
import { type Axis, moneyAxis, timeOf, timeTicks } from "./axis.ts";
import type { ChartModel, Tick, Word } from "./chart-model.ts";

type Points = Extract<Purchases, { grain: "purchase" }>["points"];

interface PurchaseDot {
  time: number;
  pnl: number;
  label: string;
  words: Word[];
}

export interface PurchaseDotsModel extends ChartModel {
  kind: "dots";
  gains: PurchaseDot[];
  losses: PurchaseDot[];
  xTicks: Tick[];
  xDomain: [number, number];
  y: Axis;
}

const MONEY = { exact: true };
/** Room at both ends, so that purchases of a single day have a place. */
const DAY_MS = 86_400_000;

/** Every purchase at its day, gains apart from losses, the oldest first. */
export function purchaseDotsModel(points: Points): PurchaseDotsModel {
  const sorted = points.toSorted((a, b) => (a.date < b.date ? -1 : 1));
  const dots = sorted.map((point) => ({
    time: timeOf(point.date),
    pnl: point.pnl,
    label: `${point.ticker}, ${formatDay(point.date)}`,
    words: [
      { name: "PnL", value: formatMoney(point.pnl, MONEY) },
      { name: "Price paid", value: formatMoney(point.price, MONEY) },
      { name: "Sector", value: point.sector },
    ],
  }));
  const gains = dots.filter(({ pnl }) => pnl >= 0);
  const [first, last] = [sorted[0]?.date ?? "2000-01-01", sorted.at(-1)?.date ?? "2000-12-31"];
  return {
    kind: "dots",
    title: "PnL of each purchase",
    summary: `${plural(dots.length, "purchase")}: ${formatCount(gains.length)} at or above zero, ${formatCount(dots.length - gains.length)} below.`,
    gains,
    losses: dots.filter(({ pnl }) => pnl < 0),
    xTicks: timeTicks(first, last),
    xDomain: [timeOf(first) - DAY_MS, timeOf(last) + DAY_MS],
    y: moneyAxis(dots.map(({ pnl }) => pnl)),
    table: {
      columns: [
        { name: "Date", numeric: false },
        { name: "Ticker", numeric: false },
        { name: "Sector", numeric: false },
        { name: "Price paid", numeric: true },
        { name: "PnL", numeric: true },
      ],
      rows: sorted.map(({ date, ticker, sector, price, pnl }) => [
        formatDay(date),
        ticker,
        sector,
        formatMoney(price, MONEY),
        formatMoney(pnl, MONEY),
      ]),
    },
  };
}
