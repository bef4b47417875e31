"use client";

import { memo } from "react";
import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { CapitalModel } from "#lib/charts/capital.ts";
import { MARGIN, QUIET_AXIS, ticksOf, Y_WIDTH } from "./axis-props.ts";
import { ChartFrame } from "./chart-frame.tsx";
import { ChartTooltip } from "./chart-tooltip.tsx";
import classes from "./charts.module.css";

const STROKES = {
  value: { stroke: "var(--line-value)" },
  pnl: { stroke: "var(--gain)", strokeDasharray: "6 3" },
  invested: { stroke: "var(--line-invested)", strokeDasharray: "2 3" },
};

const STYLES = { value: "solid", pnl: "dashed", invested: "dotted" } as const;

/** Value held, cumulative PnL and invested capital. */
export const CapitalChart = memo(function CapitalChart({ model }: { model: CapitalModel }) {
  return (
    <ChartFrame model={model} definition="capital">
      <ul className={classes.legend}>
        {model.lines.map(({ key, name, end }) => (
          <li key={key}>
            <span
              className={classes.stroke}
              style={{ borderTopColor: STROKES[key].stroke, borderTopStyle: STYLES[key] }}
              aria-hidden="true"
            />
            {name} <strong>{end}</strong>
          </li>
        ))}
      </ul>
      <div className={classes.plot}>
        <ResponsiveContainer>
          <LineChart data={model.points} margin={MARGIN} accessibilityLayer title={model.title} desc={model.summary}>
            <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
            <XAxis
              {...QUIET_AXIS}
              {...ticksOf(model.xTicks)}
              dataKey="time"
              type="number"
              domain={["dataMin", "dataMax"]}
              minTickGap={24}
            />
            <YAxis {...QUIET_AXIS} {...ticksOf(model.y.ticks)} domain={model.y.domain} width={Y_WIDTH} />
            <ReferenceLine y={0} stroke="var(--mantine-color-dimmed)" />
            <Tooltip content={<ChartTooltip />} isAnimationActive={false} />
            {model.lines.map(({ key, name }) => (
              <Line
                key={key}
                {...STROKES[key]}
                dataKey={key}
                name={name}
                strokeWidth={1.75}
                dot={false}
                isAnimationActive={false}
                connectNulls={false}
              />
            ))}
          </LineChart>
        </ResponsiveContainer>
      </div>
    </ChartFrame>
  );
});
