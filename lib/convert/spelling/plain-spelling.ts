import { literal } from "#lib/platform/engine/sql.ts";
import type { RecipeColumn } from "#lib/schema/contract.ts";
import { compileMask } from "#lib/schema/date-masks.ts";
import { SAFE_DIGITS } from "#lib/schema/kept-digits.ts";
import { isPlain, type NumberStyle, numberStyle, wholeStyle } from "#lib/schema/number-style.ts";
import { STAND_INS } from "#lib/schema/stand-ins.ts";
import { daySteps, isNumericMask } from "./day-spelling.ts";
import { momentSteps } from "./moment-spelling.ts";
import { type Digits, numberSteps } from "./number-spelling.ts";
import { otherTextSteps } from "./text-spelling.ts";
import { withTexts } from "./token-steps.ts";

/** The usual spelling of a type: which byte leads from which state to which ("0-9" is any digit), and where a cell may end. */
export interface PlainSpelling {
  steps: readonly Record<string, number>[];
  ends: readonly number[];
  /** An empty cell stands for no value. */
  allowsEmpty: boolean;
  /** As what the engine's own reader takes such cells: DATE, TIMESTAMP, BIGINT, DOUBLE or a DECIMAL; VARCHAR if it cannot. */
  readAs: string;
  /** In DuckDB, the value of such a cell where the reader cannot find it; NULL for NULL. */
  value?(cell: string): string;
}

type Spelling = Omit<PlainSpelling, "allowsEmpty">;

/** Every whole number of so many digits is in a BIGINT's range. */
const WHOLE_DIGITS = 18;
/** With so few decimals no number is too small for a DOUBLE. */
const DECIMALS = 20;
const ROUNDED_NUMBER: Digits = { whole: WHOLE_DIGITS, decimals: DECIMALS };
const NUMBER: Digits = { whole: SAFE_DIGITS, decimals: DECIMALS, all: SAFE_DIGITS };

function findSpelling(type: string, format: string, isTyped: boolean): Spelling | undefined {
  switch (type) {
    case "integer":
      return numberSpelling(wholeStyle(format), { whole: WHOLE_DIGITS, decimals: 0 }, "BIGINT");
    case "number":
      return numberSpelling(numberStyle(format), digitsOf(format, isTyped), "DOUBLE");
    case "decimal":
      return decimalSpelling(format);
    case "date":
      return dateSpelling(format);
    case "timestamp":
      return timestampSpelling(format);
    case "text":
      return isTyped ? { ...otherTextSteps(STAND_INS), readAs: "VARCHAR" } : undefined;
    default:
      return undefined;
  }
}

/** Where it is counted what rounding changes, all digits must stay. */
const digitsOf = (format: string, isTyped: boolean): Digits =>
  numberStyle(format)?.rounded && !isTyped ? ROUNDED_NUMBER : NUMBER;

function numberSpelling(style: NumberStyle | undefined, digits: Digits, readAs: string): Spelling | undefined {
  if (!style || !isPlain(style)) return undefined;
  const { point, group } = style;
  const steps = numberSteps(digits, style);
  if (!group && (point === "." || digits.decimals === 0)) return { ...steps, readAs };
  const bare = (cell: string) => (group ? `replace(${cell}, ${literal(group)}, '')` : cell);
  const pointed = (cell: string) => (point === "," ? `replace(${bare(cell)}, ',', '.')` : bare(cell));
  return { ...steps, readAs: "VARCHAR", value: (cell) => `CAST(${pointed(cell)} AS ${readAs})` };
}

/** Of a DECIMAL that the engine keeps in 64 bits. */
function decimalSpelling(format: string): Spelling | undefined {
  const [, p, s, written = "1.5"] = /^([0-9]+),([0-9]+)(?: (.+))?$/.exec(format) ?? [];
  const [precision, scale] = [Number(p), Number(s)];
  if (p === undefined || precision > WHOLE_DIGITS) return undefined;
  const digits = { whole: precision - scale, decimals: scale };
  return numberSpelling(numberStyle(written), digits, `DECIMAL(${precision},${scale})`);
}

const ISO = "yyyy-mm-dd";
/** With these the formats begin in a later year. */
const LATE = ["ddmmyyyy", "mmddyyyy"];

function dateSpelling(mask: string): Spelling | undefined {
  if (!isNumericMask(mask) || LATE.includes(mask)) return undefined;
  const days = daySteps(mask);
  if (mask === ISO) return { ...days, readAs: "DATE" };
  const { strptime } = compileMask(mask);
  return { ...days, readAs: "VARCHAR", value: (cell) => `CAST(strptime(${cell}, ${literal(strptime)}) AS DATE)` };
}

function timestampSpelling(format: string): Spelling | undefined {
  const [, mask = "", seconds] = /^(.+) hh:mm(:ss)?$/.exec(format) ?? [];
  if (!isNumericMask(mask) || LATE.includes(mask)) return undefined;
  const steps = momentSteps(daySteps(mask), mask === ISO ? " T" : " ", seconds !== undefined);
  if (mask === ISO) return { ...steps, readAs: "TIMESTAMP" };
  const strptime = literal(`${compileMask(mask).strptime} %H:%M${seconds ? ":%S" : ""}`);
  return { ...steps, readAs: "VARCHAR", value: (cell) => `strptime(${cell}, ${strptime})` };
}

/**
 * How nearly all cells of a column are written, if its format has such a spelling: when every cell of a file is, their
 * values are found without another look, the same as the strict reading's. Null tokens are among it; undefined where one
 * could be a value. `typed`: only spellings that the engine's own reader takes; those of text have nothing among them that
 * often stands for no value.
 */
export function plainSpelling(
  { type, format, nullTokens, trim }: Pick<RecipeColumn, "type" | "format" | "nullTokens"> & Partial<RecipeColumn>,
  { typed = false } = {},
): PlainSpelling | undefined {
  if (type === "text" && trim) return undefined;
  const spelling = spellingOf(type, format, typed);
  if (!spelling || (typed && spelling.value)) return undefined;
  const texts = nullTokens.filter((token) => token !== "");
  if (texts.some((token) => isSpelled(token, spelling))) return undefined;
  const allowsEmpty = nullTokens.includes("");
  const steps = typed || texts.length === 0 ? undefined : withTexts(spelling, texts);
  if (!steps) return { ...spelling, allowsEmpty };
  const { value = (cell: string) => `CAST(${cell} AS ${spelling.readAs})` } = spelling;
  const valueOrNull = (cell: string) => value(texts.reduce((sql, text) => `nullif(${sql}, ${literal(text)})`, cell));
  return { ...steps, readAs: "VARCHAR", value: valueOrNull, allowsEmpty };
}

/** An automaton of days takes milliseconds to make. */
const known = new Map<string, Spelling | undefined>();

function spellingOf(type: string, format: string, isTyped: boolean): Spelling | undefined {
  const name = `${type} ${format} ${isTyped}`;
  if (!known.has(name)) known.set(name, findSpelling(type, format, isTyped));
  return known.get(name);
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
