import type { Repeats } from "#lib/convert/repeats/contract.ts";
import { formatCount, plural } from "#lib/platform/format.ts";

/** What was counted, and in which rows: of samples, or of every row. */
export function repeatsWords(found: Repeats | null | undefined, isWhole: boolean): string {
  if (!found) return "Looking for rows with the same ticker and date …";
  const { rows, repeated, files } = found;
  const some = repeated === 0 ? "No row repeats" : `${plural(repeated, "row repeats", "rows repeat")}`;
  if (!isWhole)
    return `${some} a ticker and date in samples of ${plural(files.counted, "file")} (${plural(rows, "row")})`;
  const which = files.counted === files.all ? "" : `${formatCount(files.counted)} of `;
  return `${some} a ticker and date: every row of ${which}${plural(files.all, "file")} was read (${plural(rows, "row")})`;
}

/** Where keys are looked up and there is no ticker or no date. */
export const keysWords = (found: Repeats | null | undefined): string =>
  found
    ? `The keys were read in every row of ${plural(found.files.counted, "file")}`
    : "Only samples were looked at for what is looked up";
