import type { Manifest } from "#lib/convert/contract.ts";
import type { StrategyParams } from "../contract.ts";
import { fillColumn, priceColumns } from "../price-columns.ts";
import { type Pass, paidName, type Rule, type SignalRule } from "./sweep-sql.ts";

/** One pass over the data and what comes out of it. */
export interface PlannedPass extends Pass {
  rules: Rule[];
  points: { at: number; params: StrategyParams; rule: number }[];
}

/** Points with one price band share a pass: the band decides which rows there are. The rest differs in columns of the same rows. */
export function planPasses(manifest: Manifest, points: StrategyParams[]): PlannedPass[] {
  const numbered = points.map((params, at) => ({ at, params }));
  const byBand = Map.groupBy(numbered, ({ params }) => `${params.bandMin} ${params.bandMax}`);
  return [...byBand.values()].flatMap((members) =>
    members[0] ? [planPass(manifest, members, members[0].params)] : [],
  );
}

function planPass(manifest: Manifest, members: { at: number; params: StrategyParams }[], first: StrategyParams) {
  const columns = priceColumns(manifest, first);
  const signals = new Map<string, SignalRule>();
  const fills = new Map<string, string>();
  const rules = new Map<string, Rule>();
  const points: PlannedPass["points"] = [];
  for (const { at, params } of members) {
    const { window, includeToday, fill } = params;
    signals.set(`${window} ${includeToday}`, { window, includeToday });
    const column = fillColumn(manifest, params, columns.price);
    if (column) fills.set(fillName(fill), column);
    const rule = ruleOf(params);
    const key = JSON.stringify(rule);
    rules.set(key, rule);
    points.push({ at, params, rule: [...rules.keys()].indexOf(key) });
  }
  const { bandMin, bandMax } = first;
  return {
    columns,
    band: { bandMin, bandMax },
    signals: [...signals.values()],
    fills: [...fills],
    rules: [...rules.values()],
    points,
  };
}

/** Without costs an amount only scales what comes out; with costs it can decide by rounding whether a purchase won. */
const ruleOf = ({ window, includeToday, calendar, fill, amount, costBps }: StrategyParams): Rule => ({
  window,
  includeToday,
  calendar,
  paid: paidName(fillName(fill)),
  amount: costBps === 0 ? 1 : amount,
  costBps,
});

const fillName = (fill: StrategyParams["fill"]): string => fill.replaceAll("-", "_");
