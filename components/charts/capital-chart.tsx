"use client";

import { memo } from "react";
import type { CapitalModel } from "#lib/charts/capital.ts";
import { ChartFrame } from "./chart-frame.tsx";
import { LinePlot } from "./line-plot.tsx";

const STROKES = {
  value: { stroke: "var(--line-value)", dashes: "0", style: "solid" },
  pnl: { stroke: "var(--gain)", dashes: "6 3", style: "dashed" },
  invested: { stroke: "var(--line-invested)", dashes: "2 3", style: "dotted" },
} as const;

type Point = CapitalModel["points"][number];

/** Value held, cumulative PnL and invested capital. */
export const CapitalChart = memo(function CapitalChart({ model }: { model: CapitalModel }) {
  const lines = model.lines.map(({ key, name, end }) => ({
    name,
    end,
    value: (point: Point) => point[key],
    ...STROKES[key],
  }));
  return (
    <ChartFrame model={model} definition="capital">
      <LinePlot model={model} x={({ time }) => time} lines={lines} />
    </ChartFrame>
  );
});
