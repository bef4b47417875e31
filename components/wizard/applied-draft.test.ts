import { expect, test } from "vitest";
import { PLAIN_DIALECT, UNANSWERED } from "#lib/schema/contract.ts";
import { InspectionView } from "#lib/schema/inspection-view.ts";
import type { Question } from "#lib/schema/question.ts";
import { openQuestions, plainDraft, startingDraft } from "./draft.ts";
import { rebased } from "./rebase-draft.ts";

const column = (format: string) => ({
  ...{ source: "Date", name: "date", type: "date" as const, format, nullTokens: [""], role: "date" as const },
  ...{ trim: false, ignored: false },
});
const recipe = (format: string) => ({ dialect: PLAIN_DIALECT, columns: [column(format)], derived: [] });
const asked: Question[] = [
  { column: "Date", kind: "date-order", text: "Which comes first?", readings: [] },
  { column: "", kind: "sector-missing", text: "Which sector?", readings: [] },
];
const view = (saved: InspectionView["saved"]): InspectionView =>
  InspectionView.parse({
    files: { inspected: 1, waiting: 0, failed: 0 },
    recipe: recipe(UNANSWERED),
    columns: [],
    questions: asked,
    warnings: [],
    paths: ["a.csv"],
    confirmed: null,
    saved,
  });
const saved = { name: "Prices", version: 3, recipe: recipe("dd/mm/yyyy") };

test("a new dataset stops at one rejected row in a thousand, unless a saved recipe says otherwise", () => {
  expect(startingDraft(view(null)).recipe.errors).toEqual({ policy: "stop", budget: 0.001 });
  expect(startingDraft(view(saved)).recipe.errors).toBeUndefined();
});

test("a saved recipe answers what it knows, and taking it back asks again", () => {
  const draft = startingDraft(view(saved));
  expect(draft.applied).toBe("Prices 3");
  expect(openQuestions(draft, asked)).toEqual([]);
  expect(openQuestions(plainDraft(view(saved)), asked)).toEqual(asked);
});

test("what it answered stays, whatever is proposed once every row is read", () => {
  const draft = rebased(startingDraft(view(saved)), view(saved));
  const proved = { ...view(saved), recipe: recipe("mm/dd/yyyy") };
  expect(rebased(draft, proved).recipe.columns[0]?.format).toBe("dd/mm/yyyy");
});
