import type { Reading, RecipeColumn } from "./contract.ts";
import { suits } from "./propose.ts";

/** A column read in the way that a person chose. A role that its type can no longer play is given up. */
export function answeredColumn(column: RecipeColumn, { type, format, nullTokens }: Reading): RecipeColumn {
  const role = suits(column.role, type) ? column.role : "none";
  return { ...column, type, format, role, nullTokens: nullTokens ?? column.nullTokens };
}
