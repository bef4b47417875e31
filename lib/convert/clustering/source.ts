import type { RoleColumns, ShardFacts } from "#lib/convert/contract.ts";
import type { ColumnBounds, Footer, RowGroup } from "./footer.ts";
import { compareKeys, dayOf, earlierKey, FIRST_DAY, type Key, keyOf, LAST_DAY, laterKey } from "./key.ts";

/** A sorted Parquet object whose rows are clustered: a file's part, or a shard of the version before. */
export interface Source {
  object: string;
  bytes: number;
  facts: ShardFacts;
  /** Which of the ledger's files its rows are from. */
  files: number[];
  /** Rows it has lost already because they repeat a ticker and day. */
  dropped: number;
  isShard: boolean;
  /** Only the tickers in one of these ranges, both ends included, and the rows without one or not. */
  only?: { ranges: [string, string][]; tickerless: boolean };
}

/** A source whose footer was read. `order` decides between rows that share ticker and date. */
export interface OpenSource extends Source {
  order: number;
  /** Which object it was when its footer was read, and its checksum where the store keeps one. */
  etag: string;
  crc32: string | null;
  schema: Buffer;
  groups: KeyedGroup[];
  marks: Mark[];
}

/** A row group and the first and last place its rows may have. */
export interface KeyedGroup extends RowGroup {
  index: number;
  lo: Key;
  hi: Key;
  /** Rows with and without a ticker. */
  named: number;
  tickerless: number;
  /** Every row is known to have a date. */
  isDated: boolean;
}

/** The row groups of a sorted file, their bounds as narrow as their neighbours allow. */
export function keyGroups({ groups }: Footer, { ticker, date }: RoleColumns, facts: ShardFacts): KeyedGroup[] {
  const keyed = groups.map((group, index): KeyedGroup => {
    const tickers = ticker ? group.columns.get(ticker) : undefined;
    const tickerless = ticker ? (tickers?.nulls ?? Math.min(group.rows, facts.tickerless)) : group.rows;
    const dates = date ? group.columns.get(date) : undefined;
    const isDated = dates?.nulls === 0;
    return { ...group, index, ...boundsOf(tickers, dates, facts), tickerless, named: group.rows - tickerless, isDated };
  });
  const named = keyed.filter((group) => group.named > 0);
  for (const [at, group] of named.entries()) group.lo = laterKey(group.lo, lastOf(named[at - 1]) ?? group.lo);
  for (const [at, group] of [...named.entries()].reverse())
    group.hi = earlierKey(group.hi, firstOf(named[at + 1]) ?? group.hi);
  return keyed;
}

/** A row group begins no sooner than the one before it ends, of which the place is known within one ticker, or than it begins. */
const lastOf = (before: KeyedGroup | undefined): Key | undefined =>
  before && isOneTicker(before) && Number.isFinite(before.hi.day) ? before.hi : before?.lo;

const firstOf = (after: KeyedGroup | undefined): Key | undefined =>
  after && isOneTicker(after) && Number.isFinite(after.lo.day) ? after.lo : after?.hi;

/** Rows without a ticker have dates as well, and would count among the ticker's. */
const isOneTicker = ({ lo, hi, tickerless }: KeyedGroup): boolean => tickerless === 0 && lo.ticker.equals(hi.ticker);

/** Days narrow the bounds only within one ticker. */
function boundsOf(tickers: ColumnBounds | undefined, dates: ColumnBounds | undefined, facts: ShardFacts) {
  const first = tickers?.min ?? Buffer.from(facts.minTicker ?? "");
  const last = tickers?.max ?? Buffer.from(facts.maxTicker ?? "");
  if (!first.equals(last)) return { lo: { ticker: first, day: FIRST_DAY }, hi: { ticker: last, day: LAST_DAY } };
  const noDate = dates?.nulls !== 0;
  return {
    lo: { ticker: first, day: readDay(dates?.min) ?? FIRST_DAY },
    hi: { ticker: last, day: noDate ? LAST_DAY : (readDay(dates?.max) ?? LAST_DAY) },
  };
}

/** Before none of its rows' days, and after none of them. Row groups of one ticker tell that of themselves alone. */
export function daysOf({
  groups,
  facts: { minDate, maxDate },
}: Pick<OpenSource, "groups" | "facts">): [number, number] {
  if (minDate === null || maxDate === null) return [FIRST_DAY, LAST_DAY];
  return [dayOf(minDate), groups.every(({ isDated }) => isDated) ? dayOf(maxDate) : LAST_DAY];
}

const DAY_MICROSECONDS = 86_400_000_000n;

/** A DATE is four bytes, days; a TIMESTAMP eight, microseconds. */
function readDay(value: Buffer | undefined): number | undefined {
  if (value?.length === 4) return value.readInt32LE();
  if (value?.length !== 8) return undefined;
  const micros = value.readBigInt64LE();
  const days = micros / DAY_MICROSECONDS;
  return Number(micros % DAY_MICROSECONDS < 0n ? days - 1n : days);
}

/** Where rows stand: a place, and about how many rows from it on up to the next mark. */
export interface Mark {
  key: Key;
  rows: number;
}

/** A source's rows at places in order. */
export function marksOf({ facts: { spread, minDate }, groups }: Pick<OpenSource, "facts" | "groups">): Mark[] {
  const named = groups.filter((group) => group.named > 0);
  if (!spread || spread.runs.length < named.length) return named.map(({ lo, named: rows }) => ({ key: lo, rows }));
  const day = minDate ? dayOf(minDate) : FIRST_DAY;
  return spread.runs.map(([ticker, rows]) => ({ key: keyOf(ticker, day), rows }));
}

/** The marks from one place on and before another. */
export function marksBetween(marks: readonly Mark[], from: Key, to: Key): Mark[] {
  return marks.slice(firstAt(marks, from), firstAt(marks, to));
}

function firstAt(marks: readonly Mark[], place: Key): number {
  let [low, high] = [0, marks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const mark = marks[middle];
    if (mark && compareKeys(mark.key, place) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
