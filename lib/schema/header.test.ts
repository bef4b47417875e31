import { expect, test } from "vitest";
import { columnNames, headerSignature, normalName } from "./header.ts";

test.each([
  ["Adj Close", "adj_close"],
  ["Adj Close", "AdjClose"],
  ["Adj Close", "\ufeff adj.close "],
  ["Préis", "préis"],
  ["a\u202eb", "ab"],
])("“%s” and “%s” are one name", (one, other) => {
  expect(normalName(one)).toBe(normalName(other));
});

test.each([
  ["close", "closes"],
  ["%", "$"],
  ["日付", "価格"],
  ["__proto__", "constructor"],
])("“%s” and “%s” are two names", (one, other) => {
  expect(normalName(one)).not.toBe(normalName(other));
});

test("an empty name becomes the column's number, a very long one is cut", () => {
  const names = columnNames(["a", " ", "x".repeat(100_000), `x${"🙂".repeat(500)}`]);
  expect(names.slice(0, 2)).toEqual(["a", "column_2"]);
  expect(names[2]).toHaveLength(200);
  expect(names[3]).toBe(`x${"🙂".repeat(99)}`);
});

test.each([
  [
    ["price", "Price", "PRICE"],
    ["price", "Price (2)", "PRICE (3)"],
  ],
  [
    ["price", "price (2)", "price"],
    ["price", "price (2)", "price (3)"],
  ],
  [
    ["column_2", ""],
    ["column_2", "column_2 (2)"],
  ],
  [
    ["x".repeat(300), "x".repeat(300)],
    ["x".repeat(200), `${"x".repeat(196)} (2)`],
  ],
])("columns of one name are told apart by a number", (header, names) => {
  expect(columnNames(header)).toEqual(names);
});

test("the order and spelling of a header do not change its signature", () => {
  expect(headerSignature(["Adj Close", "date"])).toBe(headerSignature(["DATE", "adj_close"]));
});
