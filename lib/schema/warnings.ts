import type { Dialect, Recipe, RecipeColumn } from "./contract.ts";
import type { InspectedColumn } from "./inspection.ts";
import type { InspectedFile } from "./queries.ts";

const NAMED = 3;
const SHOWN = 20;

/** What people should know before they confirm, the gravest first. */
export function warningsAbout(
  files: readonly InspectedFile[],
  columns: readonly (InspectedColumn & { presentIn: number })[],
  recipe: Recipe,
): string[] {
  const settled = new Map(recipe.columns.map((column) => [column.source, column]));
  const warnings = [
    ...otherHeaders(files, recipe.dialect),
    ...columns
      .filter(({ presentIn }) => presentIn < files.length)
      .flatMap((found) => partialColumn(found, files.length, settled.get(found.source))),
    ...sharedWarnings(files),
  ];
  return warnings.length > SHOWN
    ? [...warnings.slice(0, SHOWN), `And ${warnings.length - SHOWN} more warnings.`]
    : warnings;
}

/** What becomes of files for a column that not all of them have, as long as nobody decides otherwise. */
function partialColumn(
  { source, presentIn }: { source: string; presentIn: number },
  all: number,
  column: RecipeColumn | undefined,
): string[] {
  const files = (count: number) => `${count} of ${all} files ${count === 1 ? "has" : "have"}`;
  const without = `${files(all - presentIn)} no column “${source}”.`;
  if (column?.ignored)
    return column.present === "freeze"
      ? [`${files(presentIn)} a column “${source}”. They will be refused, unless it is added or left out.`]
      : [];
  return column?.missing === "evolve"
    ? [`${without} Their rows have no value there, unless the column is left out.`]
    : [
        `${without} They will be refused, unless the column is left out, need not be there, or is there under another name.`,
      ];
}

/** Columns are found by their names, so files with and without names do not go together. */
function otherHeaders(files: readonly InspectedFile[], dialect: Dialect): string[] {
  const others = files.filter(({ inspection }) => inspection.dialect.hasHeader !== dialect.hasHeader);
  if (others.length === 0) return [];
  const what = dialect.hasHeader ? "no line of names, unlike" : "a line of names, unlike";
  return [`${named(others)}: ${what} the other files. They will be refused; put them in a dataset of their own.`];
}

/** The same sentence about many files is said once. */
function sharedWarnings(files: readonly InspectedFile[]): string[] {
  const byWarning = new Map<string, InspectedFile[]>();
  for (const file of files)
    for (const warning of file.inspection.warnings) byWarning.set(warning, [...(byWarning.get(warning) ?? []), file]);
  return [...byWarning].map(([warning, group]) => `${named(group)}: ${warning}`);
}

function named(files: readonly InspectedFile[]): string {
  const names = files.slice(0, NAMED).map(({ path }) => path);
  return files.length > NAMED ? `${names.join(", ")} and ${files.length - NAMED} more` : names.join(", ");
}
