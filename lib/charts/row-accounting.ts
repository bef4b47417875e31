import type { z } from "zod";
import { formatBytes, formatCount, formatPercent } from "#lib/platform/format.ts";
import type { Accounting } from "#lib/strategy/contract.ts";
import type { ChartModel } from "./chart-model.ts";

export interface AccountingStep {
  name: string;
  count: string;
  /** How much of the step before is left, in percent of its track; null where the units differ. */
  share: number | null;
  /** "43.1 % of the candidates". */
  shareText: string | null;
  meaning: string;
  /** What fell away here, or nothing. */
  lost: string | null;
}

export interface AccountingModel extends ChartModel {
  steps: AccountingStep[];
}

/** From the bytes of the files to the trades: every step with its meaning and with what fell away. */
export function accountingModel(rows: z.infer<typeof Accounting>): AccountingModel {
  const good = rows.rowsRead - rows.rowsRejected;
  const corrected = rows.rowsCorrected ? `; of these ${formatCount(rows.rowsCorrected)} corrected by hand` : "";
  const inBand = rows.rowsIn - rows.droppedWithoutPrice - rows.droppedByBand;
  const steps = [
    {
      name: "Bytes",
      count: formatBytes(rows.rawBytes),
      share: null,
      shareText: null,
      lost: null,
      meaning: "The size of the CSV files as uploaded. They are kept unchanged.",
    },
    {
      name: "Rows read",
      count: formatCount(rows.rowsRead),
      share: null,
      shareText: null,
      lost: null,
      meaning: "Rows found in the files, without headers and blank lines.",
    },
    step("Good", good, rows.rowsRead, "rows read", `Rows in which every cell is what its column says${corrected}.`, [
      [rows.rowsRejected, "rejected, kept with the reason"],
    ]),
    step(
      "In band",
      inBand,
      good,
      "good rows",
      "Rows with a price inside the band of the parameters, if there is one.",
      [
        [rows.droppedDuplicates ?? 0, "left out for the same ticker and day"],
        [rows.droppedWithoutPrice, "without a price"],
        [rows.droppedByBand, "outside the band"],
      ],
    ),
    step(
      "Candidates",
      rows.candidates,
      inBand,
      "rows in band",
      "Rows on a purchase day: the first trading day of a month.",
      [],
    ),
    step(
      "Signals",
      rows.signals,
      rows.candidates,
      "candidates",
      "Candidates whose moving average lies below the previous close.",
      [],
    ),
    step(
      "Trades",
      rows.trades,
      rows.signals,
      "signals",
      "Signals that were bought. A signal without a price to buy at becomes no trade.",
      [[rows.signals - rows.trades, "without a price to buy at"]],
    ),
  ];
  return {
    title: "Where the rows went",
    summary: `${formatBytes(rows.rawBytes)} held ${formatCount(rows.rowsRead)} rows; ${formatCount(good)} were good, ${formatCount(rows.candidates)} stood on a purchase day, ${formatCount(rows.trades)} became trades.`,
    steps,
    table: {
      columns: [
        { name: "Step", numeric: false },
        { name: "Count", numeric: true },
        { name: "Share", numeric: true },
        { name: "Fell away", numeric: false },
        { name: "Meaning", numeric: false },
      ],
      rows: steps.map(({ name, count, shareText, lost, meaning }) => [
        name,
        count,
        shareText ?? "–",
        lost ?? "–",
        meaning,
      ]),
    },
  };
}

function step(
  name: string,
  count: number,
  before: number,
  beforeName: string,
  meaning: string,
  losses: [number, string][],
): AccountingStep {
  const share = before > 0 ? count / before : null;
  const lost = losses.filter(([rows]) => rows > 0).map(([rows, why]) => `${formatCount(rows)} ${why}`);
  return {
    name,
    count: formatCount(count),
    share: share === null ? null : Math.min(100, share * 100),
    shareText: share === null ? null : `${shareOf(share)} of ${beforeName}`,
    meaning,
    lost: lost.length > 0 ? lost.join(", ") : null,
  };
}

/** A share just below the whole must not read as the whole, nor one just above nothing as nothing. */
function shareOf(share: number): string {
  if (share > 0.999 && share < 1) return "over 99.9 %";
  if (share > 0 && share < 0.001) return "under 0.1 %";
  return formatPercent(share);
}
