import { normalName } from "#lib/schema/header.ts";
import { changeColumn, type Draft } from "./draft.ts";

/** What becomes of a column that some files lack: their refusal, NULL in their rows, no such column, or another column it is. */
export type DriftChoice = "freeze" | "evolve" | "discard_value" | { sameAs: string };

export function driftChoice({ recipe }: Draft, source: string): DriftChoice {
  const target = recipe.columns.find(({ aliases }) => has(aliases, source));
  if (target) return { sameAs: target.source };
  const column = recipe.columns.find((one) => one.source === source);
  return column?.ignored ? "discard_value" : (column?.missing ?? "freeze");
}

export function chooseDrift(draft: Draft, source: string, choice: DriftChoice): Draft {
  const free = withoutAlias(draft, source);
  if (choice === "discard_value") return changeColumn(free, source, { ignored: true });
  if (typeof choice === "string") return changeColumn(free, source, { ignored: false, missing: choice });
  const target = free.recipe.columns.find((column) => column.source === choice.sameAs);
  const named = changeColumn(free, choice.sameAs, { aliases: [...(target?.aliases ?? []), source] });
  return changeColumn(named, source, { ignored: true, role: "none" });
}

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
