import { expect, test } from "vitest";
import { DerivedColumn, PLAIN_DIALECT, RecipeColumn } from "#lib/schema/contract.ts";
import { InspectionView } from "#lib/schema/inspection-view.ts";
import { carried } from "../carry-draft.ts";
import { changeColumn, changeDerived, type Draft } from "../draft.ts";
import { problemsOf } from "../draft-problems.ts";
import {
  choiceProblem,
  firstChoice,
  inFile,
  type LookupColumn,
  matchRequest,
  putLookup,
  withoutFile,
  withValue,
} from "./lookup-choice.ts";

const PRICES = { path: "prices.csv", columns: ["day", "Symbol", "close"] };
const SECTORS = { path: "sectors.csv", columns: ["Company", "symbol", "GICS Sector"] };
const CANDIDATES = { files: [SECTORS, PRICES], all: 2 };

const column = (source: string, change: object = {}) =>
  RecipeColumn.parse({ source, name: source.toLowerCase(), type: "text", format: "as-is", ...change });
const constant = DerivedColumn.parse({ name: "sector", role: "sector", from: "constant", value: "Unclassified" });

const draft: Draft = {
  recipe: {
    dialect: PLAIN_DIALECT,
    columns: [
      column("day", { type: "date", format: "yyyy-mm-dd", role: "date" }),
      column("Symbol", { role: "ticker" }),
      column("close", { type: "number", format: "1.5", role: "price" }),
    ],
    derived: [constant],
  },
  answered: [],
};

function first(role: "sector" | "none" = "sector"): LookupColumn {
  const choice = firstChoice(draft, CANDIDATES, role);
  if (!choice) throw new Error("no choice");
  return choice;
}

test("a lookup begins in the file that is least like the others, by the ticker, and is named for its value", () => {
  expect(first()).toMatchObject({ file: "sectors.csv", lookupKey: "symbol", key: "symbol", value: "Company" });
  const sector = withValue(first(), "GICS Sector", draft);
  expect(sector.name).toBe("gics_sector");
  expect(withValue({ ...sector, name: "mine" }, "Company", draft).name).toBe("mine");
  expect(inFile(sector, PRICES, draft, CANDIDATES)).toMatchObject({
    file: "prices.csv",
    lookupKey: "Symbol",
    value: "day",
  });
});

test("a file without dates is the likelier one to look in", () => {
  expect(firstChoice(draft, { files: [PRICES, SECTORS], all: 2 }, "none")?.file).toBe("sectors.csv");
});

test("it takes the role of what played it before, and answers whether there is one", () => {
  const next = putLookup(draft, first(), undefined);
  expect(next.recipe.derived).toEqual([first()]);
  expect(next.answered).toEqual(["sector-missing:"]);
  const [before] = next.recipe.derived;
  const plain = putLookup(next, { ...first(), role: "none", name: " company " }, before);
  expect(plain.recipe.derived).toMatchObject([{ role: "none", name: "company" }]);
  expect(plain.answered).toEqual([]);
  const byFile = putLookup(draft, { ...first("none"), role: "ticker" }, undefined);
  expect(byFile.recipe.columns.map(({ role }) => role)).toEqual(["date", "none", "price"]);
});

test("what cannot be looked up is a sentence", () => {
  const problem = (change: object) => choiceProblem({ ...first(), ...change }, draft, CANDIDATES, undefined);
  expect(problem({})).toBeUndefined();
  expect(problem({ value: "symbol" })).toContain("in different columns");
  expect(problem({ key: "close" })).toContain("to find the values by");
  const both = putLookup(draft, first(), undefined);
  expect(choiceProblem({ ...first(), file: "prices.csv" }, both, CANDIDATES, undefined)).toContain("At least one file");
  expect(choiceProblem({ ...first(), file: "prices.csv" }, both, CANDIDATES, both.recipe.derived[0])).toBeUndefined();
  expect(problemsOf(both, [])).toEqual([]);
  expect(problemsOf(changeColumn(both, "Symbol", { ignored: true }), [])[0]).toContain("The key of company must be");
});

test("the match is asked for with the key as it is read, whether in the rows or in the files' names", () => {
  expect(matchRequest(draft, first(), undefined)?.key).toEqual({
    ...{ from: "rows", source: "Symbol", aliases: undefined, nullTokens: [""], trim: false },
  });
  const name = DerivedColumn.parse({ name: "stock", role: "none", from: "file-name", pattern: "^([^.]+)" });
  const named = { ...draft, recipe: { ...draft.recipe, derived: [name] } };
  expect(matchRequest(named, { ...first(), key: "stock" }, undefined)?.key).toMatchObject({ from: "file-name" });
  expect(matchRequest(named, { ...first(), key: "gone" }, undefined)).toBeUndefined();
  const lookup = { ...first(), key: "stock" };
  const renamed = changeDerived(putLookup(named, lookup, undefined), 0, { ...name, name: "firm" });
  expect(renamed.recipe.derived[1]).toMatchObject({ from: "lookup", key: "firm" });
});

test("it stays when its file is no data any more, and other columns go with that file", () => {
  const next = putLookup(draft, { ...first(), name: "company" }, undefined);
  const more = { ...next, recipe: { ...next.recipe, columns: [...next.recipe.columns, column("Company")] } };
  const inspection = InspectionView.parse({
    ...{
      files: { inspected: 1, waiting: 0, failed: 0 },
      recipe: draft.recipe,
      columns: [],
      questions: [],
      warnings: [],
    },
    ...{ paths: [], confirmed: null, saved: null },
  });
  const { recipe } = carried(more, inspection);
  expect(recipe.columns.map(({ source }) => source)).toEqual(["day", "Symbol", "close"]);
  expect(recipe.derived).toMatchObject([{ from: "lookup", name: "company" }]);
});

test("columns that only the file looked in has are no data: they take no name and are no key", () => {
  const mixed = { ...draft, recipe: { ...draft.recipe, columns: [column("Company"), ...draft.recipe.columns] } };
  const data = withoutFile(mixed, "sectors.csv", CANDIDATES);
  expect(data.recipe.columns.map(({ source }) => source)).toEqual(["day", "Symbol", "close"]);
  expect(firstChoice(mixed, CANDIDATES, "none")).toMatchObject({ key: "symbol", name: "company" });
  expect(withoutFile(mixed, "prices.csv", CANDIDATES).recipe.columns.map(({ source }) => source)).toEqual([
    "Company",
    "Symbol",
  ]);
});

test("a column that some files lack is no key, unless those files are only looked in", () => {
  const some = { ...draft, recipe: { ...draft.recipe, columns: [column("Symbol", { missing: "evolve" })] } };
  const lacking = ["c.csv", "d.csv"].map((path) => ({ path, columns: ["Name"] }));
  expect(firstChoice(some, { files: [PRICES, ...lacking], all: 3 }, "none")).toBeUndefined();
  const other = { path: "venues.csv", columns: ["MIC", "Land"] };
  const choice = firstChoice(some, { files: [PRICES, other], all: 2 }, "none");
  expect(choice).toMatchObject({ file: "venues.csv", key: "symbol", lookupKey: "MIC", value: "Land" });
});
