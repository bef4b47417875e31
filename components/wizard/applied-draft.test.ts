import { expect, test } from "vitest";
import { PLAIN_DIALECT, UNANSWERED } from "#lib/schema/contract.ts";
import { InspectionView } from "#lib/schema/inspection-view.ts";
import type { Question } from "#lib/schema/question.ts";
import { misreadBySaved } from "#lib/schema/saved/misread.ts";
import { appliedDraft, openQuestions, plainDraft, startingDraft } from "./draft.ts";
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

test("a saved recipe that misreads most of the samples is not begun with, and can be applied all the same", () => {
  const found = (samples: string[]) => ({
    ...{ source: "Date", samples, candidates: [], confidence: "ambiguous" as const, values: 3, nulls: 0, presentIn: 1 },
    proposed: { type: "date" as const, format: UNANSWERED, role: "date" as const },
  });
  const other = { ...view(saved), columns: [found(["2020-01-02", "2020-01-03", "01/02/2020"])] };
  expect(misreadBySaved(other)).toEqual({ source: "Date", example: "2020-01-02" });
  expect(startingDraft(other).applied).toBeUndefined();
  expect(appliedDraft(other)?.applied).toBe("Prices 3");
  expect(startingDraft({ ...other, columns: [found(["01/02/2020", "03/02/2020", "soon"])] }).applied).toBe("Prices 3");
});
