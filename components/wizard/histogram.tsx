import { Text } from "@mantine/core";
import { formatCount } from "#lib/platform/format.ts";
import type { Bin, ColumnProof } from "#lib/schema/profile/contract.ts";
import classes from "./histogram.module.css";

const DAY_MS = 86_400_000;

/** The shape of a column of numbers or moments; `name` is the column's. */
export function Histogram({ name, bins, type }: { name: string; bins: Bin[]; type: ColumnProof["read"]["type"] }) {
  const most = Math.max(...bins.map(({ count }) => count));
  const [first, last] = [bins[0], bins.at(-1)];
  if (!first || !last || bins.length < 2) return null;
  const all = bins.reduce((sum, { count }) => sum + count, 0);
  const peak = bins.find(({ count }) => count === most) ?? first;
  const share = Math.round((peak.count / all) * 100);
  const text = `Values of ${name} from ${endOf(first.from, type)} to ${endOf(last.to, type)}; most, ${share} %, lie between ${endOf(peak.from, type)} and ${endOf(peak.to, type)}.`;
  return (
    <div>
      <div className={classes.bars} role="img" aria-label={text} title={text}>
        {bins.map(({ from, count }) => (
          <div key={from} className={classes.bar} style={{ height: `${(count / most) * 100}%` }} />
        ))}
      </div>
      <Text size="xs" c="dimmed" component="div" className={`${classes.ends} numbers`} aria-hidden="true">
        <span>{endOf(first.from, type)}</span>
        <span>{endOf(last.to, type)}</span>
      </Text>
    </div>
  );
}

/** Where a bin ends, as its type is written. */
function endOf(at: number, type: ColumnProof["read"]["type"]): string {
  if (type === "date") return new Date(at * DAY_MS).toISOString().slice(0, 10);
  if (type === "timestamp") return new Date(at * 1_000).toISOString().slice(0, 16).replace("T", " ");
  if (type === "time") return new Date(at * 1_000).toISOString().slice(11, 19);
  return Math.abs(at) >= 1_000 ? formatCount(Math.round(at)) : String(Number(at.toPrecision(3)));
}
