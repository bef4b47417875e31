import { Text } from "@mantine/core";
import { formatCount, UNKNOWN } from "#lib/platform/format.ts";
import type { ColumnProof, WorstValue } from "#lib/schema/profile/contract.ts";
import { Histogram } from "./histogram.tsx";
import classes from "./whole-column.module.css";

/** What every row says of a column: its extremes, how many different values, its shape, and what does not fit where. */
export function WholeColumn({ proof }: { proof: ColumnProof }) {
  const { source, min, max, nulls, distinct, bins, top, read, worst } = proof;
  const about = distinct.isMore ? "more than" : "about";
  const different = min !== null && min === max ? "1" : `${about} ${formatCount(distinct.count)}`;
  const facts = [
    ["Least", min ?? UNKNOWN],
    ["Largest", max ?? UNKNOWN],
    ["Empty", formatCount(nulls)],
    ["Different", different],
    ...(top.length > 0 ? [["Common", top.map(({ value }) => value).join(", ")]] : []),
  ];
  return (
    <div className={classes.whole}>
      <dl className={classes.facts} aria-label={`Every row of ${source}`}>
        {facts.map(([name, value]) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>{name}</dt>
            <dd className="raw">{value}</dd>
          </div>
        ))}
      </dl>
      <Histogram name={source} bins={bins} type={read.type} />
      {worst.length > 0 && <Worst worst={worst} read={read} />}
    </div>
  );
}

const Worst = ({ worst, read }: { worst: WorstValue[]; read: ColumnProof["read"] }) => (
  <div className={classes.worst}>
    <Text size="xs" c="dimmed">
      Not {read.format}:
    </Text>
    <ul className="plain-list" aria-label="Values that do not fit">
      {worst.map(({ value, row, reason, file }) => (
        <li key={`${file} ${row}`}>
          <Text size="sm" component="span">
            <span className="raw">{value === "" ? "(empty)" : value}</span> in row {formatCount(row)} of {file}:{" "}
            {reason}
          </Text>
        </li>
      ))}
    </ul>
  </div>
);
