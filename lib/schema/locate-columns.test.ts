import { expect, test } from "vitest";
import { RecipeColumn } from "./contract.ts";
import { locateColumns } from "./locate-columns.ts";

const column = (source: string, ignored = false, more: Partial<RecipeColumn> = {}) =>
  RecipeColumn.parse({ source, name: source, type: "text", format: "as-is", ignored, ...more });

const recipe = { columns: [column("Date"), column("Adj Close"), column("note", true)] };

test("columns are found by each file's own header, wherever they stand", () => {
  const located = locateColumns(["note", "adjclose", "DATE"], recipe);
  expect(located.columns.map(({ index, column: found }) => [index, found.source])).toEqual([
    [2, "Date"],
    [1, "Adj Close"],
  ]);
});

test("an ignored column may be gone", () => {
  expect(locateColumns(["Date", "Adj Close"], recipe).columns).toHaveLength(2);
});

test("a column is found under its other names, too", () => {
  const columns = [column("Date"), column("Close", false, { aliases: ["Last", "PX Last"] }), column("Last", true)];
  expect(locateColumns(["px_last", "Date"], { columns }).columns.map(({ index }) => index)).toEqual([1, 0]);
  expect(() => locateColumns(["Date", "Close", "Last"], { columns })).toThrow("both “Close” and “Last”");
});

test("a column that files need not have is absent at its place", () => {
  const columns = [column("Date"), column("Volume", false, { missing: "evolve" }), column("Close")];
  const { absent } = locateColumns(["Close", "Date"], { columns });
  expect(absent.map(({ at, column: { source } }) => [at, source])).toEqual([[1, "Volume"]]);
});

test("a column that nobody confirmed is left out where the recipe says so", () => {
  const drift = { extra: "discard_value" } as const;
  expect(locateColumns(["Date", "Volume", "Adj Close"], { ...recipe, drift }).extra).toEqual(["Volume"]);
  expect(() => locateColumns(["x"], { columns: [column("y", false, { missing: "evolve" })], drift })).toThrow(
    "none of",
  );
});

test("a column that files must not have is refused, unless it is another one under its name", () => {
  const refused = { ...column("Last", true), present: "freeze" as const };
  expect(() => locateColumns(["Date", "last"], { columns: [column("Date"), refused] })).toThrow("This file has “last”");
  const columns = [column("Date"), column("Close", false, { aliases: ["Last"] }), refused];
  expect(locateColumns(["Date", "last"], { columns }).columns.map(({ index }) => index)).toEqual([0, 1]);
});

test.each([
  ["a column that is gone", ["Date", "note"], "This file has no column “Adj Close”"],
  ["a column nobody confirmed", ["Date", "Adj Close", "Volume"], "a column that was not confirmed: “Volume”"],
  ["a second column of one name", ["Date", "Adj Close", "adj_close"], "was not confirmed: “adj_close (2)”"],
])("%s is refused by name", (_, header, sentence) => {
  expect(() => locateColumns(header, recipe)).toThrow(sentence);
});
