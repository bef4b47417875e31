import { formatTable } from "#cli/client/table.ts";
import { DEFINITIONS } from "#lib/charts/definitions.ts";
import { accountingModel } from "#lib/charts/row-accounting.ts";
import { formatCount, formatDuration, formatMoney, formatPercent, UNKNOWN } from "#lib/platform/format.ts";
import type { RunOutcome, RunView } from "#lib/strategy/contract.ts";

/** What a finished run made and where its rows went, for a terminal; named as on the dashboard. */
export function runSummary({ id, dataset, strategy, preset }: RunView, outcome: RunOutcome): string {
  const { period, timings } = outcome;
  const title = `Run ${id}: ${strategy}, ${preset}, on ${dataset.name} (version ${dataset.version})`;
  const span = period ? `${period.from} to ${period.to}` : UNKNOWN;
  const times = `computed in ${formatDuration(timings.computeMs)}, published in ${formatDuration(timings.publishMs)}`;
  return `${title}\n${span}; ${times}\n\n${numbersTable(outcome)}\n\n${accountingTable(outcome)}`;
}

function numbersTable({ totals, metrics }: RunOutcome): string {
  const money = (amount: number) => formatMoney(amount, { exact: true });
  const rows = [
    [DEFINITIONS.trades.name, formatCount(totals.trades)],
    [DEFINITIONS.invested.name, money(totals.invested)],
    [DEFINITIONS.value.name, money(totals.value)],
    [DEFINITIONS.pnl.name, money(totals.pnl)],
    [DEFINITIONS.roi.name, formatPercent(metrics.roi)],
    [DEFINITIONS.noSignalRoi.name, formatPercent(metrics.noSignalRoi)],
    [DEFINITIONS.moneyWeightedReturn.name, formatPercent(metrics.moneyWeightedReturn)],
    [DEFINITIONS.timeWeightedReturn.name, formatPercent(metrics.timeWeightedReturn)],
    [DEFINITIONS.maxDrawdown.name, formatPercent(metrics.maxDrawdown)],
    [DEFINITIONS.winRate.name, formatPercent(metrics.winRate)],
  ];
  return formatTable([{ title: "Result" }, { title: "", align: "right" }], rows);
}

function accountingTable({ accounting }: RunOutcome): string {
  const rows = accountingModel(accounting).steps.map(({ name, count, lost }) => [name, count, lost ?? ""]);
  return formatTable([{ title: DEFINITIONS.accounting.name }, { title: "", align: "right" }, { title: "lost" }], rows);
}
