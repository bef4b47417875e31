import type { PresetName, StrategyParams } from "#lib/strategy/contract.ts";
import { PRESETS } from "#lib/strategy/presets.ts";

/** What a person chose: a preset and everything it fixes, changed or not. */
export interface RunChoices {
  preset: PresetName;
  params: StrategyParams;
}

export const PRESET_WORDS: Record<PresetName, { name: string; meaning: string }> = {
  causal: {
    name: "Causal",
    meaning:
      "Decides with what was known: the average covers the full window of rows before today and leaves today out.",
  },
  "seed-exact": {
    name: "Seed-exact",
    meaning:
      "Reproduces the original study to the row: today joins the average, short histories count, prices outside 0.1 to 1,000 are dropped.",
  },
};

export const CALENDAR_WORDS: Record<StrategyParams["calendar"], string> = {
  global: "One for all tickers",
  "per-ticker": "Each ticker its own",
};

export const FILL_WORDS: Record<StrategyParams["fill"], string> = {
  "same-close": "At the price of the same day",
  "next-open": "At the next day's open",
  "next-close": "At the next day's close",
};

export const choicesOf = (preset: PresetName): RunChoices => ({ preset, params: PRESETS[preset] });

/** What differs from the preset: the only thing a run stores beside its name. */
export function overrides({ preset, params }: RunChoices): Partial<StrategyParams> {
  const fixed = new Map<string, unknown>(Object.entries(PRESETS[preset]));
  return Object.fromEntries(Object.entries(params).filter(([name, value]) => fixed.get(name) !== value));
}
