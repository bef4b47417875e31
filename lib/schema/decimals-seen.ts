import { z } from "zod";
import { Count } from "#lib/platform/wire.ts";

/** How plain numbers (12, 1.5) are written in a column: the most decimals, and in how many different texts there are any. */
export const DecimalsSeen = z.object({
  most: Count,
  texts: Count,
  /** Nothing speaks against a fixed number of decimals, with or without zeros at the end. */
  isFixed: z.boolean(),
});
export type DecimalsSeen = z.infer<typeof DecimalsSeen>;

/** With as many digits before the point every number of six decimals is one of fifteen digits, which a DOUBLE tells apart. */
const MAX_WHOLE_DIGITS = 9;
/** So many different numbers do not all end in zeros by chance. */
const MANY = 30;
/** Prices that move by eighths, quarters or halves still have the most decimals in half of their values. */
const MIN_FULL_SHARE = 0.25;

const PLAIN_NUMBER = /^-?(0|[1-9][0-9]*)(?:\.([0-9]+))?$/;

/** What different texts show, those that are no plain numbers left aside. */
export function seeDecimals(texts: readonly string[]): DecimalsSeen {
  const numbers = texts.flatMap((text) => {
    const [matched, whole = "", decimals = ""] = PLAIN_NUMBER.exec(text) ?? [];
    return matched === undefined ? [] : { digits: whole === "0" ? 0 : whole.length, decimals: decimals.length };
  });
  const most = numbers.reduce((max, { decimals }) => Math.max(max, decimals), 0);
  const sizes = [...Map.groupBy(numbers, ({ digits }) => digits)];
  return {
    most,
    texts: numbers.filter(({ decimals }) => decimals > 0).length,
    isFixed:
      sizes.every(([digits]) => digits <= MAX_WHOLE_DIGITS) &&
      (numbers.length < MANY || shareOf(most, numbers) >= MIN_FULL_SHARE) &&
      sizes.every(([, some]) => some.length < MANY || shareOf(most, some) > 0),
  };
}

/** A fixed number of decimals is one at every size; of significant digits, the larger numbers have fewer behind the point. */
const shareOf = (most: number, numbers: readonly { decimals: number }[]): number =>
  numbers.filter(({ decimals }) => decimals === most).length / numbers.length;

/** Undefined where one of the files was looked at before decimals were. */
export function mergeDecimals(files: readonly (DecimalsSeen | undefined)[]): DecimalsSeen | undefined {
  const seen = files.flatMap((one) => one ?? []);
  if (seen.length < files.length) return undefined;
  return {
    most: Math.max(0, ...seen.map(({ most }) => most)),
    texts: seen.reduce((sum, { texts }) => sum + texts, 0),
    isFixed: seen.every(({ isFixed }) => isFixed),
  };
}
