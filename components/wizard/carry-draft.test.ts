import { expect, test } from "vitest";
import type { RecipeColumn } from "#lib/schema/contract.ts";
import { InspectionView } from "#lib/schema/inspection-view.ts";
import { carried } from "./carry-draft.ts";

const column = (source: string, change: Partial<RecipeColumn> = {}) => ({
  ...{ source, name: source, type: "text", format: "as-is", ...change },
});

const inspection = (columns: ReturnType<typeof column>[], derived: unknown[] = []) =>
  InspectionView.parse({
    files: { inspected: 1, waiting: 0, failed: 0 },
    recipe: { dialect: { encoding: "utf-8", delimiter: ";", skipLines: 0, hasHeader: true }, columns, derived },
    columns: [],
    questions: [],
    warnings: [],
    saved: null,
    paths: [],
    confirmed: null,
  });

const draftOf = (columns: ReturnType<typeof column>[]) => ({
  recipe: inspection(columns).recipe,
  answered: [],
});

test("what was decided about columns that remain stays, and the files' new cut counts", () => {
  const kept = draftOf([column("day;close", { name: "both" }), column("Volume", { name: "traded", ignored: true })]);
  kept.recipe.dialect.delimiter = ",";
  const { recipe } = carried(kept, inspection([column("day"), column("close"), column("volume")]));
  expect(recipe.columns.map(({ source, name, ignored }) => [source, name, ignored])).toEqual([
    ["day", "day", false],
    ["close", "close", false],
    ["volume", "traded", true],
  ]);
  expect(recipe.dialect.delimiter).toBe(";");
});

test("a role that a remaining column plays is not given to a new one, nor taken from elsewhere", () => {
  const kept = draftOf([column("symbol", { role: "ticker" })]);
  const derived = [{ name: "ticker", role: "ticker", from: "constant", value: "X" }];
  const { recipe } = carried(kept, inspection([column("ticker", { role: "ticker" }), column("symbol")], derived));
  expect(recipe.columns.map(({ role }) => role)).toEqual(["none", "ticker"]);
  expect(recipe.derived).toEqual([]);
});
