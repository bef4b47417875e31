import { Random } from "./random.ts";

export const SECTORS = [
  "BASIC INDUSTRIES",
  "CAPITAL GOODS",
  "CONSUMER DURABLES",
  "CONSUMER NON-DURABLES",
  "CONSUMER SERVICES",
  "ENERGY",
  "FINANCE",
  "HEALTH CARE",
  "MISCELLANEOUS",
  "PUBLIC UTILITIES",
  "TECHNOLOGY",
  "TRANSPORTATION",
] as const;

const LETTERS = 26;

/** One batch letter, then AAA to ZZZ. */
export const TICKER_LIMIT = LETTERS ** 4;

/** The six-letter name of the ticker with this index: SIAAAA, SIAAAB, ... in ascending order. */
export function tickerName(index: number): string {
  const letters: string[] = [];
  for (let rest = index, i = 0; i < 4; i++, rest = Math.floor(rest / LETTERS)) {
    letters.unshift(String.fromCharCode(65 + (rest % LETTERS)));
  }
  return `SI${letters.join("")}`;
}

/** Each dozen of neighbouring tickers covers the twelve sectors once, in an order of its own, so that small sets have them all. */
export function tickerSector(index: number, seed: number): string {
  const dozen = Math.floor(index / SECTORS.length);
  const order = shuffled(SECTORS, new Random(seed, dozen, "sectors"));
  return order[index % SECTORS.length] ?? SECTORS[0];
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const keys = items.map((item) => ({ item, key: random.uniform() }));
  return keys.sort((a, b) => a.key - b.key).map(({ item }) => item);
}
