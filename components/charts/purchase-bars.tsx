import { Bar, BarChart, CartesianGrid, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { PurchaseBarsModel } from "#lib/charts/purchase-bars.ts";
import { MARGIN, QUIET_AXIS, ticksOf, Y_WIDTH } from "./axis-props.ts";
import { ChartTooltip } from "./chart-tooltip.tsx";

const CURSOR = { fill: "var(--chart-grid)", fillOpacity: 0.5 };

export function PurchaseBars({ model }: { model: PurchaseBarsModel }) {
  return (
    <ResponsiveContainer>
      <BarChart
        data={model.bars}
        margin={MARGIN}
        stackOffset="sign"
        barCategoryGap="10%"
        accessibilityLayer
        title={model.title}
        desc={model.summary}
      >
        <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
        <XAxis {...QUIET_AXIS} dataKey="label" ticks={model.xTicks} interval="preserveStart" />
        <YAxis {...QUIET_AXIS} {...ticksOf(model.y.ticks)} domain={model.y.domain} width={Y_WIDTH} />
        <ReferenceLine y={0} stroke="var(--mantine-color-dimmed)" />
        <Tooltip content={<ChartTooltip />} isAnimationActive={false} cursor={CURSOR} />
        <Bar dataKey="gain" name="At or above zero" stackId="pnl" fill="var(--gain)" isAnimationActive={false} />
        <Bar dataKey="loss" name="Below zero" stackId="pnl" fill="var(--loss)" isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  );
}
