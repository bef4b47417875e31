import { randomInt } from "node:crypto";

/** How often each fault is done: once where every change is tested, twenty times and more by `npm run test:faults`. */
const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 1);
const { FAULT_SEED } = process.env;

/** Whether there is time for the long form of a fault, or one of them is done again. */
export const isLong = ROUNDS > 1 || FAULT_SEED !== undefined;

/** The rounds of one fault, each with a seed of its own, which stands in the test's name: the same FAULT_SEED does the same again. */
export function rounds(): { seed: number }[] {
  const first = FAULT_SEED === undefined ? randomInt(2 ** 31) : Number(FAULT_SEED);
  return Array.from({ length: ROUNDS }, (_, round) => ({ seed: (first + round * 7_919) % 2 ** 31 }));
}

/** Numbers from 0 to 1, always the same for a seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Any one of these. */
export function oneOf<Item>(random: () => number, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("There is nothing to choose from.");
  return item;
}
