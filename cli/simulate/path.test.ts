import { describe, expect, test } from "vitest";
import { MODELS, type PriceModel } from "./model.ts";
import { pricePath } from "./path.ts";
import { Random } from "./random.ts";

const YEAR = 252;
const path = (model: PriceModel, days: number, ticker: number) =>
  pricePath(model, days, new Random(7, ticker, "path")).closes;

function logReturns(model: PriceModel, days: number, tickers: number): Float64Array {
  const returns: number[] = [];
  for (let ticker = 0; ticker < tickers; ticker++) {
    path(model, days, ticker).forEach((close, day, closes) => {
      if (day > 0) returns.push(Math.log(close / (closes[day - 1] ?? close)));
    });
  }
  return Float64Array.from(returns);
}

const mean = (values: Float64Array) => values.reduce((sum, x) => sum + x, 0) / values.length;
const variance = (values: Float64Array) => {
  const center = mean(values);
  return mean(values.map((x) => (x - center) ** 2));
};

/** How far a measured figure is from the expected one, as a share of the expected one. */
const offBy = (measured: number, expected: number) => Math.abs(measured / expected - 1);

describe("geometric Brownian motion", () => {
  const returns = logReturns(MODELS.gbm, 10_000, 30);

  test("has a volatility of 20 % a year and no jumps", () => {
    expect(offBy(Math.sqrt(variance(returns) * YEAR), 0.2)).toBeLessThan(0.01);
    expect(returns.reduce((most, x) => Math.max(most, Math.abs(x)), 0)).toBeLessThan((6 * 0.2) / Math.sqrt(YEAR));
  });

  test("drifts by the growth less half the variance, here not at all", () => {
    expect(Math.abs(mean(returns) * YEAR)).toBeLessThan((3 * 0.2 * Math.sqrt(YEAR)) / Math.sqrt(returns.length));
  });
});

describe("Merton jump diffusion", () => {
  const returns = logReturns(MODELS.merton, 10_000, 30);
  const { perStep, mean: jumpMean, deviation } = MODELS.merton.jumps;

  test("has the variance of its diffusion and its jumps together", () => {
    const expected = 0.18 ** 2 + perStep * YEAR * (jumpMean ** 2 + deviation ** 2);
    expect(offBy(variance(returns) * YEAR, expected)).toBeLessThan(0.03);
  });

  test("moves by more than six daily deviations as often as its jumps make it, mostly down", () => {
    const limit = (6 * 0.18) / Math.sqrt(YEAR);
    const falls = returns.filter((x) => x < -limit).length;
    const rises = returns.filter((x) => x > limit).length;
    // The shares of N(-0.05, 0.08² + 0.18²/252) beyond the limit on either side.
    const jumps = perStep * returns.length;
    const [expectedFalls, expectedRises] = [0.412 * jumps, 0.072 * jumps];
    expect(Math.abs(falls - expectedFalls)).toBeLessThan(3 * Math.sqrt(expectedFalls));
    expect(Math.abs(rises - expectedRises)).toBeLessThan(3 * Math.sqrt(expectedRises));
  });
});

test.each(["gbm", "merton"] as const)("the expected price of %s grows by 2 %% a year, jumps or not", (name) => {
  const growth = Float64Array.from({ length: 2000 }, (_, ticker) => {
    const closes = path(MODELS[name], 2 * YEAR + 1, ticker);
    return (closes.at(-1) ?? 0) / (closes[0] ?? 1);
  });
  const standardError = Math.sqrt(variance(growth) / growth.length);
  expect(Math.abs(mean(growth) - Math.exp(0.04))).toBeLessThan(3 * standardError);
});

test.each(["gbm", "merton"] as const)("prices of %s stay between 0.1 and 1000 for a century, nearly always", (name) => {
  const tickers = Array.from({ length: 60 }, (_, ticker) => path(MODELS[name], 31_186, ticker));
  const within = tickers.map(
    (prices) => prices.filter((price) => price >= 0.1 && price <= 1000).length / prices.length,
  );
  expect(mean(Float64Array.from(within))).toBeGreaterThan(0.95);
});

describe("the seed's parameters", () => {
  /** One ticker of known volatility. */
  const known = { ...MODELS.seed, volatility: () => 0.3 };

  test("make steps of 0.04 years, with jumps of +0.2 every 308 steps that nothing compensates", () => {
    const returns = logReturns(known, 30_000, 20);
    const drift = (0.058 - 0.3 ** 2 / 2) * 0.04 + 0.00325 * 0.2;
    expect(
      offBy(Math.sqrt(variance(returns)), Math.sqrt(0.3 ** 2 * 0.04 + 0.00325 * (0.2 ** 2 + 0.01 ** 2))),
    ).toBeLessThan(0.01);
    expect(Math.abs(mean(returns) - drift)).toBeLessThan((3 * 0.06) / Math.sqrt(returns.length));
  });

  test("make jumps that only go up", () => {
    const still = { ...MODELS.seed, volatility: () => 0 };
    const returns = logReturns(still, 31_186, 20);
    const jumps = returns.filter((x) => Math.abs(x - 0.058 * 0.04) > 0.01);
    expect(Math.min(...jumps)).toBeGreaterThan(0);
    expect(offBy(jumps.length / returns.length, 0.00325)).toBeLessThan(0.1);
    expect(offBy(mean(jumps), 0.2)).toBeLessThan(0.03);
  });

  test("start at a tenth to a hundred, in tenths, and draw a volatility of at least 5 %", () => {
    const random = new Random(1, 0, "path");
    const starts = Array.from({ length: 5000 }, () => MODELS.seed.startPrice(random));
    expect([Math.min(...starts), Math.max(...starts)]).toEqual([0.1, 100]);
    expect(starts.every((price) => price === Math.round(price * 10) / 10)).toBe(true);
    const volatilities = Array.from({ length: 5000 }, () => MODELS.seed.volatility(random));
    expect(Math.min(...volatilities)).toBe(0.05);
    expect(offBy(volatilities.toSorted((a, b) => a - b)[2500] ?? 0, 0.3)).toBeLessThan(0.05);
  });
});

test.each(["gbm", "merton", "seed"] as const)("a longer path of %s begins with the shorter one", (name) => {
  expect(path(MODELS[name], 1000, 3).subarray(0, 500)).toEqual(path(MODELS[name], 500, 3));
});
