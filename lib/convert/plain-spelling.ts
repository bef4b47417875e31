import type { RecipeColumn } from "#lib/schema/contract.ts";

/** The usual spelling of a type: which byte leads from which state to which ("0-9" is any digit), and where a cell may end. */
export interface PlainSpelling {
  steps: readonly Record<string, number>[];
  ends: readonly number[];
  /** An empty cell stands for no value. */
  allowsEmpty: boolean;
  /** What a cell of this spelling casts to, NULL when it has no value. */
  cast(cell: string): string;
  /** BOOLEAN: what it casts to is its value. */
  isSound(value: string, cell: string): string;
}

type Spelling = Omit<PlainSpelling, "allowsEmpty">;

const ISO_DAY = "0000-00-00";

const DAY: Spelling = {
  steps: [...[...ISO_DAY].map((character, at) => ({ [character === "0" ? "0-9" : character]: at + 1 })), {}],
  ends: [ISO_DAY.length],
  cast: (cell) => `TRY_CAST(${cell} AS DATE)`,
  isSound: (value) => `${value} >= DATE '0001-01-01'`,
};

const WHOLE: Spelling = {
  steps: [{ "-": 1, "0": 2, "1-9": 3 }, { "0": 2, "1-9": 3 }, {}, { "0-9": 3 }],
  ends: [2, 3],
  cast: (cell) => `TRY_CAST(${cell} AS BIGINT)`,
  isSound: (value) => `${value} IS NOT NULL`,
};

const NUMBER: Spelling = {
  steps: [{ "-": 1, "0": 2, "1-9": 3 }, { "0": 2, "1-9": 3 }, { ".": 4 }, { "0-9": 3, ".": 4 }, { "0-9": 4 }],
  ends: [2, 3, 4],
  cast: (cell) => `TRY_CAST(${cell} AS DOUBLE)`,
  // Hundreds of digits can become infinite or 0.
  isSound: (value, cell) => `isfinite(${value}) AND (${value} <> 0 OR NOT regexp_matches(${cell}, '[1-9]'))`,
};

const SPELLINGS: Record<string, Spelling> = { "date yyyy-mm-dd": DAY, "integer 123": WHOLE, "number 1.5": NUMBER };

/**
 * How nearly all cells of a column are written, if its format has such a spelling: when every cell of a file is, a cast
 * alone finds their values, the same as the strict reading's. Undefined where one could be a null token.
 */
export function plainSpelling({ type, format, nullTokens }: RecipeColumn): PlainSpelling | undefined {
  const spelling = SPELLINGS[`${type} ${format}`];
  if (!spelling || nullTokens.some((token) => token !== "" && isSpelled(token, spelling))) return undefined;
  return { ...spelling, allowsEmpty: nullTokens.includes("") };
}

/** The bytes of a step's name: one, or a range of them. */
export function bytesOf(step: string): number[] {
  const from = step.charCodeAt(0);
  const to = step.charCodeAt(step.length - 1);
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

function isSpelled(text: string, { steps, ends }: Spelling): boolean {
  let state = 0;
  for (const character of text) {
    const step = Object.entries(steps[state] ?? {}).find(([name]) => bytesOf(name).includes(character.charCodeAt(0)));
    if (!step) return false;
    state = step[1];
  }
  return ends.includes(state);
}
