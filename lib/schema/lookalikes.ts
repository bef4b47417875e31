import { CURRENCIES } from "./number-style.ts";

const WHOLE = /^[+-]?[0-9]{19,}$/;
const MONEY = `(?:${CURRENCIES.map((sign) => sign.replace("$", "\\$")).join("|")})?`;
const SPACE = "[ \u00a0\u202f\u2009]?";
const SIGN = "[+\\-−(]?";
/** Its digits with the marks between them, then its exponent. */
const NUMERAL = new RegExp(
  `^${SIGN}${MONEY}${SPACE}${SIGN}([0-9.,'’ \u00a0\u202f\u2009]*[0-9][.,]?)(?:[eE]([+-]?[0-9]+))?${SPACE}${MONEY}${SPACE}%?[)-]?$`,
);
/** Every number of so few digits is told apart from every other by a DOUBLE. */
export const SAFE_DIGITS = 15;
/** No DOUBLE needs more to be told apart from its neighbours. */
export const KEPT_DIGITS = 17;

/** More digits than a whole number may have: mostly an identifier. */
export const isLongNumber = (text: string): boolean => WHOLE.test(text);

/** A number of which a DOUBLE, written with as many digits, has others; zeros at both ends are not counted. */
export function losesDigits(text: string): boolean {
  const [, digits = "", exponent] = NUMERAL.exec(text) ?? [];
  const told = significant(digits);
  if (told === "" || (told.length <= SAFE_DIGITS && exponent === undefined)) return false;
  if (told.length > KEPT_DIGITS) return true;
  const value = Number(`${pointed(digits)}e${exponent ?? 0}`);
  // The strict reading rejects these.
  if (value === 0 || !Number.isFinite(value)) return false;
  const [kept = ""] = value.toExponential(told.length - 1).split("e");
  return significant(kept) !== told;
}

const significant = (digits: string): string => digits.replace(/[^0-9]/g, "").replace(/^0+|0+$/g, "");

/** Of so many digits a lone mark is never one between thousands; of several, the last is a point unless there are more like it. */
function pointed(digits: string): string {
  const [last] = digits.match(/[.,](?=[^.,]*$)/) ?? [];
  const point = last !== undefined && digits.split(last).length === 2 ? digits.lastIndexOf(last) : digits.length;
  const bare = (part: string) => part.replace(/[^0-9]/g, "");
  return `${bare(digits.slice(0, point))}.${bare(digits.slice(point))}`;
}

/** No program writes a number as 12E45, without a sign or a point; a plus before many digits, where nothing is below zero, begins a telephone number. */
export const areLikeCodes = (texts: readonly string[]): boolean =>
  texts.some((text) => /^[0-9]+[eE][0-9]+$/.test(text)) ||
  (texts.some((text) => /^\+[1-9][0-9]{6,14}$/.test(text)) && !texts.some((text) => /^[-−(]/.test(text)));
