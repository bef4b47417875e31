import type { RecipeColumn } from "#lib/schema/contract.ts";
import { daySteps } from "./day-spelling.ts";

/** The usual spelling of a type: which byte leads from which state to which ("0-9" is any digit), and where a cell may end. */
export interface PlainSpelling {
  steps: readonly Record<string, number>[];
  ends: readonly number[];
  /** An empty cell stands for no value. */
  allowsEmpty: boolean;
  /** As what the engine's own reader takes such cells: DATE, BIGINT, DOUBLE or a DECIMAL. */
  readAs: string;
}

type Spelling = Omit<PlainSpelling, "allowsEmpty">;

const DAY: Spelling = { ...daySteps(), readAs: "DATE" };

/** Every whole number of so many digits is in a BIGINT's range. */
const WHOLE_DIGITS = 18;
/** With so few decimals no number is too small for a DOUBLE. */
const DECIMALS = 20;

const digits = (count: number, first: number, more: Record<string, number> = {}): Record<string, number>[] =>
  Array.from({ length: count }, (_, at) => ({ ...(at < count - 1 ? { "0-9": first + at + 1 } : {}), ...more }));

/** No leading zeros, and after a point at most so many decimals. */
function numerals(whole: number, decimals: number, readAs: string): Spelling {
  const point = 3 + whole;
  const mark: Record<string, number> = decimals > 0 ? { ".": point } : {};
  const first: Record<string, number> = whole > 0 ? { "0": 2, "1-9": 3 } : { "0": 2 };
  const fraction = decimals > 0 ? digits(decimals + 1, point) : [];
  const steps = [{ "-": 1, ...first }, first, mark, ...digits(whole, 3, mark), ...fraction];
  return { steps, ends: steps.map((_, at) => at).slice(2), readAs };
}

const SPELLINGS: Record<string, Spelling> = {
  "date yyyy-mm-dd": DAY,
  "integer 123": numerals(WHOLE_DIGITS, 0, "BIGINT"),
  "number 1.5": numerals(WHOLE_DIGITS, DECIMALS, "DOUBLE"),
};

/** Of a DECIMAL that the engine keeps in 64 bits. */
function decimalSpelling(name: string): Spelling | undefined {
  const [, precision, scale] = /^decimal ([0-9]+),([0-9]+)$/.exec(name)?.map(Number) ?? [];
  if (precision === undefined || scale === undefined || precision > WHOLE_DIGITS) return undefined;
  return numerals(precision - scale, scale, `DECIMAL(${precision},${scale})`);
}

/**
 * How nearly all cells of a column are written, if its format has such a spelling: when every cell of a file is, the
 * engine's own reader finds their values, the same as the strict reading's. Undefined where one could be a null token.
 */
export function plainSpelling({ type, format, nullTokens }: RecipeColumn): PlainSpelling | undefined {
  const name = `${type} ${format}`;
  const spelling = SPELLINGS[name] ?? decimalSpelling(name);
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
