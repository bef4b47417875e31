import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { Axis } from "#lib/charts/axis.ts";
import type { Tick } from "#lib/charts/chart-model.ts";
import { MARGIN, QUIET_AXIS, ticksOf, Y_WIDTH } from "./axis-props.ts";
import { ChartTooltip } from "./chart-tooltip.tsx";
import classes from "./charts.module.css";

/** A line is told apart without colour as well: by its dashes, and in the legend by a stroke of that kind. */
export interface PlotLine<Point> {
  name: string;
  /** What stands beside its name in the legend. */
  end?: string;
  value: (point: Point) => number | null | undefined;
  stroke: string;
  dashes: string;
  style: "solid" | "dashed" | "dotted" | "double";
}

interface LinePlotProps<Point> {
  model: { title: string; summary: string; points: Point[]; xTicks: Tick[]; y: Axis };
  /** Where a point stands from left to right. */
  x: (point: Point) => number;
  lines: PlotLine<Point>[];
}

/** Lines over one axis of numbers, with a legend where there is more than one. */
export const LinePlot = <Point,>({ model, x, lines }: LinePlotProps<Point>) => (
  <>
    {lines.length > 1 && (
      <ul className={classes.legend}>
        {lines.map(({ name, end, stroke, style }) => (
          <li key={name}>
            <span
              className={classes.stroke}
              style={{ borderTopColor: stroke, borderTopStyle: style }}
              aria-hidden="true"
            />
            {name} {end !== undefined && <strong>{end}</strong>}
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
            dataKey={x}
            type="number"
            domain={["dataMin", "dataMax"]}
            minTickGap={20}
          />
          <YAxis {...QUIET_AXIS} {...ticksOf(model.y.ticks)} domain={model.y.domain} width={Y_WIDTH} />
          <ReferenceLine y={0} stroke="var(--mantine-color-dimmed)" />
          <Tooltip content={<ChartTooltip />} isAnimationActive={false} />
          {lines.map(({ name, value, stroke, dashes }) => (
            <Line
              key={name}
              dataKey={value}
              name={name}
              stroke={stroke}
              strokeDasharray={dashes}
              strokeWidth={1.75}
              dot={false}
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </div>
  </>
);
