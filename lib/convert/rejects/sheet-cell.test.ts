import fc from "fast-check";
import { expect, test } from "vitest";
import { forSheet, fromSheet } from "./sheet-cell.ts";

test("every text comes back from a sheet as it was", () => {
  const nasty = fc.string({ unit: fc.constantFrom("'", "=", "+", "-", "@", "\t", "\r", "1", ".", ",", "a") });
  fc.assert(fc.property(fc.oneof(fc.string(), nasty), (text) => fromSheet(forSheet(text)) === text));
});

test.each([
  ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
  ["-2+3", "'-2+3"],
  ["@SUM", "'@SUM"],
  ["'s-Hertogenbosch", "''s-Hertogenbosch"],
  ["-1.5", "-1.5"],
  ["2020-01-02", "2020-01-02"],
])("%s is written as %s", (text, written) => {
  expect(forSheet(text)).toBe(written);
});

test("what a person types without the apostrophe is taken as it is", () => {
  expect(fromSheet("-5 EUR")).toBe("-5 EUR");
  expect(fromSheet("'tis")).toBe("'tis");
});
