"use client";

import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import type { JobChoice } from "#lib/platform/jobs/client.ts";

export const ENDED_SHOWN = 100;
const MOST_SHOWN = 1_000;

export const STATES = ["open", "succeeded", "failed", "cancelled"] as const;

const CHOICE = {
  state: parseAsStringLiteral(STATES),
  kind: parseAsString,
  dataset: parseAsString,
  limit: parseAsInteger.withDefault(ENDED_SHOWN),
};

export interface ChosenJobs {
  choice: Required<JobChoice>;
  isNarrowed: boolean;
  choose: (change: Partial<JobChoice>) => void;
  clear: () => void;
  /** Undefined when no more can be shown. */
  showMore: (() => void) | undefined;
}

/** Which jobs the page shows, kept in its address. */
export function useJobChoice(): ChosenJobs {
  const [choice, set] = useQueryStates(CHOICE, { history: "replace" });
  const { limit, ...narrowed } = choice;
  return {
    choice,
    isNarrowed: Object.values(narrowed).some((value) => value !== null),
    choose: (change) => void set({ ...change, limit: null }),
    clear: () => void set(null),
    showMore: limit < MOST_SHOWN ? () => void set({ limit: Math.min(MOST_SHOWN, limit + ENDED_SHOWN) }) : undefined,
  };
}
