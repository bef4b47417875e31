import { logDriftPerStep, type PriceModel } from "./model.ts";
import { exp } from "./portable-math.ts";
import type { Random } from "./random.ts";

export interface PricePath {
  /** One close per day; the first is the start price. */
  closes: Float64Array;
  /** Standard deviation of a day's log return, jumps aside. */
  dailyDeviation: number;
}

/** A longer path of the same ticker begins with the shorter one. */
export function pricePath(model: PriceModel, days: number, random: Random): PricePath {
  const startPrice = model.startPrice(random);
  const volatility = model.volatility(random);
  const drift = logDriftPerStep(model, volatility);
  const dailyDeviation = volatility * Math.sqrt(model.yearsPerStep);
  const jumps = new Jumps(model, random);

  const closes = new Float64Array(days);
  let price = startPrice;
  for (let day = 0; day < days; day++) {
    closes[day] = price;
    price *= exp(drift + dailyDeviation * random.normal() + jumps.during(day));
  }
  return { closes, dailyDeviation };
}

/** A compound Poisson process: exponential gaps between jumps, jump sizes normal in the log return. */
class Jumps {
  readonly #jumps: PriceModel["jumps"];
  readonly #random: Random;
  #next: number;

  constructor({ jumps }: PriceModel, random: Random) {
    this.#jumps = jumps;
    this.#random = random;
    this.#next = jumps ? random.exponential(1 / jumps.perStep) : Number.POSITIVE_INFINITY;
  }

  /** The sum of the jumps in the step that begins at this time. */
  during(step: number): number {
    let sum = 0;
    while (this.#jumps && this.#next < step + 1) {
      sum += this.#jumps.mean + this.#jumps.deviation * this.#random.normal();
      this.#next += this.#random.exponential(1 / this.#jumps.perStep);
    }
    return sum;
  }
}
