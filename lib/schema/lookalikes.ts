import { keepsDigits } from "./kept-digits.ts";
import { CURRENCIES } from "./number-style.ts";

const WHOLE = /^[+-]?[0-9]{19,}$/;
const MONEY = `(?:${CURRENCIES.map((sign) => sign.replace("$", "\\$")).join("|")})?`;
const SPACE = "[ \u00a0\u202f\u2009]?";
const SIGN = "[+\\-−(]?";
/** Its digits with the marks between them, then its exponent. */
const NUMERAL = new RegExp(
  `^${SIGN}${MONEY}${SPACE}${SIGN}([0-9.,'’ \u00a0\u202f\u2009]*[0-9][.,]?)(?:[eE]([+-]?[0-9]+))?${SPACE}${MONEY}${SPACE}%?[)-]?$`,
);

/** More digits than a whole number may have: mostly an identifier. */
export const isLongNumber = (text: string): boolean => WHOLE.test(text);

/** A number of which no DOUBLE keeps all digits, however it is decorated. */
export function losesDigits(text: string): boolean {
  const [, digits, exponent = "0"] = NUMERAL.exec(text) ?? [];
  if (digits === undefined) return false;
  const plain = `${pointed(digits)}e${exponent}`;
  const value = Number(plain);
  return Number.isFinite(value) && !keepsDigits(plain, value);
}

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
