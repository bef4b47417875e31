import type { ExtraRule } from "#lib/schema/contract.ts";

export const EXTRA_WORDS: Record<ExtraRule, { name: string; meaning: string }> = {
  evolve: {
    name: "Add them (evolve)",
    meaning: "They are shown with a proposed type and wait for your word; files without them have no value there.",
  },
  freeze: {
    name: "Refuse the files that have them (freeze)",
    meaning: "Such a file fails with a sentence that names them.",
  },
  discard_value: {
    name: "Leave them out (discard_value)",
    meaning: "The file is taken without them, and says so in the list of files.",
  },
};
