import { identifier, literal } from "#lib/platform/engine/sql.ts";
import type { Lookup } from "./lookup.ts";

/** Joins each lookup as (k0, l0), (k1, l1), …; `keyOf` is an expression of the row's key. Rows keep their number: a key is there once. */
export function joinLookups(lookups: readonly Lookup[], keyOf: (lookup: Lookup) => string): string {
  return lookups
    .map((lookup, at) => {
      const fold = (text: string) => (lookup.column.ignoreCase ? `lower(${text})` : text);
      return `LEFT JOIN ${readPairs(lookup.path, at)} ON ${fold(`k${at}`)} = ${fold(keyOf(lookup))}`;
    })
    .join("\n");
}

export const lookupValue = (at: number): string => `l${at}`;

export const isFound = (at: number): string => `k${at} IS NOT NULL`;

/** NULL where the key was found. */
export function lookupComplaint({ column }: Lookup, at: number, source: string, key: string): string {
  const reason = `has no ${column.name} in ${column.file}`;
  return `CASE WHEN NOT (${isFound(at)}) THEN {'column': ${literal(source)}, 'value': ${key}, 'reason': ${literal(reason)}, 'nulled': ${column.unmatched === "null"}} END`;
}

/** How many written rows have a key that is not in the lookup. */
export const countUnmatched = (part: string, lookup: Lookup): string =>
  `SELECT count(*) AS n FROM read_parquet(${literal(part)}) ${joinLookups([lookup], () => identifier(lookup.column.key))} WHERE k0 IS NULL`;

const readPairs = (path: string, at: number): string =>
  `read_csv(${literal(path)}, auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', comment = '',
    strict_mode = true, null_padding = false, columns = {'k${at}': 'VARCHAR', 'l${at}': 'VARCHAR'})`;
