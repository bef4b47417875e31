import { wrongUsage } from "#cli/client/failure.ts";
import { type ExtraRule, type Recipe, RecipeColumn } from "#lib/schema/contract.ts";
import { asExtra } from "#lib/schema/extra-columns.ts";
import { normalName } from "#lib/schema/header.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";

const MisfitRule = RecipeColumn.shape.misfits.unwrap();
type MisfitRule = RecipeColumn["misfits"] & string;

/** What becomes of values that do not fit one column, or every column where none is named. */
export interface GivenMisfits {
  column: string | undefined;
  rule: MisfitRule;
}

/** Of `--misfits`, each `column=rule` or a rule for all columns. Throws wrong usage for another rule. */
export function misfitsOf(given: readonly string[]): GivenMisfits[] {
  return given.map((text) => {
    const at = text.lastIndexOf("=");
    const rule = MisfitRule.safeParse(text.slice(at + 1));
    if (!rule.success) throw wrongUsage(`--misfits: “${text}” is none of ${MisfitRule.options.join(", ")}.`);
    return { column: at < 0 ? undefined : text.slice(0, at), rule: rule.data };
  });
}

/** A recipe under another rule for columns that it does not know. */
export const withExtraRule = (recipe: Recipe, extra: ExtraRule | undefined): Recipe =>
  extra === undefined ? recipe : { ...recipe, drift: { extra } };

/** A proposal in which the columns that only some files have are as the rule says. */
export function withExtrasRuled(
  recipe: Recipe,
  extra: ExtraRule | undefined,
  { groups = [] }: Pick<InspectionView, "groups">,
): Recipe {
  if (extra === undefined) return recipe;
  const names = new Set(groups.flatMap((group) => group.extra).map(normalName));
  const columns = recipe.columns.map((column) =>
    names.has(normalName(column.source)) ? asExtra(column, extra) : column,
  );
  return { ...recipe, columns };
}

/** What was said for one column goes before what was said for all; a row without its date or ticker is worth nothing. */
export function withMisfits(recipe: Recipe, given: readonly GivenMisfits[]): Recipe {
  const columns = recipe.columns.map((column) => {
    const own = given.findLast((one) => one.column !== undefined && isCalled(column, one.column));
    const all = given.findLast((one) => one.column === undefined && suits(column, one.rule));
    const rule = (own ?? all)?.rule;
    return rule && !column.ignored ? { ...column, misfits: rule } : column;
  });
  const unknown = given.find(
    (one) => one.column !== undefined && !columns.some((column) => isCalled(column, one.column)),
  );
  if (unknown) throw wrongUsage(`--misfits: there is no column ${unknown.column}.`);
  const needed = columns.find((column) => column.misfits !== undefined && !suits(column, column.misfits));
  if (needed)
    throw wrongUsage(`--misfits: ${needed.source} is the ${needed.role}, and rows without it are worth nothing.`);
  return { ...recipe, columns };
}

const isCalled = ({ source, name }: RecipeColumn, called = ""): boolean =>
  normalName(source) === normalName(called) || name === called;

const suits = ({ role }: RecipeColumn, rule: MisfitRule): boolean =>
  rule !== "discard_value" || (role !== "date" && role !== "ticker");
