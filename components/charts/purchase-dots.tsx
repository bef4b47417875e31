import {
  CartesianGrid,
  ReferenceLine,
  ResponsiveContainer,
  Scatter,
  ScatterChart,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import type { PurchaseDotsModel } from "#lib/charts/purchase-dots.ts";
import { MARGIN, QUIET_AXIS, ticksOf, Y_WIDTH } from "./axis-props.ts";
import { ChartTooltip } from "./chart-tooltip.tsx";

export function PurchaseDots({ model }: { model: PurchaseDotsModel }) {
  return (
    <ResponsiveContainer>
      <ScatterChart margin={MARGIN} accessibilityLayer title={model.title} desc={model.summary}>
        <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
        <XAxis {...QUIET_AXIS} {...ticksOf(model.xTicks)} dataKey="time" type="number" domain={model.xDomain} />
        <YAxis {...QUIET_AXIS} {...ticksOf(model.y.ticks)} dataKey="pnl" domain={model.y.domain} width={Y_WIDTH} />
        <ReferenceLine y={0} stroke="var(--mantine-color-dimmed)" />
        <Tooltip content={<ChartTooltip />} isAnimationActive={false} cursor={false} />
        <Scatter
          name="At or above zero"
          data={model.gains}
          fill="var(--gain)"
          fillOpacity={0.7}
          isAnimationActive={false}
        />
        <Scatter
          name="Below zero"
          data={model.losses}
          fill="var(--loss)"
          fillOpacity={0.7}
          shape="triangle"
          isAnimationActive={false}
        />
      </ScatterChart>
    </ResponsiveContainer>
  );
}
