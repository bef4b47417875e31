/** A place in the order of a shard: a ticker in UTF-8 bytes and a day since 1970; days without a date are infinite. */
export interface Key {
  ticker: Buffer;
  day: number;
}

export const FIRST_DAY = Number.NEGATIVE_INFINITY;
export const LAST_DAY = Number.POSITIVE_INFINITY;

export const keyOf = (ticker: string, day = FIRST_DAY): Key => ({ ticker: Buffer.from(ticker), day });

export const compareKeys = (a: Key, b: Key): number => Buffer.compare(a.ticker, b.ticker) || compareDays(a.day, b.day);

export const laterKey = (a: Key, b: Key): Key => (compareKeys(a, b) < 0 ? b : a);
export const earlierKey = (a: Key, b: Key): Key => (compareKeys(a, b) < 0 ? a : b);

/** UTF-8 byte order, as DuckDB and Postgres's "C" collation sort; it differs from the order of UTF-16 only at surrogates. */
export function compareTickers(a: string, b: string): number {
  if (a === b) return 0;
  if (SURROGATE.test(a) || SURROGATE.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

const SURROGATE = /[\ud800-\udfff]/;

export const dayOf = (date: string): number => Date.parse(date) / DAY_MS;

const DAY_MS = 86_400_000;

/** Infinite days have no difference. */
function compareDays(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
