import type { ExtraRule, RecipeColumn } from "#lib/schema/contract.ts";
import { normalName } from "#lib/schema/header.ts";
import type { FileGroup } from "#lib/schema/inspection-view.ts";
import { changeColumn, type Draft } from "./draft.ts";

/**
 * What becomes of a column that some files lack: those files are refused (freeze), their rows have no value (evolve), it
 * is left out, the files that have it are refused (refuse), or it is another column.
 */
export type DriftChoice = "freeze" | "evolve" | "discard_value" | "refuse" | { sameAs: string };

export function driftChoice({ recipe }: Draft, source: string): DriftChoice {
  const target = recipe.columns.find(({ aliases }) => has(aliases, source));
  if (target) return { sameAs: target.source };
  const column = recipe.columns.find((one) => one.source === source);
  if (column?.ignored) return column.present === "freeze" ? "refuse" : "discard_value";
  return column?.missing ?? "freeze";
}

export function chooseDrift(draft: Draft, source: string, choice: DriftChoice): Draft {
  const free = withoutAlias(draft, source);
  if (choice === "refuse") return changeColumn(free, source, { ignored: true, present: "freeze" });
  if (choice === "discard_value") return changeColumn(free, source, { ignored: true, present: undefined });
  if (typeof choice === "string")
    return changeColumn(free, source, { ignored: false, present: undefined, missing: choice });
  const target = free.recipe.columns.find((column) => column.source === choice.sameAs);
  const named = changeColumn(free, choice.sameAs, { aliases: [...(target?.aliases ?? []), source] });
  return changeColumn(named, source, { ignored: true, present: undefined, role: "none" });
}

/** The draft's columns that most files do not have. */
export function extraColumns({ recipe }: Draft, groups: readonly FileGroup[]): RecipeColumn[] {
  const extra = new Set(groups.flatMap((group) => group.extra).map(normalName));
  return recipe.columns.filter(({ source }) => extra.has(normalName(source)));
}

const AS_CHOICE = { evolve: "evolve", freeze: "refuse", discard_value: "discard_value" } as const;

/** Whether all of them become what the recipe says of columns it does not know. */
export const followsRule = (draft: Draft, extra: readonly RecipeColumn[]): boolean =>
  extra.every(
    (column) => driftChoice(draft, column.source) === choiceUnder(draft.recipe.drift?.extra ?? "freeze", column),
  );

/** The same for these columns and for those that come later. */
export function chooseExtra(draft: Draft, rule: ExtraRule, extra: readonly RecipeColumn[]): Draft {
  const ruled = extra.reduce((one, column) => chooseDrift(one, column.source, choiceUnder(rule, column)), draft);
  return { ...ruled, recipe: { ...ruled.recipe, drift: { extra: rule } } };
}

const choiceUnder = (rule: ExtraRule, column: RecipeColumn): DriftChoice =>
  rule === "evolve" && isNeeded(column) ? "freeze" : AS_CHOICE[rule];

/** A row without its date or ticker is worth nothing, so it cannot be added to files without it. */
export const isNeeded = ({ role }: Pick<RecipeColumn, "role">): boolean => role === "date" || role === "ticker";

function withoutAlias(draft: Draft, source: string): Draft {
  const columns = draft.recipe.columns.map((column) =>
    has(column.aliases, source)
      ? { ...column, aliases: column.aliases?.filter((alias) => normalName(alias) !== normalName(source)) }
      : column,
  );
  return { ...draft, recipe: { ...draft.recipe, columns } };
}

const has = (names: readonly string[] | undefined, source: string): boolean =>
  names?.some((name) => normalName(name) === normalName(source)) ?? false;
