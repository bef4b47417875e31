import { formatTable, type TableColumn } from "#cli/client/table.ts";
import { snoopingWords, variedNames } from "#lib/charts/sweep-words.ts";
import { formatCount, formatDuration, formatMoney, formatPercent } from "#lib/platform/format.ts";
import type { SweepOutcome, SweepView } from "#lib/strategy/sweep/contract.ts";

const NUMBERS = ["trades", "invested", "value", "PnL", "ROI", "win rate"];

/** Every point in the order asked for, in one line each, for a terminal. */
export function sweepSummary({ dataset, strategy, preset }: SweepView, outcome: SweepOutcome): string {
  const names = variedNames(outcome.points);
  const columns: TableColumn[] = [...names, ...NUMBERS].map((title) => ({ title, align: "right" }));
  const rows = outcome.points.map(({ params, totals, roi, winRate }) => [
    ...names.map((name) => String(params[name] ?? "none")),
    formatCount(totals.trades),
    formatMoney(totals.invested, { exact: true }),
    formatMoney(totals.value, { exact: true }),
    formatMoney(totals.pnl, { exact: true }),
    formatPercent(roi),
    formatPercent(winRate),
  ]);
  const title = `${strategy}, ${preset}, on ${dataset.name} (version ${dataset.version}); computed in ${formatDuration(outcome.computeMs)}`;
  return `${title}\n\n${formatTable(columns, rows)}\n\n${snoopingWords(outcome.points.length)}`;
}
