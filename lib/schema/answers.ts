import type { Recipe, RecipeColumn } from "./contract.ts";
import { suits } from "./propose.ts";
import type { Question, Reading } from "./question.ts";

/** A recipe with a person's answer to a question in it. */
export function answeredRecipe(recipe: Recipe, question: Question, reading: Reading): Recipe {
  if (reading.dialect) return { ...recipe, dialect: reading.dialect, columns: reading.columns ?? recipe.columns };
  const columns = recipe.columns.map((column) =>
    column.source === question.column ? answeredColumn(column, reading) : column,
  );
  return { ...recipe, columns };
}

/** A column read in the way that a person chose. A role that its type can no longer play is given up. */
export function answeredColumn(column: RecipeColumn, { type, format, nullTokens }: Reading): RecipeColumn {
  const role = suits(column.role, type) ? column.role : "none";
  return { ...column, type, format, role, nullTokens: nullTokens ?? column.nullTokens };
}
