import type { Tick } from "#lib/charts/chart-model.ts";

/** Axes look the same in every chart; the model says where the ticks stand and what they read. */
export const QUIET_AXIS = {
  axisLine: false,
  tickLine: false,
  tick: { fill: "var(--mantine-color-dimmed)", fontSize: 12 },
} as const;

export const Y_WIDTH = 68;
export const MARGIN = { top: 8, right: 12, bottom: 0, left: 0 };

/** What Recharts asks for to draw exactly these ticks. */
export function ticksOf(ticks: Tick[]): { ticks: number[]; tickFormatter: (value: number) => string } {
  const labels = new Map(ticks.map(({ value, label }) => [value, label]));
  return { ticks: ticks.map(({ value }) => value), tickFormatter: (value) => labels.get(value) ?? "" };
}
