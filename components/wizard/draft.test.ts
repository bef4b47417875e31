import { describe, expect, test } from "vitest";
import { type DerivedColumn, PLAIN_DIALECT, UNANSWERED } from "#lib/schema/contract.ts";
import type { InspectedColumn } from "#lib/schema/inspection.ts";
import type { Question } from "#lib/schema/question.ts";
import {
  addDerived,
  answer,
  changeColumn,
  changeRole,
  changeType,
  Draft,
  dropDerived,
  openQuestions,
  reopen,
} from "./draft.ts";
import { nameProblem, problemsOf, valueFromPath } from "./draft-problems.ts";

const TYPES = {
  date: { type: "date", format: UNANSWERED },
  price: { type: "number", format: "1.5" },
  none: { type: "text", format: "as-is" },
} as const;
const column = (source: string, role: "date" | "price" | "none" = "none") => ({
  source,
  name: source.toLowerCase(),
  ...TYPES[role],
  nullTokens: [""],
  role,
  trim: false,
  ignored: false,
});
const draft: Draft = {
  recipe: {
    dialect: PLAIN_DIALECT,
    columns: [column("Date", "date"), column("Open"), column("Close", "price")],
    derived: [],
  },
  answered: [],
};
const ticker: DerivedColumn = {
  name: "ticker",
  role: "ticker",
  from: "file-name",
  pattern: "([^/]+)\\.csv$",
  upperCase: true,
};
const question = (kind: Question["kind"], name = ""): Question => ({ kind, column: name, text: "?", readings: [] });
const roles = ({ recipe }: Draft) => [...recipe.columns, ...recipe.derived].map(({ name, role }) => `${name}:${role}`);

describe("roles", () => {
  test("are played once: giving one away takes it from the column that had it", () => {
    expect(roles(changeRole(draft, "Open", "price"))).toEqual(["date:date", "open:price", "close:none"]);
  });
  test("make a ticker text, whatever it looked like", () => {
    expect(changeRole(draft, "Close", "ticker").recipe.columns[2]).toMatchObject({ type: "text", format: "as-is" });
  });
  test("that a column's type cannot play stand in the way", () => {
    expect(problemsOf(changeRole(draft, "Open", "price"), [])).toEqual([
      "open cannot be the price: that needs a number.",
    ]);
  });
  test("are taken by a column made from the file's name", () => {
    expect(roles(addDerived(changeRole(draft, "Open", "ticker"), ticker))).toEqual([
      "date:date",
      "open:none",
      "close:price",
      "ticker:ticker",
    ]);
  });
});

describe("questions", () => {
  const questions = [question("date-order", "Date"), question("ticker-missing")];
  test("stay open until they are answered", () => {
    expect(openQuestions(draft, questions)).toEqual(questions);
    const decided = changeColumn(draft, "Date", { format: "dd/mm/yyyy" });
    expect(openQuestions(decided, questions)).toEqual([questions[1]]);
    expect(openQuestions(answer(decided, question("ticker-missing")), questions)).toEqual([]);
    expect(openQuestions(reopen(decided, question("date-order", "Date")), questions)).toEqual(questions);
  });
  test("about a column that is ignored need no answer", () => {
    expect(openQuestions(changeColumn(draft, "Date", { ignored: true }), questions)).toEqual([questions[1]]);
  });
  test("about how the files are cut are settled by the recipe's dialect, until they are asked again", () => {
    const encoding = question("encoding");
    const asked = {
      ...draft,
      recipe: { ...draft.recipe, dialect: { ...PLAIN_DIALECT, doubts: ["encoding" as const] } },
    };
    expect(openQuestions(asked, [encoding])).toEqual([encoding]);
    expect(openQuestions(draft, [encoding])).toEqual([]);
    expect(openQuestions(reopen(draft, encoding), [encoding])).toEqual([encoding]);
  });
  test("about a ticker are settled by a column of the files, or by an answer that lasts until its column is dropped", () => {
    expect(openQuestions(changeRole(draft, "Open", "ticker"), questions)).toEqual([questions[0]]);
    expect(openQuestions(addDerived(draft, ticker), questions)).toEqual(questions);
    const answered = answer(addDerived(draft, ticker), question("ticker-missing"));
    expect(openQuestions(answered, questions)).toEqual([questions[0]]);
    expect(openQuestions(dropDerived(answered, ticker), questions)).toEqual(questions);
  });
});

const inspected: InspectedColumn = {
  source: "Open",
  values: 9,
  nulls: 0,
  samples: [],
  candidates: [],
  proposed: { type: "text", format: "as-is", role: "none" },
  confidence: "sure",
};

test("another type takes the format that fits most of the sample", () => {
  const candidate = (format: string, fits: number) => ({
    type: "date" as const,
    format,
    fits,
    misfits: 0,
    misfitExamples: [],
  });
  const found = { ...inspected, candidates: [candidate("dd/mm/yyyy", 3), candidate("mm/dd/yyyy", 9)] };
  expect(changeType(draft, found, "date").recipe.columns[1]).toMatchObject({ type: "date", format: "mm/dd/yyyy" });
});

test("a column that becomes one of numbers keeps its digits, unless a person says otherwise", () => {
  const candidate = (format: string, fits: number) => ({
    ...{ type: "number" as const, format, fits, misfits: 3 - fits, misfitExamples: [] },
  });
  const found = { ...inspected, candidates: [candidate("1.5", 2), candidate("1.5 rounded", 3)] };
  expect(changeType(draft, found, "number").recipe.columns[1]).toMatchObject({ type: "number", format: "1.5" });
});

test("the ticker is found in a path, or a sentence says that it is not", () => {
  expect(valueFromPath(ticker, "drawer/aapl.csv")).toEqual({ value: "AAPL" });
  expect(valueFromPath(ticker, "aapl.txt")).toEqual({ problem: "finds nothing" });
  expect(valueFromPath({ ...ticker, pattern: "(" }, "aapl.csv")).toEqual({
    problem: "This is not a regular expression.",
  });
});

test("two columns of one name, a blank name and a pattern without a match stand in the way", () => {
  const twice = changeColumn(draft, "Open", { name: "Close" });
  expect(nameProblem(twice, "close")).toBe("Another column has this name.");
  expect(problemsOf(twice, [])).toEqual(["Two columns are named Close.", "Two columns are named close."]);
  expect(problemsOf(changeColumn(draft, "Open", { name: " " }), [])).toEqual(["A column has no name."]);
  expect(problemsOf(addDerived(draft, ticker), ["a.csv", "b.txt"])).toHaveLength(1);
  expect(problemsOf(draft, [])).toEqual([]);
});

test("a draft survives being written down", () => {
  const written = addDerived(changeColumn(draft, "Open", { name: "" }), ticker);
  expect(Draft.parse(JSON.parse(JSON.stringify(written)))).toEqual(written);
});
