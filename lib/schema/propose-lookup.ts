import type { DerivedColumn, Recipe, Role } from "./contract.ts";
import type { InspectedColumn } from "./inspection.ts";
import { lookupPaths } from "./lookups.ts";
import type { InspectedFile } from "./queries.ts";
import type { Question } from "./question.ts";

type LookupColumn = Extract<DerivedColumn, { from: "lookup" }>;

/** The one file that has a sector for each ticker and neither days nor prices, where the others have no sector; undefined when it is not as plain as that. */
export function findLookup(files: readonly InspectedFile[]): InspectedFile | undefined {
  const [lookup, second] = files.filter(({ inspection: { columns } }) => isLookup(columns));
  if (!lookup || second || files.length < 2) return undefined;
  const others = files.filter((file) => file !== lookup);
  const haveSector = others.some(({ inspection }) => play(inspection.columns, "sector"));
  const haveDate = others.every(({ inspection }) => play(inspection.columns, "date"));
  return haveDate && !haveSector ? lookup : undefined;
}

/** The files whose rows are the dataset's, and the one that is proposed to look values up in. `named`: those a draft only looks values up in, in the place of those confirmed. */
export function dataFiles(
  files: readonly InspectedFile[],
  confirmed: Recipe | undefined,
  named: readonly string[] | undefined,
): { data: InspectedFile[]; lookup: InspectedFile | undefined } {
  const aside = named ?? lookupPaths(confirmed);
  const rest = files.filter(({ path }) => !aside.includes(path));
  const data = rest.length > 0 ? rest : [...files];
  const lookup = confirmed ? undefined : (findLookup(rest) ?? findLookup(files));
  const others = data.filter((file) => file !== lookup);
  return others.length > 0 ? { data: others, lookup } : { data, lookup: undefined };
}

const isLookup = (columns: readonly InspectedColumn[]): boolean =>
  ["ticker", "sector"].every((role) => columns.some(({ proposed }) => proposed.role === role)) &&
  !play(columns, "date") &&
  !play(columns, "price");

const play = (columns: readonly InspectedColumn[], role: Role): boolean =>
  columns.some(({ proposed }) => proposed.role === role);

/** The recipe with its sector from the lookup, by whatever is the ticker. */
export function withLookup(recipe: Recipe, { path, inspection }: InspectedFile): Recipe {
  const sourceOf = (role: Role) => inspection.columns.find(({ proposed }) => proposed.role === role)?.source ?? "";
  const key = [...recipe.columns, ...recipe.derived].find(({ role }) => role === "ticker")?.name;
  if (key === undefined) return recipe;
  const derived = recipe.derived.map((column): DerivedColumn => {
    const { name, role } = column;
    if (role !== "sector" || column.from !== "constant") return column;
    return {
      name,
      role,
      from: "lookup",
      file: path,
      key,
      ...LENIENT,
      lookupKey: sourceOf("ticker"),
      value: sourceOf("sector"),
    };
  });
  return { ...recipe, derived };
}

const LENIENT = { ignoreCase: false, unmatched: "null" } satisfies Partial<LookupColumn>;

/** The questions with the lookup as what happens unless somebody says otherwise. */
export const askWithLookup = (questions: readonly Question[], { path }: InspectedFile): Question[] =>
  questions.map((question) =>
    question.kind === "sector-missing"
      ? { ...question, text: `No column names the sector. It is looked up in ${path}, unless you say otherwise.` }
      : question,
  );
