import type { Recipe, Role } from "#lib/schema/contract.ts";
import type { RoleColumns } from "./contract.ts";
import type { SortColumns } from "./convert-sql.ts";

/** The Parquet column that plays a role, from the file or derived. */
function columnOf(recipe: Recipe, role: Role): string | null {
  const column = recipe.columns.find((candidate) => candidate.role === role && !candidate.ignored);
  return (column ?? recipe.derived.find((candidate) => candidate.role === role))?.name ?? null;
}

/** Clustering needs a ticker; a date alone still sorts. */
export const sortColumns = (recipe: Recipe): SortColumns => ({
  ticker: columnOf(recipe, "ticker"),
  date: columnOf(recipe, "date"),
});

export function roleColumns(recipe: Recipe): RoleColumns {
  const numbers = recipe.columns.filter(({ type, ignored }) => !ignored && (type === "number" || type === "decimal"));
  const prices = [...numbers.filter(({ role }) => role === "price"), ...numbers.filter(({ role }) => role === "none")];
  return { ...sortColumns(recipe), sector: columnOf(recipe, "sector"), prices: prices.map(({ name }) => name) };
}
