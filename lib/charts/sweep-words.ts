import { plural } from "#lib/platform/format.ts";
import type { StrategyParams } from "#lib/strategy/contract.ts";
import type { SweepPoint } from "#lib/strategy/sweep/contract.ts";

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

/** Why the best of many is no finding. */
export const snoopingWords = (tried: number): string =>
  tried === 1
    ? "One parameter set was tried."
    : `The best of ${plural(tried, "parameter set")} is partly luck: had the signal meant nothing, one of ${tried.toLocaleString("en")} would still have come out on top. Trust a range of neighbours that do well, and test it on data that had no say in the choice.`;
