import { AppError } from "#lib/platform/errors.ts";
import type { DerivedColumn } from "#lib/schema/contract.ts";

/** What the derived columns hold for one file, but for those that are looked up row by row. Throws recipe_mismatch when a pattern finds nothing in its path. */
export function derivedValues(derived: DerivedColumn[], path: string): { column: DerivedColumn; value: string }[] {
  return derived.flatMap((column) => (column.from === "lookup" ? [] : [{ column, value: valueFor(column, path) }]));
}

function valueFor(column: Exclude<DerivedColumn, { from: "lookup" }>, path: string): string {
  if (column.from === "constant") return column.value;
  const match = new RegExp(column.pattern, "u").exec(path);
  const found = (match?.[1] ?? match?.[0] ?? "").trim();
  if (!found)
    throw new AppError(
      "recipe_mismatch",
      `The pattern ${column.pattern} finds no ${column.name} in the name ${path}. Rename the file or change the pattern.`,
    );
  return column.upperCase ? found.toUpperCase() : found;
}
