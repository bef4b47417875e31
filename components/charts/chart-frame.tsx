"use client";

import "./palette.css";
import { Button, VisuallyHidden } from "@mantine/core";
import { type ReactNode, useId, useState } from "react";
import type { ChartModel } from "#lib/charts/chart-model.ts";
import type { DefinitionKey } from "#lib/charts/definitions.ts";
import { ChartTable } from "./chart-table.tsx";
import classes from "./charts.module.css";
import { DefinitionOf } from "./definition-of.tsx";

interface ChartFrameProps {
  model: ChartModel;
  definition: DefinitionKey;
  /** What stands beside the title, such as "whole run". */
  note?: ReactNode;
  children: ReactNode;
}

/** Title, definition, the chart's message in one sentence, and the same numbers as a table. */
export function ChartFrame({ model, definition, note, children }: ChartFrameProps) {
  const [asTable, setAsTable] = useState(false);
  const [title, summary] = [useId(), useId()];
  return (
    <section className={classes.frame} aria-labelledby={title} aria-describedby={summary}>
      <div className={classes.head}>
        <div className={classes.heading}>
          <div className={classes.title}>
            <h2 id={title}>{model.title}</h2>
            <DefinitionOf name={definition} />
          </div>
          {note}
        </div>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          aria-label={asTable ? `Show ${model.title} as a chart` : `Show ${model.title} as a table`}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? "Chart" : "Table"}
        </Button>
      </div>
      <VisuallyHidden component="p" id={summary}>
        {model.summary}
      </VisuallyHidden>
      <div className={classes.body}>
        {asTable ? <ChartTable label={`${model.title}, as a table`} table={model.table} /> : children}
      </div>
    </section>
  );
}
