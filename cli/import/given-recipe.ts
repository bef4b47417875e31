import type { ExtraRule, Recipe, RecipeColumn, Role } from "#lib/schema/contract.ts";
import { normalName } from "#lib/schema/header.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import { unknownTo } from "#lib/schema/recipe-problems.ts";
import { misreadBySaved } from "#lib/schema/saved/misread.ts";
import { withExtraRule } from "./given-rules.ts";

/** A recipe that goes before the proposal. */
export interface GivenRecipe {
  recipe: Recipe;
  /** The saved one that fits the files' columns, where nothing else was said. */
  saved: { name: string; version: number } | undefined;
  /** Columns of the files that it adds, as they are proposed: it does not know them. */
  added: string[];
}

interface Choice {
  recipe?: Recipe | undefined;
  reusesConfirmed: boolean;
  ignoresSaved?: boolean | undefined;
  /** What becomes of columns that it does not know, in the place of what it says. */
  extra?: ExtraRule | undefined;
}

/** The one that was named; when adding, the one confirmed last; else the saved one for files with these columns. */
export function givenRecipe(found: InspectionView, choice: Choice): GivenRecipe | undefined {
  const settled = choice.recipe ?? (choice.reusesConfirmed ? found.confirmed?.recipe : undefined);
  if (settled) return { ...withAdded(withExtraRule(settled, choice.extra), found.recipe), saved: undefined };
  if (!found.saved || choice.ignoresSaved || misreadBySaved(found) !== undefined) return undefined;
  const { name, version, recipe } = found.saved;
  return { recipe: withExtraRule(recipe, choice.extra), saved: { name, version }, added: [] };
}

/** A recipe that adds columns (evolve) takes those it does not know as they are proposed; files without them have no value there. */
function withAdded(recipe: Recipe, proposal: Recipe): Pick<GivenRecipe, "recipe" | "added"> {
  if (recipe.drift?.extra !== "evolve") return { recipe, added: [] };
  const added = unknownTo(
    recipe,
    proposal.columns.map(({ source }) => source),
  );
  const columns = [...recipe.columns];
  for (const column of proposal.columns)
    if (added.includes(column.source)) columns.push(asAdded(column, { ...recipe, columns }));
  return { recipe: { ...recipe, columns }, added };
}

const ONCE: readonly Role[] = ["date", "ticker", "sector"];

function asAdded(column: RecipeColumn, { columns, derived }: Recipe): RecipeColumn {
  const taken = new Set([...columns, ...derived].map(({ name }) => normalName(name)));
  const names = [column.name, ...Array.from(taken, (_, at) => `${column.name}_${at + 2}`)];
  const name = names.find((one) => !taken.has(normalName(one))) ?? column.name;
  return { ...column, name, role: ONCE.includes(column.role) ? "none" : column.role, missing: "evolve" };
}

/** What a person should know of where the columns are from, one sentence each. */
export function givenNotes(found: InspectionView, given: Pick<GivenRecipe, "saved" | "added"> | undefined): string[] {
  const { saved, added = [] } = given ?? {};
  const misread = given ? undefined : misreadBySaved(found);
  const names = added.map((name) => `“${name}”`).join(", ");
  return [
    ...(saved
      ? [
          `Recipe “${saved.name}”, version ${saved.version}, fits these columns and is applied; --no-saved goes without.`,
        ]
      : []),
    ...(misread === undefined || !found.saved
      ? []
      : [
          `Recipe “${found.saved.name}”, version ${found.saved.version}, has these columns, but “${misread.source}” is written otherwise here: it is not applied. --recipe applies it all the same.`,
        ]),
    ...(added.length > 0
      ? [`The recipe does not know ${names} and would add ${added.length === 1 ? "it" : "them"}.`]
      : []),
  ];
}
