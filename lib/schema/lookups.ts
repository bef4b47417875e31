import type { DerivedColumn, Recipe } from "./contract.ts";
import { normalName } from "./header.ts";
import type { InspectedColumn } from "./inspection.ts";

type LookupColumn = Extract<DerivedColumn, { from: "lookup" }>;

const lookupsIn = ({ derived }: Pick<Recipe, "derived">): [LookupColumn, number][] =>
  derived.flatMap((column, index): [LookupColumn, number][] => (column.from === "lookup" ? [[column, index]] : []));

/** The files of which the rows are only looked up. */
export const lookupPaths = (recipe: Pick<Recipe, "derived"> | undefined): string[] =>
  recipe ? [...new Set(lookupsIn(recipe).map(([{ file }]) => file))] : [];

/** The files whose rows are the dataset's. */
export const withoutLookups = <File extends { path: string }>(
  files: readonly File[],
  recipe: Pick<Recipe, "derived"> | undefined,
): File[] => {
  const aside = lookupPaths(recipe);
  return files.filter(({ path }) => !aside.includes(path));
};

interface Columns {
  path: string;
  inspection: { columns: Pick<InspectedColumn, "source">[] };
}

/** What of the lookups of a recipe is not there, field by field. */
export function lookupProblems(recipe: Recipe, files: readonly Columns[]): Record<string, string> {
  const problems = lookupsIn(recipe).flatMap(([column, index]): [string, string][] => {
    const field = (part: string) => `derived.${index}.${part}`;
    const file = files.find(({ path }) => path === column.file);
    if (!file) return [[field("file"), `No file of this dataset is called ${column.file}.`]];
    const absent = (["lookupKey", "value"] as const).filter((part) => !hasColumn(file, column[part]));
    return [
      ...absent.map((part): [string, string] => [field(part), `${column.file} has no column “${column[part]}”.`]),
      ...(hasKey(recipe, column)
        ? []
        : [
            [
              field("key"),
              `“${column.key}” is neither a column of type text nor taken from the file's name.`,
            ] satisfies [string, string],
          ]),
    ];
  });
  return Object.fromEntries(problems);
}

const hasColumn = ({ inspection }: Columns, name: string): boolean =>
  inspection.columns.some(({ source }) => normalName(source) === normalName(name));

const hasKey = (recipe: Recipe, { key }: LookupColumn): boolean => keyNames(recipe).includes(key);

/** The columns of the data that values can be found by: text that every file has, or what is taken from the files' names. */
export const keyNames = ({ columns, derived }: Pick<Recipe, "columns" | "derived">): string[] =>
  [
    ...columns.filter(({ type, ignored, missing }) => type === "text" && !ignored && missing !== "evolve"),
    ...derived.filter(({ from }) => from === "file-name"),
  ].map(({ name }) => name);
