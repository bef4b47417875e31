import type { DerivedColumn, Recipe } from "#lib/schema/contract.ts";
import type { Draft } from "./draft.ts";

/** The columns that no file has, for files that have other columns by now: what a person made or decided stays, the rest is as proposed. */
export function carriedDerived(kept: Draft, proposed: Pick<Recipe, "derived">): DerivedColumn[] {
  const isDecided = ({ role }: DerivedColumn) => kept.answered.includes(`${role}-missing:`);
  const own = kept.recipe.derived.filter((column) => isDecided(column) || column.role === "none");
  return [...proposed.derived.filter((column) => !isDecided(column) && column.role !== "none"), ...own];
}
