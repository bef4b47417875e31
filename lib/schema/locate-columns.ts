import { AppError } from "#lib/platform/errors.ts";
import type { Recipe, RecipeColumn } from "./contract.ts";
import { columnNames, normalName } from "./header.ts";

/** Where the columns to keep stand in one file. */
export interface Located {
  columns: { index: number; column: RecipeColumn }[];
  /** Columns that the file does not have and need not; `at` is their place among those that are kept. */
  absent: { at: number; column: RecipeColumn }[];
  /** Columns of the file that the recipe does not know and leaves out. */
  extra: string[];
}

/**
 * Finds the recipe's columns by their names in one file's own header, in any order; ignored columns are left out.
 * Throws recipe_mismatch, naming the column, when the header and the recipe do not fit together as the recipe says they must.
 */
export function locateColumns(header: readonly string[], recipe: Pick<Recipe, "columns" | "drift">): Located {
  const names = columnNames(header);
  const extra = unknownAmong(names, recipe.columns);
  if (extra.length > 0 && recipe.drift?.extra !== "discard_value") throw unconfirmed(extra);
  const refused = refusedAmong(names, recipe.columns);
  if (refused.length > 0) throw unwanted(refused);
  const located: Located = { columns: [], absent: [], extra };
  for (const [at, column] of recipe.columns.filter(({ ignored }) => !ignored).entries()) {
    const index = placeOf(column, names);
    if (index !== undefined) located.columns.push({ index, column });
    else if (column.missing === "evolve") located.absent.push({ at, column });
    else throw missing(column, names);
  }
  if (located.columns.length === 0) throw nothingKnown(names);
  return located;
}

/** The spellings under which a column is found in a file. */
export const namesOf = ({ source, aliases = [] }: Pick<RecipeColumn, "source" | "aliases">): string[] =>
  [source, ...aliases].map(normalName);

function placeOf(column: RecipeColumn, names: readonly string[]): number | undefined {
  const wanted = new Set(namesOf(column));
  const [first, second] = names.flatMap((name, index) => (wanted.has(normalName(name)) ? [index] : []));
  if (first !== undefined && second !== undefined)
    throw new AppError(
      "recipe_mismatch",
      `This file has both “${names[first]}” and “${names[second]}”, which the recipe takes for one column. Leave one of the names out of the recipe, or one of the columns out of the file.`,
    );
  return first;
}

function unknownAmong(names: readonly string[], columns: readonly RecipeColumn[]): string[] {
  const known = new Set(columns.flatMap(namesOf));
  return names.filter((name) => !known.has(normalName(name)));
}

/** A column that is left out may be another one under a name of its own. */
function refusedAmong(names: readonly string[], columns: readonly RecipeColumn[]): string[] {
  const refused = new Set(
    columns.flatMap(({ source, ignored, present }) => (ignored && present === "freeze" ? normalName(source) : [])),
  );
  const kept = new Set(columns.filter(({ ignored }) => !ignored).flatMap(namesOf));
  return names.filter((name) => refused.has(normalName(name)) && !kept.has(normalName(name)));
}

function unconfirmed(unknown: readonly string[]): AppError {
  const [columns, were, them] = unknown.length === 1 ? ["a column", "was", "it"] : ["columns", "were", "them"];
  return new AppError(
    "recipe_mismatch",
    `This file has ${columns} that ${were} not confirmed: ${listed(unknown)}. Confirm the columns again, or leave ${them} out.`,
  );
}

const unwanted = (refused: readonly string[]): AppError =>
  new AppError(
    "recipe_mismatch",
    `This file has ${listed(refused)}, and files that do are refused. Decide otherwise in the columns, or send a file without it.`,
  );

const missing = (column: RecipeColumn, names: readonly string[]): AppError =>
  new AppError(
    "recipe_mismatch",
    `This file has no column “${column.source}”. Its columns are ${listed(names)}. Leave the column out, or send a file that has it.`,
  );

const nothingKnown = (names: readonly string[]): AppError =>
  new AppError(
    "recipe_mismatch",
    `This file has none of the confirmed columns. Its columns are ${listed(names)}. Put it in a dataset of its own.`,
  );

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 10).map((name) => `“${name}”`);
  return names.length > shown.length ? `${shown.join(", ")} and ${names.length - shown.length} more` : shown.join(", ");
}
