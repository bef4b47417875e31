import type { DuplicateRule, ErrorRule } from "#lib/schema/contract.ts";

interface Words {
  name: string;
  meaning: string;
}

export const ERROR_WORDS: Record<ErrorRule["policy"], Words> = {
  stop: {
    name: "Stop when too many rows are rejected",
    meaning: "Nothing is published until you have looked at them, corrected them, or said to keep going.",
  },
  keep: { name: "Keep going", meaning: "Rejected rows are kept apart with the reason; all others are published." },
  null: {
    name: "Set the value to null",
    meaning: "The row stays without it, and every such value is counted. A row without its date or ticker is rejected.",
  },
};

export const DUPLICATE_WORDS: Record<DuplicateRule, Words> = {
  count: {
    name: "Keep all and count them",
    meaning: "A strategy does not run on them: it cannot know which is right.",
  },
  "keep-first": { name: "Keep the first", meaning: "In the order of the files' names, then of their rows." },
  "keep-last": {
    name: "Keep the last",
    meaning: "The newest word counts: files that come later correct earlier ones.",
  },
  refuse: { name: "Refuse them", meaning: "No version is made as long as there are any." },
};
