import type { Bin, ColumnProfile } from "#lib/schema/profile/contract.ts";

const BINS = 12;
const TOP = 6;

/** Bins of one width, or the most common texts, of values that were picked at random. */
export function shapeOf(picks: readonly (string | number)[]): Pick<ColumnProfile, "bins" | "top" | "picked"> {
  const numbers = picks.filter((pick) => typeof pick === "number");
  if (numbers.length > 0) return { bins: binsOf(numbers), top: [], picked: numbers.length };
  return { bins: [], top: topOf(picks.map(String)), picked: picks.length };
}

function binsOf(numbers: readonly number[]): Bin[] {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const number of numbers) [from, to] = [Math.min(from, number), Math.max(to, number)];
  const width = (to - from) / BINS;
  if (!(width > 0) || !Number.isFinite(width)) return [{ from, to, count: numbers.length }];
  const counts = new Array<number>(BINS).fill(0);
  for (const number of numbers) {
    const at = Math.min(BINS - 1, Math.floor((number - from) / width));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts.map((count, at) => ({
    from: from + at * width,
    to: at === BINS - 1 ? to : from + (at + 1) * width,
    count,
  }));
}

function topOf(texts: readonly string[]): ColumnProfile["top"] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, TOP);
}
