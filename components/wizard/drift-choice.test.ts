import { expect, test } from "vitest";
import { PLAIN_DIALECT, RecipeColumn } from "#lib/schema/contract.ts";
import { FileGroup } from "#lib/schema/inspection-view.ts";
import { recipeProblems } from "#lib/schema/recipe-problems.ts";
import type { Draft } from "./draft.ts";
import { chooseDrift, chooseExtra, driftChoice, extraColumns, followsRule } from "./drift-choice.ts";

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

test("files with a column can be refused by it, and that can be taken back", () => {
  const refused = chooseDrift(draft, "last", "refuse");
  expect(driftChoice(refused, "last")).toBe("refuse");
  expect(refused.recipe.columns[2]).toMatchObject({ ignored: true, present: "freeze" });
  expect(driftChoice(chooseDrift(refused, "last", "discard_value"), "last")).toBe("discard_value");
  expect(driftChoice(chooseDrift(refused, "last", "evolve"), "last")).toBe("evolve");
});

const group = (extra: string[]) =>
  FileGroup.parse({ files: 1, examples: [], missing: [], extra, renamed: [], retyped: [], isReordered: false });

test.each([
  ["evolve", "evolve"],
  ["freeze", "refuse"],
  ["discard_value", "discard_value"],
] as const)("one answer holds for all columns that most files lack, and for later ones (%s)", (rule, choice) => {
  const extra = extraColumns(draft, [group([]), group(["Last"])]);
  expect(extra.map(({ source }) => source)).toEqual(["last"]);
  const chosen = chooseExtra(draft, rule, extra);
  expect(chosen.recipe.drift).toEqual({ extra: rule });
  expect(driftChoice(chosen, "last")).toBe(choice);
  expect(driftChoice(chosen, "close")).toBe("freeze");
  expect(followsRule(chosen, extra)).toBe(true);
  expect(followsRule(chooseDrift(chosen, "last", { sameAs: "close" }), extra)).toBe(false);
});
