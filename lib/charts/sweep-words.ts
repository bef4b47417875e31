import { formatCount, formatMoney, plural } from "#lib/platform/format.ts";
import type { StrategyParams } from "#lib/strategy/contract.ts";
import type { SweepAxes, SweepPoint } from "#lib/strategy/sweep/contract.ts";

type ParamName = Exclude<keyof StrategyParams, "priceColumn">;

/** Parameters as people know them, in the order in which they are shown. */
export const PARAM_NAMES: Record<ParamName, string> = {
  window: "Window",
  includeToday: "Today in the average",
  amount: "Amount",
  fill: "Purchase is made",
  calendar: "Calendar",
  bandMin: "Lowest price",
  bandMax: "Highest price",
  costBps: "Costs in bp",
};
const NAMES = Object.keys(PARAM_NAMES).filter((name): name is ParamName => name in PARAM_NAMES);

/** The parameters in which the points differ. */
export const variedNames = (points: SweepPoint[]): ParamName[] =>
  NAMES.filter((name) => new Set(points.map(({ params }) => params[name])).size > 1);

const FILL_WORDS: Record<StrategyParams["fill"], string> = {
  "same-close": "same close",
  "next-open": "next open",
  "next-close": "next close",
};

/** One parameter's value as it reads in a table. */
export function paramValue(params: Partial<StrategyParams>, name: ParamName): string {
  if (name === "fill") return params.fill ? FILL_WORDS[params.fill] : "";
  if (name === "includeToday") return params.includeToday ? "yes" : "no";
  if (name === "calendar") return params.calendar ?? "";
  const value = params[name];
  if (value === null || value === undefined) return "none";
  return name === "amount" ? formatMoney(value) : formatCount(value);
}

const VALUES_NAMED = 3;

/** "window 3 to 42, amount 100, 5,000": what a sweep tried. */
export function variedWords(vary: SweepAxes): string {
  const parts = NAMES.flatMap((name) => {
    const values = vary[name] ?? [];
    const words = values.map((value) => paramValue({ [name]: value }, name));
    const isMany = words.length > VALUES_NAMED;
    const shown = isMany ? `${words[0]} to ${words.at(-1)}` : words.join(", ");
    return words.length > 0 ? `${PARAM_NAMES[name].toLowerCase()} ${shown}` : [];
  });
  return parts.join("; ");
}

/** Why the best of many is no finding. */
export const snoopingWords = (tried: number): string =>
  tried === 1
    ? "One parameter set was tried."
    : `The best of ${plural(tried, "parameter set")} is partly luck: had the signal meant nothing, one of ${formatCount(tried)} would still have come out on top. Trust a range of neighbours that do well, and test it on data that had no say in the choice.`;
