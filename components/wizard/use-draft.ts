import { useState } from "react";
import type { InspectionView } from "#lib/schema/contract.ts";
import { type Draft, hasSameSources, startingDraft } from "./draft.ts";
import { findDraft, keepDraft } from "./draft-storage.ts";
import { rebased } from "./rebase-draft.ts";

/** The dataset's draft and how to change it; every change outlives a reload of the page. */
export function useDraft(datasetId: string, inspection: InspectionView): [Draft, (change: Draft) => void] {
  const [draft, setDraft] = useState(() => currentDraft(datasetId, inspection));
  const change = (next: Draft) => {
    keepDraft(datasetId, next);
    setDraft(next);
  };
  return [rebased(draft, inspection), change];
}

/** What this window kept, unless files have come since that have other columns. */
export function currentDraft(datasetId: string, inspection: InspectionView): Draft {
  const kept = findDraft(datasetId);
  const isUsable = kept && hasSameSources(kept.recipe, inspection.recipe);
  return rebased(isUsable ? kept : startingDraft(inspection), inspection);
}
