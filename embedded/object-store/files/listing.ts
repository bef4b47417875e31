import type { KeyIndex } from "./key-index.ts";

export type ListingQuery = { prefix: string; delimiter: string; limit: number; after?: Marker };

/** Where a page ended: behind one key, or behind all keys that share a common prefix. */
export type Marker = { key: string } | { prefix: string };

export type Listing<T> = { entries: T[]; prefixes: string[]; next?: Marker };

/** One page of keys and common prefixes in S3's order; `next` is there when more would follow. */
export function listKeys<T>(index: KeyIndex<T>, { prefix, delimiter, limit, after }: ListingQuery): Listing<T> {
  const listing: Listing<T> = { entries: [], prefixes: [] };
  let place = Math.max(index.firstAt(prefix), after ? placeAfter(index, after) : 0);
  let last: Marker | undefined;
  for (let count = 0; limit > 0; count += 1) {
    const key = index.keyAt(place);
    if (key === undefined || !key.startsWith(prefix)) break;
    if (count === limit) return { ...listing, next: last };
    const common = commonPrefix(key, prefix, delimiter);
    const value = index.get(key);
    if (common !== undefined) listing.prefixes.push(common);
    else if (value !== undefined) listing.entries.push(value);
    last = common === undefined ? { key } : { prefix: common };
    place = common === undefined ? place + 1 : index.firstBeyond(common);
  }
  return listing;
}

function placeAfter<T>(index: KeyIndex<T>, after: Marker): number {
  return "prefix" in after ? index.firstBeyond(after.prefix) : index.firstAfter(after.key);
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === "") return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}
