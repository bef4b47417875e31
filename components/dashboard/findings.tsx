import { Button } from "@mantine/core";
import { useMemo } from "react";
import { CapitalChart } from "#components/charts/capital-chart.tsx";
import { LeadersChart } from "#components/charts/leaders-chart.tsx";
import { PurchasesChart } from "#components/charts/purchases-chart.tsx";
import { RowAccounting } from "#components/charts/row-accounting.tsx";
import { StateMessage } from "#components/ui/state-message.tsx";
import { capitalModel } from "#lib/charts/capital.ts";
import { sectorsModel, tickersModel } from "#lib/charts/leaders.ts";
import { purchasesModel } from "#lib/charts/purchases.ts";
import { accountingModel } from "#lib/charts/row-accounting.ts";
import type { DashboardView } from "#lib/results/contract.ts";
import classes from "./dashboard.module.css";
import { KeyNumbers } from "./key-numbers.tsx";
import type { Outcome } from "./sheet.tsx";
import { TradesTable } from "./trades-table.tsx";
import { toggled, type View } from "./use-view.ts";
import { WholeRun } from "./whole-run.tsx";

interface FindingsProps {
  base: string;
  outcome: Outcome;
  dashboard: DashboardView;
  view: View;
  /** The numbers of the filter before, shown until the new ones are here. */
  isOld: boolean;
}

/** One headline, one chart, then detail. */
export function Findings({ base, outcome, dashboard, view, isOld }: FindingsProps) {
  const { filter, narrow } = view;
  const accounting = useMemo(() => accountingModel(outcome.accounting), [outcome]);
  return (
    <div className={classes.findings} aria-busy={isOld} data-old={isOld}>
      <KeyNumbers dashboard={dashboard} metrics={outcome.metrics} isFiltered={view.isFiltered} />
      {dashboard.totals.trades === 0 ? (
        <NothingPasses onClear={view.clear} />
      ) : (
        <Charts
          dashboard={dashboard}
          view={view}
          onSector={(sector) => narrow({ sectors: toggled(filter.sectors, sector) })}
          onTicker={(ticker) => narrow({ tickers: toggled(filter.tickers, ticker) })}
        />
      )}
      <RowAccounting model={accounting} note={view.isFiltered ? <WholeRun /> : null} />
      <TradesTable base={base} view={view} total={dashboard.totals.trades} />
    </div>
  );
}

interface ChartsProps {
  dashboard: DashboardView;
  view: View;
  onSector: (sector: string) => void;
  onTicker: (ticker: string) => void;
}

function Charts({ dashboard, view, onSector, onTicker }: ChartsProps) {
  const models = useMemo(
    () => ({
      capital: capitalModel(dashboard),
      purchases: purchasesModel(dashboard.purchases),
      sectors: sectorsModel(dashboard),
      tickers: tickersModel(dashboard),
    }),
    [dashboard],
  );
  return (
    <div className={classes.charts}>
      <CapitalChart model={models.capital} />
      <LeadersChart model={models.sectors} definition="sectors" chosen={view.filter.sectors} onToggle={onSector} />
      <PurchasesChart model={models.purchases} />
      <LeadersChart model={models.tickers} definition="tickers" chosen={view.filter.tickers} onToggle={onTicker} />
    </div>
  );
}

const NothingPasses = ({ onClear }: { onClear: () => void }) => (
  <StateMessage
    title="No purchases pass these filters"
    action={
      <Button mt="sm" onClick={onClear}>
        Clear the filters
      </Button>
    }
  >
    The run has trades, but none in these sectors, tickers and dates together.
  </StateMessage>
);
