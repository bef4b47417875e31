import type { ErrorRule, RecipeColumn } from "#lib/schema/contract.ts";

/** Whether a value that does not fit becomes NULL. A row without its date or its ticker is worth nothing: that it is rejected for, under any rule. */
export function nullsMisfits({ role, misfits }: RecipeColumn, rule: ErrorRule | undefined): boolean {
  const isNulled = misfits ? misfits === "discard_value" : rule?.policy === "null";
  return isNulled && role !== "date" && role !== "ticker";
}
