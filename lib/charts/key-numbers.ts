import type { z } from "zod";
import { formatCount, formatMoney, formatPercent, plural } from "#lib/platform/format.ts";
import type { DashboardView } from "#lib/results/contract.ts";
import type { Metrics } from "#lib/strategy/contract.ts";
import { type Tone, toneOf } from "./chart-model.ts";
import type { DefinitionKey } from "./definitions.ts";

export interface KeyNumber {
  key: DefinitionKey;
  value: string;
  /** All digits, where the value shows fewer. */
  exact: string | null;
  /** Null where gain and loss are not meant. */
  tone: Tone | null;
  note: string | null;
}

/** The numbers that follow the filters. */
export function filteredNumbers({ totals }: Pick<DashboardView, "totals">): KeyNumber[] {
  const roi = totals.invested > 0 ? totals.pnl / totals.invested : null;
  return [
    { ...plain("trades", formatCount(totals.trades)), note: `of ${plural(totals.tickers, "ticker")}` },
    money("invested", totals.invested),
    money("value", totals.value),
    { ...money("pnl", totals.pnl), tone: toneOf(totals.pnl) },
    { ...plain("roi", formatPercent(roi)), tone: roi === null ? null : toneOf(roi) },
    { ...plain("winRate", formatPercent(totals.winRate)), note: "at the last price" },
  ];
}

/** The numbers that only make sense for all purchases together. */
export function wholeRunNumbers(metrics: z.infer<typeof Metrics>): KeyNumber[] {
  return [
    { ...ratio("moneyWeightedReturn", metrics.moneyWeightedReturn), note: "per year" },
    { ...ratio("timeWeightedReturn", metrics.timeWeightedReturn), note: "in all" },
    ratio("maxDrawdown", metrics.maxDrawdown),
    ratio("noSignalRoi", metrics.noSignalRoi),
  ];
}

const plain = (key: DefinitionKey, value: string): KeyNumber => ({ key, value, exact: null, tone: null, note: null });

const money = (key: DefinitionKey, amount: number): KeyNumber => ({
  ...plain(key, formatMoney(amount)),
  exact: formatMoney(amount, { exact: true }),
});

const ratio = (key: DefinitionKey, value: number | null): KeyNumber => ({
  ...plain(key, formatPercent(value)),
  tone: value === null ? null : toneOf(value),
});
