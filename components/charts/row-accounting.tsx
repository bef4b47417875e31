import type { ReactNode } from "react";
import type { AccountingModel } from "#lib/charts/row-accounting.ts";
import { ChartFrame } from "./chart-frame.tsx";
import classes from "./row-accounting.module.css";

/** From the bytes of the files to the trades, step by step. */
export function RowAccounting({ model, note }: { model: AccountingModel; note?: ReactNode }) {
  return (
    <ChartFrame model={model} definition="accounting" note={note}>
      <ol className={classes.steps}>
        {model.steps.map(({ name, count, share, shareText, meaning, lost }) => (
          <li key={name} className={classes.step}>
            <span className={classes.stepName}>{name}</span>
            <span className={classes.stepCount}>{count}</span>
            <div className={classes.stepTrack} hidden={share === null} aria-hidden="true">
              <div className={classes.stepFill} style={{ width: `${share ?? 0}%` }} />
            </div>
            {shareText && <strong className="numbers">{shareText}</strong>}
            {lost && <span className="numbers tone-loss">− {lost}</span>}
            <span className={classes.detail}>{meaning}</span>
          </li>
        ))}
      </ol>
    </ChartFrame>
  );
}
