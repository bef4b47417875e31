import { expect, test } from "vitest";
import { PLAIN_DIALECT, RecipeColumn } from "#lib/schema/contract.ts";
import { recipeProblems } from "#lib/schema/recipe-problems.ts";
import type { Draft } from "./draft.ts";
import { chooseDrift, driftChoice } from "./drift-choice.ts";

const column = (source: string) => RecipeColumn.parse({ source, name: source, type: "text", format: "as-is" });
const draft: Draft = {
  recipe: { dialect: PLAIN_DIALECT, columns: ["date", "close", "last"].map(column), derived: [] },
  answered: [],
};

test("files without a column are refused unless somebody decides otherwise", () => {
  expect(driftChoice(draft, "last")).toBe("freeze");
  expect(driftChoice(chooseDrift(draft, "last", "evolve"), "last")).toBe("evolve");
  expect(driftChoice(chooseDrift(draft, "last", "discard_value"), "last")).toBe("discard_value");
});

test("a column that is another one under another name can be confirmed, and taken back", () => {
  const same = chooseDrift(draft, "last", { sameAs: "close" });
  expect(driftChoice(same, "last")).toEqual({ sameAs: "close" });
  expect(same.recipe.columns).toMatchObject([{}, { aliases: ["last"] }, { ignored: true }]);
  expect(recipeProblems(same.recipe, ["date", "close", "last"])).toEqual({});
  const back = chooseDrift(same, "last", "freeze");
  expect(driftChoice(back, "last")).toBe("freeze");
  expect(back.recipe.columns).toMatchObject([{}, { aliases: [] }, { ignored: false }]);
});

test("the other choice follows when a column that was another one is to be a third", () => {
  const same = chooseDrift(chooseDrift(draft, "last", { sameAs: "close" }), "last", { sameAs: "date" });
  expect(driftChoice(same, "last")).toEqual({ sameAs: "date" });
  expect(same.recipe.columns[1]?.aliases).toEqual([]);
});
