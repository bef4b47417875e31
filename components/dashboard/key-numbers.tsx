import { DefinitionOf } from "#components/charts/definition-of.tsx";
import { DEFINITIONS } from "#lib/charts/definitions.ts";
import { filteredNumbers, type KeyNumber, wholeRunNumbers } from "#lib/charts/key-numbers.ts";
import type { DashboardView } from "#lib/results/contract.ts";
import type { Metrics } from "#lib/strategy/contract.ts";
import classes from "./dashboard.module.css";
import { WholeRun } from "./whole-run.tsx";

interface KeyNumbersProps {
  dashboard: DashboardView;
  metrics: Metrics;
  isFiltered: boolean;
}

/** The numbers that follow the filters, then those that belong to the whole run. */
export function KeyNumbers({ dashboard, metrics, isFiltered }: KeyNumbersProps) {
  return (
    <section aria-label="Key numbers" className={classes.strips}>
      <dl className={classes.strip}>
        {filteredNumbers(dashboard).map((number) => (
          <Cell key={number.key} number={number} />
        ))}
      </dl>
      <div className={classes.wholeRun}>
        <dl className={classes.strip} data-quiet>
          {wholeRunNumbers(metrics).map((number) => (
            <Cell key={number.key} number={number} />
          ))}
        </dl>
        {isFiltered && (
          <div className={classes.remark}>
            <WholeRun />
          </div>
        )}
      </div>
    </section>
  );
}

const Cell = ({ number: { key, value, exact, tone, note } }: { number: KeyNumber }) => (
  <div className={classes.cell}>
    <dt>
      {DEFINITIONS[key].name}
      <DefinitionOf name={key} />
    </dt>
    <dd className={tone ? `tone-${tone}` : undefined} title={exact ?? undefined}>
      {value}
    </dd>
    {note && <dd className={classes.note}>{note}</dd>}
  </div>
);
