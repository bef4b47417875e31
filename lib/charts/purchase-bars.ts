import { formatCount, formatMoney, plural } from "#lib/platform/format.ts";
import type { Purchases } from "#lib/results/contract.ts";
import { type Axis, moneyAxis, timeTicks } from "./axis.ts";
import { periodLabel } from "./capital.ts";
import type { ChartModel, Word } from "./chart-model.ts";
import { firstDay, monthOf, yearOf } from "./month.ts";

type Grain = "month" | "year";
type Sums = Extract<Purchases, { grain: Grain }>["points"];

interface PeriodBar {
  label: string;
  /** The period's sum when it is above zero, else null; `loss` when it is below. */
  gain: number | null;
  loss: number | null;
  words: Word[];
}

export interface PurchaseBarsModel extends ChartModel {
  kind: "bars";
  bars: PeriodBar[];
  xTicks: string[];
  y: Axis;
}

/** More bars than this are too thin to read and slow to draw. */
const MAX_BARS = 250;
const YEAR_MONTHS = 12;
const MONEY = { exact: true };

/** One bar for each month or year: what the purchases made then earn in all. */
export function purchaseBarsModel(points: Sums, asked: Grain): PurchaseBarsModel {
  const grain = span(points) > MAX_BARS ? "year" : asked;
  const bars = periods(points, grain).map((period) => periodBar(period, grain));
  return {
    kind: "bars",
    title: `PnL of purchases, ${grain === "month" ? "monthly" : "yearly"} sums`,
    summary: barsSummary(bars, grain),
    bars,
    xTicks: barTicks(points, grain),
    y: moneyAxis(bars.map(({ gain, loss }) => gain ?? loss ?? 0)),
    table: {
      columns: [
        { name: grain === "month" ? "Month" : "Year", numeric: false },
        { name: "PnL", numeric: true },
        { name: "Purchases", numeric: true },
        { name: "Best", numeric: true },
        { name: "Worst", numeric: true },
      ],
      rows: bars.map(({ label, words }) => [label, ...words.map(({ value }) => value)]),
    },
  };
}

interface Period {
  date: string;
  trades: number;
  pnl: number;
  best: number | null;
  worst: number | null;
}

/** One sum for every period from the first to the last, also for those without a purchase, so that time runs evenly. */
function periods(points: Sums, grain: Grain): Period[] {
  const startOf = (day: string) => (grain === "month" ? monthOf(day) : yearOf(monthOf(day)) * YEAR_MONTHS);
  const byStart = Map.groupBy(points, ({ date }) => startOf(date));
  const starts = [...byStart.keys()];
  const [first, last] = [Math.min(...starts), Math.max(...starts)];
  const all: Period[] = [];
  for (let start = first; start <= last; start += grain === "month" ? 1 : YEAR_MONTHS)
    all.push(summed(firstDay(start), byStart.get(start) ?? []));
  return all;
}

function summed(date: string, points: Sums): Period {
  const known = (values: (number | null)[]) => values.filter((value) => value !== null);
  const best = known(points.map((point) => point.best));
  const worst = known(points.map((point) => point.worst));
  return {
    date,
    trades: points.reduce((sum, point) => sum + point.trades, 0),
    pnl: points.reduce((sum, point) => sum + point.pnl, 0),
    best: best.length > 0 ? Math.max(...best) : null,
    worst: worst.length > 0 ? Math.min(...worst) : null,
  };
}

const periodBar = ({ date, trades, pnl, best, worst }: Period, grain: Grain): PeriodBar => ({
  label: periodLabel(date, grain),
  gain: trades > 0 && pnl >= 0 ? pnl : null,
  loss: trades > 0 && pnl < 0 ? pnl : null,
  words: [
    { name: "PnL", value: formatMoney(trades === 0 ? null : pnl, MONEY) },
    { name: "Purchases", value: formatCount(trades) },
    { name: "Best", value: formatMoney(best, MONEY) },
    { name: "Worst", value: formatMoney(worst, MONEY) },
  ],
});

function barTicks(points: Sums, grain: Grain): string[] {
  const days = points.map(({ date }) => date).sort();
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return [];
  const labels = timeTicks(first, last).map(({ value }) => periodLabel(new Date(value).toISOString(), grain));
  return [...new Set(labels)];
}

function barsSummary(bars: PeriodBar[], grain: Grain): string {
  const gains = bars.filter(({ gain }) => gain !== null);
  const losses = bars.filter(({ loss }) => loss !== null);
  const best = gains.toSorted((a, b) => (b.gain ?? 0) - (a.gain ?? 0))[0];
  const top = best ? ` The best was ${best.label} with ${formatMoney(best.gain)}.` : "";
  return `The purchases of ${formatCount(gains.length)} of ${plural(gains.length + losses.length, grain)} end at or above zero.${top}`;
}

const span = (points: Sums): number => {
  const months = points.map(({ date }) => monthOf(date));
  return points.length === 0 ? 0 : Math.max(...months) - Math.min(...months) + 1;
};
