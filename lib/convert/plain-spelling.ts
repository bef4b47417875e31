import type { RecipeColumn } from "#lib/schema/contract.ts";

/** The usual spelling of a type: which byte leads from which state to which ("0-9" is any digit), and where a cell may end. */
export interface PlainSpelling {
  steps: readonly Record<string, number>[];
  ends: readonly number[];
  /** An empty cell stands for no value. */
  allowsEmpty: boolean;
  /** As what the engine's own reader takes such cells. */
  readAs: "VARCHAR" | "BIGINT" | "DOUBLE";
  /** What comes of that, if not every cell has a value as it is read: a cast, and whether (BOOLEAN) it is a value. */
  judged?: { cast(read: string): string; isValue(cast: string): string };
}

type Spelling = Omit<PlainSpelling, "allowsEmpty">;

const ISO_DAY = "0000-00-00";

const DAY: Spelling = {
  steps: [...[...ISO_DAY].map((character, at) => ({ [character === "0" ? "0-9" : character]: at + 1 })), {}],
  ends: [ISO_DAY.length],
  readAs: "VARCHAR",
  judged: { cast: (cell) => `TRY_CAST(${cell} AS DATE)`, isValue: (day) => `${day} >= DATE '0001-01-01'` },
};

/** Every whole number of so many digits is in a BIGINT's range. */
const WHOLE_DIGITS = 18;
/** With so few decimals no number is too small for a DOUBLE. */
const DECIMALS = 20;
const POINT = 3 + WHOLE_DIGITS;

const digits = (count: number, first: number, more: Record<string, number> = {}): Record<string, number>[] =>
  Array.from({ length: count }, (_, at) => ({ ...(at < count - 1 ? { "0-9": first + at + 1 } : {}), ...more }));

const WHOLE: Spelling = {
  steps: [{ "-": 1, "0": 2, "1-9": 3 }, { "0": 2, "1-9": 3 }, {}, ...digits(WHOLE_DIGITS, 3)],
  ends: Array.from({ length: WHOLE_DIGITS + 1 }, (_, at) => at + 2),
  readAs: "BIGINT",
};

const NUMBER: Spelling = {
  steps: [
    { "-": 1, "0": 2, "1-9": 3 },
    { "0": 2, "1-9": 3 },
    { ".": POINT },
    ...digits(WHOLE_DIGITS, 3, { ".": POINT }),
    ...digits(DECIMALS + 1, POINT),
  ],
  ends: Array.from({ length: WHOLE_DIGITS + DECIMALS + 2 }, (_, at) => at + 2),
  readAs: "DOUBLE",
};

const SPELLINGS: Record<string, Spelling> = { "date yyyy-mm-dd": DAY, "integer 123": WHOLE, "number 1.5": NUMBER };

/**
 * How nearly all cells of a column are written, if its format has such a spelling: when every cell of a file is, the
 * engine's reader or a cast finds their values, the same as the strict reading's. Undefined where one could be a null token.
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
