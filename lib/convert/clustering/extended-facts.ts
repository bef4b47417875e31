import { isDeepStrictEqual } from "node:util";
import type { ShardFacts } from "#lib/convert/contract.ts";
import { MAX_WHOLE } from "#lib/convert/spread.ts";
import { compareTickers } from "./key.ts";
import type { KeyedGroup, OpenSource } from "./source.ts";

const MAX_SECTORS = 1_000;

/** How many rows of each ticker a shard has, and how many of them were not in its base. */
export interface TickerRows {
  all: Map<string, number>;
  added: Map<string, number>;
}

/** Undefined when that cannot be told exactly, or when rows of the base were left out. */
export function countTickers(
  base: OpenSource,
  anew: ReadonlySet<KeyedGroup>,
  tail: ShardFacts,
): TickerRows | undefined {
  if (!base.facts.spread?.whole || !tail.spread?.whole || base.facts.tickerless + tail.tickerless > 0) return undefined;
  const all = new Map(base.facts.spread.runs);
  const added = new Map(tail.spread.runs);
  for (const [ticker, rows] of rowsOf(base, anew)) added.set(ticker, (added.get(ticker) ?? 0) - rows);
  for (const [ticker, rows] of added) all.set(ticker, (all.get(ticker) ?? 0) + rows);
  return [...added.values()].every((rows) => rows >= 0) && all.size <= MAX_WHOLE ? { all, added } : undefined;
}

/** What is known of a shard that has the row groups of its base but for those written `anew`, and the tail. Undefined where that does not follow. */
export function extendedFacts(
  { facts: base }: OpenSource,
  anew: ReadonlySet<KeyedGroup>,
  tail: ShardFacts,
  { all }: TickerRows,
): ShardFacts | undefined {
  if (!isDeepStrictEqual(base.columns, tail.columns)) return undefined;
  if (anew.size > 0 && base.duplicates > 0) return undefined;
  const runs = [...all].sort(([a], [b]) => compareTickers(a, b));
  const days = [base.minDate, base.maxDate, tail.minDate, tail.maxDate].filter((day) => day !== null).sort();
  return {
    ...base,
    rows: runs.reduce((sum, [, rows]) => sum + rows, 0),
    minTicker: runs[0]?.[0] ?? null,
    maxTicker: runs.at(-1)?.[0] ?? null,
    minDate: days[0] ?? null,
    maxDate: days.at(-1) ?? null,
    tickers: runs.length,
    spread: { whole: true, runs },
    sectors: bothSectors(base.sectors, tail.sectors),
    duplicates: base.duplicates + tail.duplicates,
    duplicate: [base.duplicate, tail.duplicate].filter((one) => one !== null).sort(byTickerAndDate)[0] ?? null,
  };
}

/** A sorted file's tickers follow one another through its row groups as they do through its spread. */
function rowsOf({ facts, groups }: OpenSource, wanted: ReadonlySet<KeyedGroup>): Map<string, number> {
  const found = new Map<string, number>();
  const runs = facts.spread?.runs ?? [];
  let [at, used] = [0, 0];
  for (const group of groups)
    for (let left = group.rows; left > 0 && at < runs.length; ) {
      const [ticker, rows] = runs[at] ?? ["", 0];
      const taken = Math.min(left, rows - used);
      if (wanted.has(group)) found.set(ticker, (found.get(ticker) ?? 0) + taken);
      [left, used] = [left - taken, used + taken];
      if (used === rows) [at, used] = [at + 1, 0];
    }
  return found;
}

function bothSectors(a: ShardFacts["sectors"], b: ShardFacts["sectors"]): ShardFacts["sectors"] {
  const both = new Set([...(a ?? []), ...(b ?? [])]);
  return a && b && both.size <= MAX_SECTORS ? [...both] : null;
}

type Repeat = NonNullable<ShardFacts["duplicate"]>;
const byTickerAndDate = (a: Repeat, b: Repeat): number =>
  compareTickers(a.ticker, b.ticker) || compareTickers(a.date, b.date);
