import { expect, test } from "vitest";
import { RecipeColumn } from "./contract.ts";
import { columnNames, headerSignature, locateColumns, normalName } from "./header.ts";

const column = (source: string, ignored = false) =>
  RecipeColumn.parse({ source, name: source, type: "text", format: "as-is", ignored });

const recipe = { columns: [column("Date"), column("Adj Close"), column("note", true)] };

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

test("columns are found by each file's own header, wherever they stand", () => {
  const located = locateColumns(["note", "adjclose", "DATE"], recipe);
  expect(located.map(({ index, column: found }) => [index, found.source])).toEqual([
    [2, "Date"],
    [1, "Adj Close"],
  ]);
});

test("an ignored column may be gone", () => {
  expect(locateColumns(["Date", "Adj Close"], recipe)).toHaveLength(2);
});

test.each([
  ["a column that is gone", ["Date", "note"], "This file has no column “Adj Close”"],
  ["a column nobody confirmed", ["Date", "Adj Close", "Volume"], "a column that was not confirmed: “Volume”"],
  ["a second column of one name", ["Date", "Adj Close", "adj_close"], "was not confirmed: “adj_close (2)”"],
])("%s is refused by name", (_, header, sentence) => {
  expect(() => locateColumns(header, recipe)).toThrow(sentence);
});
