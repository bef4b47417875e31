import { exp } from "./portable-math.ts";
import type { Random } from "./random.ts";

/** Parameters are per year where `yearsPerStep` is 1/252, one trading day. */
export interface PriceModel {
  yearsPerStep: number;
  /** Growth of the expected price. */
  drift: number;
  /** Drawn once per ticker. */
  volatility: (random: Random) => number;
  startPrice: (random: Random) => number;
  jumps: { perStep: number; mean: number; deviation: number; compensated: boolean } | null;
}

const TRADING_DAYS = 252;

/** Growth cancels the pull of the volatility, so that the median price stays put for a century. */
const DRIFT = 0.02;
const STEADY = {
  yearsPerStep: 1 / TRADING_DAYS,
  drift: DRIFT,
  startPrice: (random: Random) => random.integer(500, 5000) / 100,
};

export const MODELS = {
  /** Geometric Brownian motion: dS/S = drift dt + volatility dW. */
  gbm: { ...STEADY, volatility: () => 0.2, jumps: null },
  /**
   * Jump diffusion: one jump a year on average, normal in the log return with mean -5 % and deviation 8 %. The drift
   * is lowered by what jumps add, so E[S(t)] = S(0) e^(drift t).
   * R. C. Merton, "Option pricing when underlying stock returns are discontinuous", J. Financial Economics 3 (1976).
   */
  merton: {
    ...STEADY,
    volatility: () => 0.18,
    jumps: { perStep: 1 / TRADING_DAYS, mean: -0.05, deviation: 0.08, compensated: true },
  },
  /** The parameters of the project this one starts from: steps of 0.04 years and jumps that only go up. Prices explode. */
  seed: {
    yearsPerStep: 0.04,
    drift: 0.058,
    volatility: (random: Random) => Math.max(0.3 + 0.2 * random.normal(), 0.05),
    startPrice: (random: Random) => random.integer(1, 1000) / 10,
    jumps: { perStep: 0.00325, mean: 0.2, deviation: 0.01, compensated: false },
  },
} as const satisfies Record<string, PriceModel>;

/** What the log return is on average in one step without jumps. */
export function logDriftPerStep(model: PriceModel, volatility: number): number {
  const diffusion = (model.drift - volatility ** 2 / 2) * model.yearsPerStep;
  if (!model.jumps?.compensated) return diffusion;
  const { perStep, mean, deviation } = model.jumps;
  return diffusion - perStep * (exp(mean + deviation ** 2 / 2) - 1);
}
