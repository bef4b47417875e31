import type { PresetName, StrategyParams } from "./contract.ts";

/** A smaller relative difference between average and previous close is rounding noise of the sum: a tie, and a tie is no signal. */
export const TIE_TOLERANCE = 1e-12;

/**
 * `seed-exact` reproduces the original project to the row: eight rows including today, one calendar, the price band
 * before everything, filled at the same close. `causal` looks at nothing it could not have known.
 */
export const PRESETS: Record<PresetName, StrategyParams> = {
  "seed-exact": {
    amount: 100,
    window: 7,
    includeToday: true,
    priceColumn: "",
    calendar: "global",
    bandMin: 0.1,
    bandMax: 1000,
    fill: "same-close",
    costBps: 0,
  },
  causal: {
    amount: 100,
    window: 7,
    includeToday: false,
    priceColumn: "",
    calendar: "global",
    bandMin: null,
    bandMax: null,
    fill: "same-close",
    costBps: 0,
  },
};
