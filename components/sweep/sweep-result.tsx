"use client";

import { Box, SegmentedControl } from "@mantine/core";
import { useMemo, useState } from "react";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import { StateMessage } from "#components/ui/state-message.tsx";
import { type SweepMeasure, sweepChart } from "#lib/charts/sweep.ts";
import { snoopingWords } from "#lib/charts/sweep-words.ts";
import { formatCount, formatDuration, plural } from "#lib/platform/format.ts";
import type { SweepOutcome } from "#lib/strategy/sweep/contract.ts";
import { SweepChart } from "./sweep-chart.tsx";
import { SweepTable } from "./sweep-table.tsx";

const MEASURES: { value: SweepMeasure; label: string }[] = [
  { value: "roi", label: "ROI" },
  { value: "pnl", label: "PnL" },
];

/** All points as lines and as a table, and why the best of them is no finding. */
export function SweepResult({ outcome: { points, accounting, passes, computeMs } }: { outcome: SweepOutcome }) {
  const [measure, setMeasure] = useState<SweepMeasure>("roi");
  const model = useMemo(() => sweepChart(points, measure), [points, measure]);
  const isEmpty = points.every(({ totals }) => totals.trades === 0);
  const note = `${plural(passes, "pass", "passes")} over ${formatCount(accounting.rowsIn)} rows in ${formatDuration(computeMs)}`;
  return (
    <>
      {points.length > 1 && (
        <Box mb="lg">
          <Notice tone="question" title={`${formatCount(points.length)} were tried`}>
            {snoopingWords(points.length)}
          </Notice>
        </Box>
      )}
      {isEmpty && (
        <Box mb="lg">
          <StateMessage title="Nothing was bought at any point">
            No ticker's average lay below its previous close on a purchase day. Try other windows or a wider price band.
          </StateMessage>
        </Box>
      )}
      {model && !isEmpty && (
        <Section
          title="By parameter"
          note={note}
          aside={
            <SegmentedControl
              aria-label="Measure"
              size="xs"
              data={MEASURES}
              value={measure}
              onChange={(value) => setMeasure(value === "pnl" ? "pnl" : "roi")}
            />
          }
        >
          <SweepChart model={model} measure={measure} />
        </Section>
      )}
      <SweepTable points={points} note={model && !isEmpty ? undefined : note} />
    </>
  );
}
