import { formatMoney } from "#lib/platform/format.ts";
import type { Tick } from "./chart-model.ts";
import { firstDay, monthName, monthOf, yearOf } from "./month.ts";

const ROUND_STEPS = [1, 2, 2.5, 5, 10];
const TIME_STEPS_MONTHS = [1, 3, 6, 12, 24, 60, 120, 240, 600];
const YEAR_MONTHS = 12;
const MIN_PART_OF_STEP = 0.2;
/** Less than a hundredth of a cent is no range to draw. */
const SMALLEST_RANGE = 1e-4;
/** A whole number of steps divided by the step may come out a little beside itself. */
const ROUNDING = 1e-9;

export interface Axis {
  ticks: Tick[];
  domain: [number, number];
}

/** An axis of money that holds zero and every value, with about `wanted` round ticks. */
export function moneyAxis(values: Iterable<number>, wanted = 5): Axis {
  let low = 0;
  let high = 0;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (high - low < SMALLEST_RANGE) high = 1;
  const step = roundStep((high - low) / wanted);
  const domain: [number, number] = [edge(low, step), edge(high, step)];
  const first = Math.ceil(domain[0] / step - ROUNDING);
  const last = Math.floor(domain[1] / step + ROUNDING);
  const places = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  return { ticks: places.map((value) => ({ value, label: shortMoney(value) })), domain };
}

/** Out to the next tick, except for a value so small that the tick would leave the chart empty. */
function edge(value: number, step: number): number {
  if (Math.abs(value) < step * MIN_PART_OF_STEP) return value;
  return Math.sign(value) * Math.ceil(Math.abs(value) / step) * step;
}

const shortMoney = (value: number): string => formatMoney(value).replace(/\.0(?=\D|$)/, "");

/** Ticks on first days of months or years between two days, at most `most` of them; values are milliseconds. */
export function timeTicks(from: string, to: string, most = 8): Tick[] {
  const [first, last] = [monthOf(from), monthOf(to)];
  const step =
    TIME_STEPS_MONTHS.find((months) => (last - first) / months <= most) ?? TIME_STEPS_MONTHS.at(-1) ?? YEAR_MONTHS;
  const ticks: Tick[] = [];
  for (let month = Math.ceil(first / step) * step; month <= last; month += step)
    ticks.push({
      value: timeOf(firstDay(month)),
      label: step < YEAR_MONTHS ? monthName(month) : String(yearOf(month)),
    });
  return ticks;
}

export const timeOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * (ROUND_STEPS.find((step) => step * power >= rough) ?? 10);
}
