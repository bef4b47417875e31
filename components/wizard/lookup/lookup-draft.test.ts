import { expect, test } from "vitest";
import { DerivedColumn, PLAIN_DIALECT, RecipeColumn } from "#lib/schema/contract.ts";
import { changeColumn, type Draft } from "../draft.ts";

test("a lookup follows its key column when that gets another name", () => {
  const column = RecipeColumn.parse({ source: "Symbol", name: "symbol", type: "text", format: "as-is" });
  const lookup = {
    name: "sector",
    role: "sector",
    from: "lookup",
    file: "s.csv",
    lookupKey: "Symbol",
    value: "Sector",
  };
  const derived = [DerivedColumn.parse({ ...lookup, key: "symbol" })];
  const draft: Draft = { recipe: { dialect: PLAIN_DIALECT, columns: [column], derived }, answered: [] };
  expect(changeColumn(draft, "Symbol", { name: "stock" }).recipe.derived).toMatchObject([{ key: "stock" }]);
  expect(changeColumn(draft, "Symbol", { role: "ticker" }).recipe.derived).toMatchObject([{ key: "symbol" }]);
});
