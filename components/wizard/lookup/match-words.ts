import type { Match, MatchRequest, UnmatchedKey } from "#lib/convert/lookup/contract.ts";
import { formatCount, plural } from "#lib/platform/format.ts";
import type { Draft } from "../draft.ts";
import type { LookupChoice } from "./lookup-choice.ts";

/** "148 of 150 tickers found". */
export function foundWords({ keys, found }: Match, { key, file }: LookupChoice, draft: Draft): string {
  const all = [...draft.recipe.columns, ...draft.recipe.derived];
  const isTicker = all.some(({ name, role }) => name === key && role === "ticker");
  const what = isTicker ? plural(keys, "ticker") : `${plural(keys, "different value")} of ${key}`;
  if (keys === 0) return `No row that was looked at has a value in ${key}.`;
  if (found === 0) return `None of ${what} is in ${file}. Are these the right columns?`;
  return `${formatCount(found)} of ${what} found`;
}

/** What the count is of. */
export function scopeWords({ of, files: { seen, all }, rows }: Match): string {
  if (of === "file-names") return `From the names of all ${plural(all, "file")}, and every row of the file looked in.`;
  const data = of === "whole-files" ? `In every row of ${plural(all, "file")}` : `In ${formatCount(rows)} sampled rows`;
  const files =
    of === "whole-files" ? ` (${plural(rows, "row")})` : ` of ${formatCount(seen)} of ${plural(all, "file")}`;
  return `${data}${files}, against every row of the file looked in.${of === "samples" ? " When the files are converted, every row counts." : ""}`;
}

/** Sentences about what is odd, none when nothing is. */
export function oddities({ keyless, lookup }: Match, { key, file, name, unmatched }: LookupChoice): string[] {
  const fate = unmatched === "null" ? `get no ${name}, too` : "are rejected, too";
  return [
    ...(keyless > 0 ? [`Rows with no value in ${key} ${fate}: ${formatCount(keyless)} of those looked at.`] : []),
    ...(lookup.empty > 0 ? [`${file} has ${plural(lookup.empty, "key")} with an empty value.`] : []),
    ...(lookup.repeated > 0
      ? [`${file} repeats ${plural(lookup.repeated, "key")} with the same value, which does no harm.`]
      : []),
  ];
}

export function placeWords({ file, row }: UnmatchedKey, { key }: Pick<MatchRequest, "key">): string {
  if (key.from === "file-name") return file;
  return row === null ? `${file}, further down` : `${file}, row ${formatCount(row)}`;
}

/** What a lookup does, in full. */
export function lookupWords({ lookupKey, key, name, file, ignoreCase, unmatched }: LookupChoice): string {
  const how = ignoreCase ? ", upper or lower case" : " to the letter";
  const fate = unmatched === "null" ? `get no ${name}, and are counted` : "are rejected, with the reason";
  return `By “${lookupKey}”, which must be the ${key}${how}. Rows that are not found ${fate}. The rows of ${file} are no data of their own.`;
}
