import { useState } from "react";
import { lookupPaths } from "#lib/schema/lookups.ts";
import type { Draft } from "./draft.ts";
import { findDraft } from "./draft-storage.ts";

/** The files that the draft this window kept only looks values up in, and how to say that it is another draft by now; undefined without a draft. */
export function useAside(datasetId: string): [string[] | undefined, (draft: Draft) => void] {
  const [aside, setAside] = useState(() => {
    const kept = findDraft(datasetId);
    return kept && lookupPaths(kept.recipe);
  });
  const follow = (draft: Draft) => {
    const paths = lookupPaths(draft.recipe);
    if (paths.join("\n") !== aside?.join("\n")) setAside(paths);
  };
  return [aside, follow];
}
