import { compareTickers } from "./key.ts";
import type { Source } from "./source.ts";

/**
 * Groups sources so that no ticker lies in two groups, directly or through others, in the order of their first tickers.
 * Sources whose tickers are all known are compared by them; of others only the first and the last ticker are known.
 */
export function componentsOf<Given extends Source>(sources: readonly Given[]): Given[][] {
  const roots = sources.map((_, at) => at);
  const rootOf = (at: number): number => {
    let root = at;
    while (roots[root] !== root) root = roots[root] ?? root;
    roots[at] = root;
    return root;
  };
  const join = (a: number, b: number) => {
    roots[rootOf(Math.max(a, b))] = rootOf(Math.min(a, b));
  };
  let reach: { to: string; at: number } | undefined;
  const seen = new Map<string, number>();
  for (const { from, to, at } of spansOf(sources)) {
    if (reach && compareTickers(from, reach.to) <= 0) join(at, reach.at);
    const before = seen.get(from);
    if (before !== undefined) join(at, before);
    seen.set(from, at);
    const isFurther = !reach || compareTickers(to, reach.to) > 0;
    if (from !== to && isFurther) reach = { to, at };
  }
  const groups = Map.groupBy(sources.entries(), ([at]) => rootOf(at));
  return [...groups.values()].map((members) => members.map(([, source]) => source));
}

interface Span {
  from: string;
  to: string;
  at: number;
}

const spansOf = (sources: readonly Source[]): Span[] =>
  sources
    .flatMap((source, at) => extentOf(source).map(([from, to]): Span => ({ from, to, at })))
    .sort((a, b) => compareTickers(a.from, b.from));

/** The ranges in which a source may have tickers, ends included; a range of one ticker is known to have it. */
export function extentOf({ facts, only }: Pick<Source, "facts" | "only">): [string, string][] {
  const { spread, minTicker, maxTicker } = facts;
  if (minTicker === null || maxTicker === null) return [];
  const ranges = only?.ranges ?? [[minTicker, maxTicker] satisfies [string, string]];
  if (spread?.whole)
    return spread.runs.flatMap(([ticker]): [string, string][] =>
      ranges.some(([from, to]) => compareTickers(from, ticker) <= 0 && compareTickers(ticker, to) <= 0)
        ? [[ticker, ticker]]
        : [],
    );
  return ranges
    .map(([from, to]): [string, string] => [laterTicker(from, minTicker), earlierTicker(to, maxTicker)])
    .filter(([from, to]) => compareTickers(from, to) <= 0);
}

/** Whether two sources may have a ticker in common. */
export function sharesTickers(a: Source, b: Source): boolean {
  return componentsOf([a, b]).length === 1;
}

const laterTicker = (a: string, b: string): string => (compareTickers(a, b) < 0 ? b : a);
const earlierTicker = (a: string, b: string): string => (compareTickers(a, b) < 0 ? a : b);
