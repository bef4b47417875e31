import { type RecipeColumn, UNANSWERED } from "#lib/schema/contract.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import { suits } from "#lib/schema/propose.ts";
import type { Draft } from "./draft.ts";

/** A draft on what is proposed now: columns that nobody changed since they were proposed follow their proposal. */
export function rebased(draft: Draft, { recipe }: Pick<InspectionView, "recipe">): Draft {
  // A saved recipe is an answer, whatever is proposed by now.
  if (draft.applied !== undefined) return draft;
  const proposed = Object.fromEntries(recipe.columns.map((column) => [column.source, wayOf(column)]));
  const { proposed: before } = draft;
  if (!before) return { ...draft, proposed };
  if (recipe.columns.every(({ source }) => before[source] === proposed[source])) return draft;
  const columns = draft.recipe.columns.map((column) => {
    const proposal = recipe.columns.find(({ source }) => source === column.source);
    const isUntouched = wayOf(column) === before[column.source];
    return proposal && isUntouched && wayOf(proposal) !== before[column.source] ? following(column, proposal) : column;
  });
  return { ...draft, recipe: { ...draft.recipe, columns }, proposed };
}

const wayOf = ({ type, format, nullTokens }: RecipeColumn): string => JSON.stringify([type, format, nullTokens]);

/** A role that only waits for an answer is kept until there is one. */
function following(column: RecipeColumn, { type, format, nullTokens, role }: RecipeColumn): RecipeColumn {
  const kept = format === UNANSWERED || suits(column.role, type) ? column.role : role;
  return { ...column, type, format, nullTokens, role: kept };
}
