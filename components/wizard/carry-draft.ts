import type { RecipeColumn, Role } from "#lib/schema/contract.ts";
import { normalName } from "#lib/schema/header.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import { carriedDerived } from "./carry-derived.ts";
import { type Draft, startingDraft } from "./draft.ts";

/** A draft for files that have other columns by now: what was decided about those that remain stays. */
export function carried(kept: Draft, inspection: InspectionView): Draft {
  const start = startingDraft(inspection);
  // A saved recipe is for exactly the columns it was saved with.
  if (kept.applied !== undefined || start.applied !== undefined) return start;
  const known = new Map(kept.recipe.columns.map((column) => [normalName(column.source), column]));
  const columns = start.recipe.columns.map((column) => {
    const before = known.get(normalName(column.source));
    return before ? { ...before, source: column.source } : column;
  });
  const lost = givenTwice(columns, (source) => known.has(normalName(source)));
  const { errors, duplicates, drift } = kept.recipe;
  return {
    ...kept,
    recipe: {
      ...start.recipe,
      ...(errors && { errors }),
      ...(duplicates && { duplicates }),
      ...(drift && { drift }),
      columns: columns.map((column) => (lost.has(column.source) ? { ...column, role: "none" } : column)),
      derived: carriedDerived(kept, start.recipe).filter(({ role }) => !columns.some((column) => plays(column, role))),
    },
  };
}

const plays = ({ role, ignored }: Played, wanted: Role): boolean => role === wanted && !ignored && wanted !== "none";

type Played = Pick<RecipeColumn, "source" | "role" | "ignored">;

/** The columns whose role another one has already; those that were there before keep theirs. */
function givenTwice(columns: readonly Played[], wasThere: (source: string) => boolean): Set<string> {
  const ranked = [...columns].sort((a, b) => Number(wasThere(b.source)) - Number(wasThere(a.source)));
  const again = ranked.filter(({ role }, at) => ranked.slice(0, at).some((other) => plays(other, role)));
  return new Set(again.map(({ source }) => source));
}
