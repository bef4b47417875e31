import type { Word } from "#lib/charts/chart-model.ts";
import classes from "./charts.module.css";

interface ChartTooltipProps {
  active?: boolean;
  payload?: readonly { payload?: { label: string; words: Word[] } }[];
}

/** The words that the model prepared for the point under the pointer or the keyboard. */
export function ChartTooltip({ active, payload }: ChartTooltipProps) {
  const point = payload?.find((entry) => entry.payload)?.payload;
  if (!active || !point) return null;
  return (
    <div className={classes.tooltip}>
      <strong>{point.label}</strong>
      <dl>
        {point.words.map(({ name, value }) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
