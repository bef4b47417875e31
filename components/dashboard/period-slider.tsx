import { RangeSlider } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import { boundsOf, thumbLabel, thumbs } from "#lib/charts/period.ts";
import classes from "./dashboard.module.css";
import type { View } from "./use-view.ts";

interface PeriodSliderProps {
  period: { from: string; to: string };
  view: View;
}

/** Keys held down move a thumb many times a second; the page follows when they pause. */
const SETTLE_MS = 250;

/** Months from the run's first purchase to its last. The page follows when a thumb is let go. */
export function PeriodSlider({ period, view: { filter, narrow } }: PeriodSliderProps) {
  const settled = thumbs(period, filter);
  const [moving, setMoving] = useState<[number, number] | null>(null);
  const [start, end] = moving ?? settled;
  const settle = useDebouncedCallback((range: [number, number]) => {
    setMoving(null);
    narrow(boundsOf(period, range));
  }, SETTLE_MS);
  const last = thumbs(period, { from: null, to: null })[1];
  return (
    <div className={classes.slider}>
      <div className={classes.ends} aria-hidden="true">
        <span>{thumbLabel(period, start)}</span>
        <span>{thumbLabel(period, end)}</span>
      </div>
      <RangeSlider
        min={0}
        max={Math.max(1, last)}
        minRange={0}
        step={1}
        size={4}
        thumbSize={16}
        value={[start, end]}
        label={(month) => thumbLabel(period, month)}
        thumbFromLabel="From month"
        thumbToLabel="To month"
        thumbValueText={(month) => thumbLabel(period, month)}
        disabled={last === 0}
        onChange={setMoving}
        onChangeEnd={settle}
      />
    </div>
  );
}
