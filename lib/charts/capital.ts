import { formatMoney } from "#lib/platform/format.ts";
import type { DashboardView, PeriodPoint } from "#lib/results/contract.ts";
import { type Axis, moneyAxis, timeOf, timeTicks } from "./axis.ts";
import type { ChartModel, Tick, Word } from "./chart-model.ts";
import { monthKey, monthOf, yearOf } from "./month.ts";

type LineKey = "value" | "pnl" | "invested";

export interface CapitalPoint extends Record<LineKey, number | null> {
  time: number;
  label: string;
  words: Word[];
}

export interface CapitalModel extends ChartModel {
  lines: { key: LineKey; name: string; end: string }[];
  points: CapitalPoint[];
  xTicks: Tick[];
  y: Axis;
}

const NAMES: Record<LineKey, string> = { value: "Value held", pnl: "Cumulative PnL", invested: "Invested" };

/** Invested capital, cumulative PnL and, when it is known, the value held; one point for each month or year. */
export function capitalModel({ series, grain }: Pick<DashboardView, "series" | "grain">): CapitalModel {
  const keys = shownLines(series);
  const points = series.map((point) => capitalPoint(point, keys, grain));
  const [first, last] = [series[0], series.at(-1)];
  return {
    title: keys.includes("value") ? "Value and invested over time" : "Invested and PnL over time",
    summary: summaryOf(points),
    lines: keys.map((key) => ({ key, name: NAMES[key], end: formatMoney(points.at(-1)?.[key]) })),
    points,
    xTicks: first && last ? timeTicks(first.date, last.date) : [],
    y: moneyAxis(points.flatMap((point) => keys.map((key) => point[key] ?? 0))),
    table: {
      columns: [
        { name: grain === "month" ? "Month" : "Year", numeric: false },
        ...keys.map((key) => ({ name: NAMES[key], numeric: true })),
      ],
      rows: points.map((point) => [point.label, ...keys.map((key) => formatMoney(point[key], { exact: true }))]),
    },
  };
}

const shownLines = (series: PeriodPoint[]): LineKey[] =>
  series.some(({ heldValue }) => heldValue !== null) ? ["value", "pnl", "invested"] : ["pnl", "invested"];

function capitalPoint(point: PeriodPoint, keys: LineKey[], grain: DashboardView["grain"]): CapitalPoint {
  const amounts = { value: point.heldValue, pnl: point.cumulativePnl, invested: point.cumulativeInvested };
  return {
    time: timeOf(point.date),
    label: periodLabel(point.date, grain),
    ...amounts,
    words: keys.map((key) => ({ name: NAMES[key], value: formatMoney(amounts[key], { exact: true }) })),
  };
}

export const periodLabel = (day: string, grain: DashboardView["grain"]): string =>
  grain === "month" ? monthKey(monthOf(day)) : String(yearOf(monthOf(day)));

function summaryOf(points: CapitalPoint[]): string {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return "No purchases to draw.";
  const value = last.value === null ? "" : `, worth ${formatMoney(last.value)}`;
  return `From ${first.label} to ${last.label}, ${formatMoney(last.invested)} were invested${value}; cumulative PnL ends at ${formatMoney(last.pnl)}.`;
}
