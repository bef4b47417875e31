import { type RecipeColumn, UNANSWERED } from "#lib/schema/contract.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import { suits } from "#lib/schema/propose.ts";
import type { Draft } from "./draft.ts";

/** A draft on what is proposed now: columns that nobody changed since they were proposed follow their proposal. */
export function rebased(before: Draft, inspection: Pick<InspectionView, "recipe">): Draft {
  // A saved recipe is an answer, whatever is proposed by now.
  return before.applied !== undefined ? before : withColumns(withLateFooter(before, inspection), inspection);
}

/** A footer that was found at the end of files which were read whole is a question, unless somebody decided on footers. */
function withLateFooter(draft: Draft, { recipe: { dialect: found } }: Pick<InspectionView, "recipe">): Draft {
  const { dialect } = draft.recipe;
  const isNew = found.doubts.includes("footerLines") && !dialect.doubts.includes("footerLines");
  if (!isNew || dialect.decisions.footerLines !== undefined) return draft;
  const { footerLines } = found;
  const asked = { ...dialect, footerLines, doubts: [...dialect.doubts, "footerLines" as const] };
  return { ...draft, recipe: { ...draft.recipe, dialect: asked } };
}

function withColumns(draft: Draft, { recipe }: Pick<InspectionView, "recipe">): Draft {
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
