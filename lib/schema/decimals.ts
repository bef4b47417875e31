import { EMPTY, type Format, fitting, misfit, SPACED } from "./format.ts";
import { decorated, isPlain, numberStyle, plainReader, plainSql, wholeGrammar } from "./number-style.ts";
import { LEADING_ZERO, NOT_NUMBERS } from "./numerals.ts";

const MAX_PRECISION = 38;
const SIGN = "[+\\-−]?";

/**
 * DECIMAL(p,s), named "p,s" or, when written otherwise than 1.5, "p,s 1.234,5": exact, no exponent, at most s decimals.
 * Undefined when no such type exists.
 */
export function decimalFormat(name: string): Format | undefined {
  const [, p = "", s = "", written = "1.5"] = /^([1-9][0-9]?),(0|[1-9][0-9]?)(?: (.+))?$/.exec(name) ?? [];
  const style = numberStyle(written);
  const [precision, scale] = [Number(p), Number(s)];
  if (!style || style.rounded || style.percent === "divides" || !p || precision > MAX_PRECISION || scale > precision)
    return undefined;
  const digits = precision - scale;
  const mark = `[${style.point}]`;
  const whole = digits > 0 ? wholeGrammar(style) : "0";
  const number = scale > 0 ? `(?:${whole}(?:${mark}[0-9]{0,${scale}})?|${mark}[0-9]{1,${scale}})` : whole;
  const plain = plainReader(style);
  const type = `DECIMAL(${precision},${scale})`;
  const tooLong = `more than ${digits} digits before the point`;
  return {
    type: "decimal",
    name,
    example: scale > 0 ? `12${style.point}${"5".padEnd(scale, "0")}` : "12",
    grammar: isPlain(style) ? `${SIGN}${number}` : decorated(number, style),
    explanations: [
      EMPTY,
      SPACED,
      LEADING_ZERO,
      [`${SIGN}[0-9]*\\.[0-9]{${scale + 1},}`, scale > 0 ? `more than ${scale} decimals` : "has a fraction"],
      [`${SIGN}[0-9.]+[eE][+-]?[0-9]+`, "has an exponent"],
      [`${SIGN}[0-9]+(?:[.,_ '’\u00a0\u202f\u2009][0-9]+)+`, "has other separators or more decimals"],
      ...NOT_NUMBERS,
    ],
    otherwise: "not a number",
    digitsAlike: true,
    read(text) {
      const value = plain(text).replace("+", "");
      const [whole = ""] = value.replace("-", "").split(".");
      return whole.length > digits && whole !== "0" ? misfit(tooLong) : fitting(fixed(value, scale));
    },
    sql: {
      type,
      value: (cell) => `TRY_CAST(${plainSql(cell, style)} AS ${type})`,
      failure: () => `'${tooLong}'`,
    },
  };
}

/** As DuckDB writes it: a digit before the point, `scale` decimals, no minus before a zero. */
function fixed(text: string, scale: number): string {
  const [whole = "", fraction = ""] = text.replace("-", "").split(".");
  const digits = scale > 0 ? `${whole || "0"}.${fraction.padEnd(scale, "0")}` : whole;
  return text.startsWith("-") && /[1-9]/.test(digits) ? `-${digits}` : digits;
}

/** Offered to people; every other "p,s" that DuckDB has is accepted as well. */
export const DECIMALS: readonly Format[] = ["18,2", "18,4", "18,6", "38,10"].flatMap(
  (name) => decimalFormat(name) ?? [],
);
