"use client";

import { memo } from "react";
import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { MARGIN, QUIET_AXIS, ticksOf, Y_WIDTH } from "#components/charts/axis-props.ts";
import { ChartFrame } from "#components/charts/chart-frame.tsx";
import { ChartTooltip } from "#components/charts/chart-tooltip.tsx";
import classes from "#components/charts/charts.module.css";
import type { SweepChartModel, SweepMeasure } from "#lib/charts/sweep.ts";

/** Told apart without colour as well. */
const DASHES = ["0", "6 3", "2 3", "10 3 2 3"];
const strokeOf = (at: number) => `var(--sector-${at})`;
const STYLES = ["solid", "dashed", "dotted", "double"] as const;

/** One line for each combination, along the parameter that varies most. */
export const SweepChart = memo(function SweepChart({
  model,
  measure,
}: {
  model: SweepChartModel;
  measure: SweepMeasure;
}) {
  return (
    <ChartFrame model={model} definition={measure}>
      {model.lines.length > 1 && (
        <ul className={classes.legend}>
          {model.lines.map((name, at) => (
            <li key={name}>
              <span
                className={classes.stroke}
                style={{ borderTopColor: strokeOf(at), borderTopStyle: STYLES[at % STYLES.length] ?? "solid" }}
                aria-hidden="true"
              />
              {name}
            </li>
          ))}
        </ul>
      )}
      <div className={classes.plot}>
        <ResponsiveContainer>
          <LineChart data={model.points} margin={MARGIN} accessibilityLayer title={model.title} desc={model.summary}>
            <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
            <XAxis
              {...QUIET_AXIS}
              {...ticksOf(model.xTicks)}
              dataKey="x"
              type="number"
              domain={["dataMin", "dataMax"]}
              minTickGap={16}
            />
            <YAxis {...QUIET_AXIS} {...ticksOf(model.y.ticks)} domain={model.y.domain} width={Y_WIDTH} />
            <ReferenceLine y={0} stroke="var(--mantine-color-dimmed)" />
            <Tooltip content={<ChartTooltip />} isAnimationActive={false} />
            {model.lines.map((name, at) => (
              <Line
                key={name}
                dataKey={(point: SweepChartModel["points"][number]) => point.values[at]}
                name={name}
                stroke={strokeOf(at)}
                strokeDasharray={DASHES[at % DASHES.length]}
                strokeWidth={1.75}
                dot={false}
                isAnimationActive={false}
              />
            ))}
          </LineChart>
        </ResponsiveContainer>
      </div>
    </ChartFrame>
  );
});
