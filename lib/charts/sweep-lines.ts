import { formatCount, formatMoney, formatPercent } from "#lib/platform/format.ts";
import type { SweepPoint } from "#lib/strategy/sweep/contract.ts";
import { PARAM_NAMES, paramValue, variedNames } from "./sweep-words.ts";

export interface SweepCell {
  name: string;
  value: number | string | null;
  text: string;
}

/** One parameter set as a row of the table: exact numbers to sort by, and how they read. */
export interface SweepLine {
  key: string;
  cells: SweepCell[];
}

const NUMBERS = ["Trades", "Invested", "Value", "PnL", "ROI", "Win rate"];

/** The columns of the table: what varies, then what came of it. */
export const sweepColumns = (points: SweepPoint[]): string[] => [
  ...variedNames(points).map((name) => PARAM_NAMES[name]),
  ...NUMBERS,
];

export function sweepLines(points: SweepPoint[]): SweepLine[] {
  const varied = variedNames(points);
  return points.map((point, at) => {
    const { params, totals, roi, winRate } = point;
    const chosen = varied.map((name) => ({
      name: PARAM_NAMES[name],
      value: typeof params[name] === "number" ? params[name] : params[name] === null ? null : String(params[name]),
      text: paramValue(params, name),
    }));
    return {
      key: String(at),
      cells: [
        ...chosen,
        { name: "Trades", value: totals.trades, text: formatCount(totals.trades) },
        { name: "Invested", value: totals.invested, text: formatMoney(totals.invested) },
        { name: "Value", value: totals.value, text: formatMoney(totals.value) },
        { name: "PnL", value: totals.pnl, text: formatMoney(totals.pnl) },
        { name: "ROI", value: roi, text: formatPercent(roi, 2) },
        { name: "Win rate", value: winRate, text: formatPercent(winRate) },
      ],
    };
  });
}

/** By the column's values, largest or smallest first; what has no value comes last. */
export function sortLines(lines: SweepLine[], column: string, descending: boolean): SweepLine[] {
  const valueIn = (line: SweepLine) => line.cells.find(({ name }) => name === column)?.value ?? null;
  const compare = (a: SweepCell["value"], b: SweepCell["value"]): number => {
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
    return descending ? -order : order;
  };
  return lines.toSorted((a, b) => compare(valueIn(a), valueIn(b)));
}
