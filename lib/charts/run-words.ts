import { formatCount, formatMoney, formatPercent, plural } from "#lib/platform/format.ts";
import type { StrategyParams } from "#lib/strategy/contract.ts";

const FILLS: Record<StrategyParams["fill"], string> = {
  "same-close": "pays the same day's close",
  "next-open": "pays the next day's open",
  "next-close": "pays the next day's close",
};

/** What a run's parameters mean, as short phrases in the order a reader asks for them. */
export function paramWords(params: StrategyParams): string[] {
  return [
    `buys ${formatMoney(params.amount)} on ${params.calendar === "global" ? "the first trading day of a month" : "each ticker's first trading day of a month"}`,
    averageWords(params),
    FILLS[params.fill],
    bandWords(params),
    params.costBps > 0 ? `costs ${formatPercent(params.costBps / 10_000, 2)} of each purchase` : "no costs",
    ...(params.priceColumn ? [`price from ${params.priceColumn}`] : []),
  ];
}

function averageWords({ window, includeToday }: StrategyParams): string {
  const rows = includeToday ? `today and ${plural(window, "row")} before` : `${plural(window, "row")} before today`;
  return `when the average of ${rows} lies below the previous close`;
}

function bandWords({ bandMin, bandMax }: StrategyParams): string {
  if (bandMin === null && bandMax === null) return "any price";
  if (bandMin === null) return `prices up to ${formatCount(bandMax)}`;
  if (bandMax === null) return `prices from ${formatCount(bandMin)}`;
  return `prices from ${formatCount(bandMin)} to ${formatCount(bandMax)}`;
}
