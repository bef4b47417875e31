"use client";

import { memo } from "react";
import { ChartFrame } from "#components/charts/chart-frame.tsx";
import { LinePlot } from "#components/charts/line-plot.tsx";
import type { SweepChartModel, SweepMeasure } from "#lib/charts/sweep.ts";

const STROKES = [
  { dashes: "0", style: "solid" },
  { dashes: "6 3", style: "dashed" },
  { dashes: "2 3", style: "dotted" },
  { dashes: "10 3 2 3", style: "double" },
] as const;

type Point = SweepChartModel["points"][number];

interface SweepChartProps {
  model: SweepChartModel;
  measure: SweepMeasure;
}

/** One line for each combination, along the parameter that varies most. */
export const SweepChart = memo(function SweepChart({ model, measure }: SweepChartProps) {
  const lines = model.lines.map((name, at) => ({
    name,
    value: (point: Point) => point.values[at],
    stroke: `var(--sector-${at})`,
    ...(STROKES[at % STROKES.length] ?? STROKES[0]),
  }));
  return (
    <ChartFrame model={model} definition={measure}>
      <LinePlot model={model} x={({ x }) => x} lines={lines} />
    </ChartFrame>
  );
});
