import { isDeepStrictEqual } from "node:util";
import type { Recipe, Rules } from "./contract.ts";

/** The recipe with other rules; those that are not given stay. */
export const withRules = (recipe: Recipe, { errors, duplicates }: Rules): Recipe => ({
  ...recipe,
  ...(errors && { errors }),
  ...(duplicates && { duplicates }),
});

/** Whether a file that has no column which the recipes do not know becomes the same part under both: when to stop, and what becomes of duplicates, is decided later. */
export const convertsAlike = (one: Recipe, other: Recipe): boolean =>
  isDeepStrictEqual(conversionOf(one), conversionOf(other));

const conversionOf = ({ errors, duplicates: _, drift: __, ...rest }: Recipe) => ({
  ...rest,
  nulls: errors?.policy === "null",
});

/** Whether both do the same with columns that they do not know. */
export const driftsAlike = (one: Recipe, other: Recipe): boolean => extraRule(one) === extraRule(other);

/** Whether nothing but that may differ. */
export const isAlikeButDrift = (one: Recipe, other: Recipe): boolean =>
  isDeepStrictEqual({ ...one, drift: undefined }, { ...other, drift: undefined });

const extraRule = ({ drift }: Recipe) => drift?.extra ?? "freeze";
