import fc from "fast-check";
import { expect, test } from "vitest";
import { decimalFormat } from "./decimals.ts";
import { digitShape, isDigit } from "./digit-shape.ts";
import { FORMATS, isOutside, readText } from "./formats.ts";
import { NASTY } from "./nasty-texts-under-test.ts";

const ALIKE = [...FORMATS, ...["5,2 1.234,5", "4,4", "12,0"].flatMap((name) => decimalFormat(name) ?? [])].filter(
  ({ digitsAlike }) => digitsAlike,
);

/** What a column of numbers may hold, and digits. */
const written = fc.string({
  unit: fc.constantFrom(..."00112599.,+-−eE% $€()_'#/ANaUSDx\u00a0\t".split("")),
  maxLength: 14,
});

const shape = (text: string): string => {
  const bytes = Buffer.from(text);
  return Buffer.from(bytes.map((byte, at) => digitShape(byte, isDigit(bytes[at - 1] ?? 0)))).toString();
};

/** Other digits in the same places; zeros stand first where they stood. */
const withOtherDigits = (text: string, digits: readonly number[]): string =>
  text.replace(/[0-9]/g, (digit, at: number) => {
    const other = digits[at % digits.length] ?? 0;
    if (/[0-9]/.test(text[at - 1] ?? "")) return String(other);
    return digit === "0" ? "0" : String(1 + (other % 9));
  });

test("digits are alike but for a zero that stands first", () => {
  expect(["007", "17", "7.05", "n.10", "a1b02", "½0"].map(shape)).toEqual(["099", "99", "9.09", "n.99", "a9b09", "½0"]);
});

test.each(ALIKE)("texts that differ in digits alone are no $type $name for the same reason", (format) => {
  const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 14 });
  fc.assert(
    fc.property(fc.oneof(written, fc.constantFrom(...NASTY)), digits, (text, others) => {
      const other = withOtherDigits(text, others);
      expect(shape(other)).toBe(shape(text));
      expect(isOutside(other, format)).toBe(isOutside(text, format));
      if (isOutside(text, format)) expect(readText(other, format)).toEqual(readText(text, format));
    }),
    { numRuns: 2_000 },
  );
});

test("nearly all formats of numbers have such texts, and formats of days, whose digits matter, do not", () => {
  expect(new Set(ALIKE.map(({ type }) => type))).toEqual(new Set(["integer", "number", "decimal"]));
});
