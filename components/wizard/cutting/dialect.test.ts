import { expect, test } from "vitest";
import { PLAIN_DIALECT, type RecipeColumn } from "#lib/schema/contract.ts";
import { decidePart, isDecided, takeBackPart } from "./dialect-draft.ts";
import { dialectSummary } from "./dialect-words.ts";
import { gridColumns } from "./grid-columns.ts";
import { moved } from "./grid-cursor.ts";

test("a decision is written down, answers what was open, and can be taken back", () => {
  const found = { ...PLAIN_DIALECT, doubts: ["footerLines" as const], footerLines: 1 };
  const decided = decidePart(decidePart(found, "delimiter", ";"), "footerLines", 0);
  expect(decided).toMatchObject({ delimiter: ";", footerLines: 0, doubts: [] });
  expect(isDecided(decided, "delimiter")).toBe(true);
  const back = takeBackPart(takeBackPart(decided, found, "delimiter"), found, "footerLines");
  expect(back).toEqual({ ...found, decisions: { delimiter: "as-found" } });
  expect(isDecided(back, "delimiter")).toBe(false);
});

test("how a file is cut is said in a line", () => {
  expect(dialectSummary({ ...PLAIN_DIALECT, quote: "", skipLines: 3, hasHeader: false })).toBe(
    "UTF-8 · comma , · no quotes · newlines LF · columns without names · 3 lines above",
  );
});

test.each([
  ["ArrowDown", false, { row: 3, column: 4 }],
  ["ArrowUp", false, { row: 1, column: 4 }],
  ["ArrowLeft", false, { row: 2, column: 3 }],
  ["ArrowRight", false, { row: 2, column: 4 }],
  ["PageDown", false, { row: 12, column: 4 }],
  ["PageUp", false, { row: 0, column: 4 }],
  ["Home", false, { row: 2, column: 0 }],
  ["End", false, { row: 2, column: 4 }],
  ["Home", true, { row: 0, column: 0 }],
  ["End", true, { row: 19, column: 4 }],
  ["a", false, undefined],
])("%s (control: %s) moves the cursor within the grid", (key, ctrlKey, to) => {
  expect(moved({ row: 2, column: 4 }, { key, ctrlKey }, { rows: 20, columns: 5 })).toEqual(to);
});

test("the file's columns are shown as they were decided, ignored ones when asked for", () => {
  const column = (source: string, ignored = false): RecipeColumn => ({
    ...{ source, name: source, type: "text", format: "as-is", nullTokens: [""], role: "none", trim: false, ignored },
  });
  const preview = { columns: [column("b"), column("Adj Close"), column("a")] };
  const decided = [{ ...column("adjclose"), name: "price" }, column("a", true)];
  const shown = (showsIgnored: boolean) =>
    gridColumns(preview, decided, showsIgnored).map(({ index, source, column: { name } }) => [index, source, name]);
  expect(shown(false)).toEqual([
    [0, "b", "b"],
    [1, "Adj Close", "price"],
  ]);
  expect(shown(true)).toHaveLength(3);
});
