import { log } from "./portable-math.ts";

const STREAMS = { sectors: 1, path: 2, bars: 3 } as const;
const TWO_TO_32 = 2 ** 32;
const WARM_UP_ROUNDS = 20;

/**
 * Random numbers that depend on nothing but (seed, index, stream), so that any ticker can be made alone and in any order.
 * The generator is Chris Doty-Humphrey's sfc32 (PractRand): 128 bits of state, one of them a counter.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;
  #spareNormal = Number.NaN;

  constructor(seed: number, index: number, stream: keyof typeof STREAMS) {
    this.#a = seed | 0;
    this.#b = Math.floor(seed / TWO_TO_32) ^ (STREAMS[stream] << 24);
    this.#c = index | 0;
    for (let i = 0; i < WARM_UP_ROUNDS; i++) this.bits();
  }

  /** A signed integer of 32 random bits. */
  bits(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum;
  }

  /** Strictly between 0 and 1. */
  uniform(): number {
    return ((this.bits() >>> 0) + 0.5) / TWO_TO_32;
  }

  /** From `min` to `max`, both included. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.uniform() * (max - min + 1));
  }

  exponential(mean: number): number {
    return -mean * log(this.uniform());
  }

  /** Standard normal, by Marsaglia's polar method, which makes two at a time. */
  normal(): number {
    const spare = this.#spareNormal;
    this.#spareNormal = Number.NaN;
    return Number.isNaN(spare) ? this.#normalPair() : spare;
  }

  #normalPair(): number {
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1) continue;
      const scale = Math.sqrt((-2 * log(square)) / square);
      this.#spareNormal = y * scale;
      return x * scale;
    }
  }
}
