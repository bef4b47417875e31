import { useState } from "react";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import { carried } from "./carry-draft.ts";
import { type Draft, hasSameSources, startingDraft } from "./draft.ts";
import { findDraft, keepDraft } from "./draft-storage.ts";
import { rebased } from "./rebase-draft.ts";

/** The dataset's draft and how to change it; every change outlives a reload of the page. */
export function useDraft(datasetId: string, inspection: InspectionView): [Draft, (change: Draft) => void] {
  const [kept, setKept] = useState(() => findDraft(datasetId));
  const change = (next: Draft) => {
    keepDraft(datasetId, next);
    setKept(next);
  };
  return [currentDraft(kept, inspection), change];
}

/** What this window kept, as far as it holds for the columns that files have by now. */
function currentDraft(kept: Draft | undefined, inspection: InspectionView): Draft {
  if (!kept) return rebased(startingDraft(inspection), inspection);
  const isUsable = hasSameSources(kept.recipe, inspection.recipe);
  return rebased(isUsable ? kept : carried(kept, inspection), inspection);
}
