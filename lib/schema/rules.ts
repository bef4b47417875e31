import { isDeepStrictEqual } from "node:util";
import type { Recipe, Rules } from "./contract.ts";

/** The recipe with other rules; those that are not given stay. */
export const withRules = (recipe: Recipe, { errors, duplicates }: Rules): Recipe => ({
  ...recipe,
  ...(errors && { errors }),
  ...(duplicates && { duplicates }),
});

/** Whether a file becomes the same part under both: when to stop, and what becomes of duplicates, is decided later. */
export const convertsAlike = (one: Recipe, other: Recipe): boolean =>
  isDeepStrictEqual(conversionOf(one), conversionOf(other));

const conversionOf = ({ errors, duplicates: _, ...rest }: Recipe) => ({ ...rest, nulls: errors?.policy === "null" });
