import type { ExtraRule, Recipe, RecipeColumn } from "./contract.ts";
import { usualColumns } from "./file-groups.ts";
import { normalName } from "./header.ts";
import type { Inspection } from "./inspection.ts";
import { namesOf } from "./locate-columns.ts";

/**
 * A proposal with what becomes of columns that only some files have: as the recipe confirmed last says of columns it
 * does not know; where nobody has said, they are added, with no value where a file lacks them.
 */
export function withExtras(
  recipe: Recipe,
  inspections: readonly Inspection[],
  confirmed: Pick<Recipe, "columns" | "drift"> | undefined,
): Recipe {
  const extra = new Set(extrasIn(inspections, confirmed));
  if (extra.size === 0) return recipe;
  const rule = confirmed?.drift?.extra ?? "evolve";
  const columns = recipe.columns.map((column) =>
    extra.has(normalName(column.source)) ? asExtra(column, rule) : column,
  );
  return { ...recipe, columns };
}

/** The normal names of columns that not every file has and nobody confirmed: beside those of most files, or of the recipe. */
function extrasIn(inspections: readonly Inspection[], confirmed: Pick<Recipe, "columns"> | undefined): string[] {
  const known = confirmed
    ? confirmed.columns.flatMap(namesOf)
    : usualColumns(inspections).map(({ source }) => normalName(source));
  const files = new Map<string, number>();
  for (const { columns } of inspections)
    for (const name of new Set(columns.map(({ source }) => normalName(source))))
      files.set(name, (files.get(name) ?? 0) + 1);
  const settled = new Set(known);
  return [...files].flatMap(([name, count]) => (count < inspections.length && !settled.has(name) ? name : []));
}

/** A column that some files lack, as a rule says; a file without its dates or tickers cannot be used: that column is not one to add. */
export function asExtra(column: RecipeColumn, rule: ExtraRule): RecipeColumn {
  if (rule === "freeze") return { ...column, ignored: true, present: "freeze" };
  if (rule === "discard_value") return { ...column, ignored: true };
  return column.role === "date" || column.role === "ticker" ? column : { ...column, missing: "evolve" };
}

/** Columns of some files that a recipe would add and says nothing about: nobody may invent their type. */
export function unsettledExtras(
  recipe: Pick<Recipe, "columns" | "drift">,
  inspections: readonly Inspection[],
): Record<string, string> {
  if (recipe.drift?.extra !== "evolve") return {};
  const known = new Set(recipe.columns.flatMap(namesOf));
  const unknown = [...new Set(inspections.flatMap((inspection) => unknownIn(inspection, known)))];
  if (unknown.length === 0) return {};
  const named = unknown.slice(0, 3).map((name) => `“${name}”`);
  const more = unknown.length > named.length ? ` and ${unknown.length - named.length} more` : "";
  const them = unknown.length === 1 ? "it is" : "they are";
  return { columns: `Some files have ${named.join(", ")}${more}, which the recipe would add: say how ${them} read.` };
}

/** Of a file that can be cut in several ways: nothing, when one of them has known columns alone. */
function unknownIn({ columns, alternatives }: Inspection, known: ReadonlySet<string>): string[] {
  const cuts = [columns, ...alternatives.map((other) => other.columns)].map((cut) =>
    cut.flatMap(({ source }) => (known.has(normalName(source)) ? [] : source)),
  );
  return cuts.some((cut) => cut.length === 0) ? [] : (cuts[0] ?? []);
}
