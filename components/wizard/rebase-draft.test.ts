import { expect, test } from "vitest";
import { type Dialect, PLAIN_DIALECT, RecipeColumn } from "#lib/schema/contract.ts";
import { changeColumn, type Draft } from "./draft.ts";
import { rebased } from "./rebase-draft.ts";

const column = (change: Partial<RecipeColumn> = {}): RecipeColumn =>
  RecipeColumn.parse({ source: "size", name: "size", type: "integer", format: "123", role: "volume", ...change });

type Proposal = Parameters<typeof rebased>[1];

const viewOf = (...columns: RecipeColumn[]): Proposal => ({ recipe: { dialect: PLAIN_DIALECT, columns, derived: [] } });

const draftOf = ({ recipe }: Proposal): Draft => ({ recipe, answered: [] });
const sampled = viewOf(column());

test("a column that nobody changed follows what is proposed now", () => {
  const draft = rebased(draftOf(sampled), sampled);
  const whole = viewOf(column({ type: "number", format: "1.5", nullTokens: ["", "NA"] }));
  expect(rebased(draft, whole).recipe.columns).toEqual(whole.recipe.columns);
});

test("a column that a person changed stays as it is, and its other changes with it", () => {
  const draft = changeColumn(rebased(draftOf(sampled), sampled), "size", { type: "text", format: "as-is" });
  const whole = viewOf(column({ type: "number", format: "1.5" }));
  expect(rebased(draft, whole).recipe.columns).toEqual(draft.recipe.columns);
  const renamed = changeColumn(rebased(draftOf(sampled), sampled), "size", { name: "shares" });
  expect(rebased(renamed, whole).recipe.columns[0]).toMatchObject({ name: "shares", type: "number", format: "1.5" });
});

test("a question that whole files raise is asked, and the role waits for its answer", () => {
  const whole = viewOf(column({ type: "text", format: "unanswered", role: "none" }));
  const [asked] = rebased(rebased(draftOf(sampled), sampled), whole).recipe.columns;
  expect(asked).toMatchObject({ type: "text", format: "unanswered", role: "volume" });
});

test("the same proposal changes nothing", () => {
  const draft = rebased(draftOf(sampled), sampled);
  expect(rebased(draft, sampled)).toBe(draft);
});

test("a footer that is found once files were read whole is asked about, unless somebody decided on footers", () => {
  const found = { ...PLAIN_DIALECT, footerLines: 1, doubts: ["footerLines" as const] };
  const proposal = { recipe: { dialect: found, columns: [], derived: [] } };
  const draft = (dialect: Dialect) => ({ recipe: { dialect, columns: [], derived: [] }, answered: [] });
  expect(rebased(draft(PLAIN_DIALECT), proposal).recipe.dialect).toEqual(found);
  const decided: Dialect = { ...PLAIN_DIALECT, decisions: { footerLines: "as-written" } };
  expect(rebased(draft(decided), proposal).recipe.dialect).toEqual(decided);
});
