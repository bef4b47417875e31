"use client";

import { memo } from "react";
import type { PurchasesModel } from "#lib/charts/purchases.ts";
import { ChartFrame } from "./chart-frame.tsx";
import classes from "./charts.module.css";
import { PurchaseBars } from "./purchase-bars.tsx";
import { PurchaseDots } from "./purchase-dots.tsx";

/** What each purchase earns, at the day it was made; sums of a period when there are many. */
export const PurchasesChart = memo(function PurchasesChart({ model }: { model: PurchasesModel }) {
  return (
    <ChartFrame model={model} definition="purchases">
      <div className={classes.plot}>
        {model.kind === "dots" ? <PurchaseDots model={model} /> : <PurchaseBars model={model} />}
      </div>
    </ChartFrame>
  );
});
