import type { PricePath } from "./path.ts";
import { exp, log } from "./portable-math.ts";
import type { Random } from "./random.ts";

/** Prices are quoted to four decimals, as exchanges do below a dollar, and counted in ten-thousandths: 12.5 is 125,000. */
const TICKS = 10_000;

/** The part of a day's variance that falls between yesterday's close and today's open. */
const OVERNIGHT = 0.25;
const ROWS_PER_DIVIDEND = 63;
const DIVIDEND = 0.0025;
const [MIN_USUAL_VOLUME, MAX_USUAL_VOLUME, VOLUME_DEVIATION] = [50_000, 5_000_000, 0.4];

/** One entry per day in each column, prices in ten-thousandths. */
export interface Bars {
  open: Float64Array;
  high: Float64Array;
  low: Float64Array;
  close: Float64Array;
  volume: Float64Array;
}

/** Days of trading around the closes of a path, always with low <= open, close <= high. */
export function barsAround({ closes, dailyDeviation }: PricePath, random: Random): Bars {
  const days = closes.length;
  const [open, high, low] = [new Float64Array(days), new Float64Array(days), new Float64Array(days)];
  const [close, volume] = [quoteAll(closes), new Float64Array(days)];
  const usualVolume = random.integer(MIN_USUAL_VOLUME, MAX_USUAL_VOLUME);
  const gapDeviation = dailyDeviation * Math.sqrt(OVERNIGHT * (1 - OVERNIGHT));
  const variance = dailyDeviation ** 2 * (1 - OVERNIGHT);

  let yesterday = closes[0] ?? 0;
  for (let day = 0; day < days; day++) {
    const today = closes[day] ?? 0;
    const dayReturn = log(today / yesterday);
    const gap = OVERNIGHT * dayReturn + gapDeviation * random.normal();
    const move = dayReturn - gap;
    const opening = yesterday * exp(gap);
    open[day] = quote(opening);
    high[day] = quote(opening * exp((move + reach(move, variance, random)) / 2));
    low[day] = quote(opening * exp((move - reach(move, variance, random)) / 2));
    volume[day] = Math.round(usualVolume * exp(VOLUME_DEVIATION * random.normal()));
    yesterday = today;
  }
  return { open, high, low, close, volume };
}

/** Closes as seen from the last day: every dividend paid since then taken off. Prices in ten-thousandths. */
export function adjustedCloses({ closes }: PricePath): Float64Array {
  const adjusted = new Float64Array(closes.length);
  let factor = 1;
  for (let day = closes.length - 1; day >= 0; day--) {
    adjusted[day] = quote((closes[day] ?? 0) * factor);
    if (day % ROWS_PER_DIVIDEND === 0) factor *= 1 - DIVIDEND;
  }
  return adjusted;
}

/** The maximum of a Brownian motion that ends at `move` is (move + reach) / 2, its minimum (move - reach) / 2. */
function reach(move: number, variance: number, random: Random): number {
  return Math.sqrt(move * move - 2 * variance * log(random.uniform()));
}

function quoteAll(prices: Float64Array): Float64Array {
  return prices.map(quote);
}

/** Never 0: a price is positive however far it falls. */
function quote(price: number): number {
  return Math.max(1, Math.round(price * TICKS));
}
