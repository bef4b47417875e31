import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { expect, test } from "vitest";
import { literal } from "#lib/platform/engine/sql.ts";
import { keepsDigits, keepsDigitsSql } from "./kept-digits.ts";

const doubles = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => value !== 0);
const isKept = (text: string): boolean => keepsDigits(text, Number(text));

test.each(["0.1", "1.50000000000000000000", "0.30000000000000004", "100000000000000000000000", "-2.2250738585072014"])(
  "a DOUBLE keeps all digits of %s",
  (text) => expect(isKept(text)).toBe(true),
);

test.each([
  "0.12345678901234567",
  "9007199254740993",
  "0.1234567890123456789",
  "1.2345678901234567890e5",
  ".1234567890123456789",
  "1.2345e-322",
])("a DOUBLE keeps not all digits of %s", (text) => expect(isKept(text)).toBe(false));

test("what programs write of a DOUBLE is kept, however many digits they write", () => {
  fc.assert(
    fc.property(doubles, fc.integer({ min: 16, max: 40 }), (value, digits) => {
      const texts = [String(value), value.toPrecision(17), value.toExponential(digits)];
      // Halfway between two digits other programs take the even one.
      expect(texts.slice(0, 2).filter((text) => !isKept(text) && !/[13579](?:e|$)/.test(text))).toEqual([]);
      if (!isMiddle(value, digits + 1)) expect(isKept(texts[2] ?? "")).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

/** So many digits end halfway between two. */
const isMiddle = (value: number, digits: number): boolean =>
  /^50*$/.test(
    value
      .toExponential(100)
      .replace(/e.*$/, "")
      .replace(/[^0-9]/g, "")
      .slice(digits),
  );

test("of numbers with as many digits that become the same DOUBLE one is kept at most", () => {
  const digits = fc.bigInt({ min: 10n ** 15n, max: 10n ** 18n });
  fc.assert(
    fc.property(digits, fc.integer({ min: -30, max: 30 }), (number, exponent) => {
      const texts = [-2n, -1n, 0n, 1n, 2n].map((step) => `${number + step}e${exponent}`);
      for (const same of Map.groupBy(texts, Number).values())
        expect(same.filter((text) => isKept(text) && !/0e/.test(text)).length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 2_000 },
  );
});

test("DuckDB says the same of every text", async () => {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const duck = await instance.connect();
  const long = fc.stringMatching(/^-?(0|[1-9][0-9]{0,18})(\.[0-9]{0,20})?(e-?[0-9]{1,2})?$/);
  const written = doubles.chain((value) =>
    fc.constantFrom(String(value), value.toPrecision(17), value.toExponential(20), `${value.toPrecision(17)}5`),
  );
  const middle = fc.integer({ min: 0, max: 99 }).map((hundredths) => `1000000000000000.${hundredths}`);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(long, written, middle), { minLength: 500, maxLength: 800 }), async (texts) => {
      const finite = texts.filter((text) => Number.isFinite(Number(text)) && /^-?[0-9]/.test(text));
      const rows = finite.map((text) => `(${literal(text)})`).join(", ");
      const reader = await duck.runAndReadAll(
        `SELECT ${keepsDigitsSql("plain", "TRY_CAST(plain AS DOUBLE)")} FROM (VALUES ${rows}) AS texts(plain)`,
      );
      const differing = reader.getRows().flatMap(([kept], at) => {
        const text = finite[at] ?? "";
        return kept === isKept(text) ? [] : [text];
      });
      expect(differing).toEqual([]);
    }),
    { numRuns: 40 },
  );
  duck.closeSync();
});
