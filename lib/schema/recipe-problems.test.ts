import { expect, test } from "vitest";
import { Recipe } from "./contract.ts";
import { patternProblem } from "./pattern.ts";
import { recipeProblems } from "./recipe-problems.ts";

const date = { source: "Date", name: "date", type: "date", format: "yyyy-mm-dd", role: "date" };
const close = { source: "Close", name: "close", type: "number", format: "1.5", role: "price" };
const open = { source: "Open", name: "open", type: "number", format: "1.5", role: "price" };
const note = { source: "Note", name: "note", type: "text", format: "as-is", ignored: true };
const fromName = { name: "ticker", role: "ticker", from: "file-name", pattern: "([^/]+)$" };

function problems(columns: object[], derived: object[] = []) {
  const dialect = { delimiter: ",", quote: '"', escape: '"', skipLines: 0, hasHeader: true, encoding: "utf-8" };
  return recipeProblems(Recipe.parse({ dialect, columns, derived }), ["DATE", "close", "Open", "Note"]);
}

test("a recipe that answers everything has no problem", () => {
  expect(problems([date, close, open, note], [fromName])).toEqual({});
});

test.each<[string, object[], object[], string, string]>([
  ["nothing kept", [note], [], "columns", "Keep at least one column."],
  [
    "a question left open",
    [{ ...date, format: "unanswered" }],
    [],
    "columns.0.format",
    "Say how “Date” is to be read.",
  ],
  [
    "a format of another type",
    [{ ...date, format: "1.5" }],
    [],
    "columns.0.format",
    "The type date has no format “1.5”.",
  ],
  [
    "a decimal that does not exist",
    [{ ...close, type: "decimal", format: "40,2" }],
    [],
    "columns.0.format",
    "no format",
  ],
  [
    "two columns of one name",
    [close, { ...open, name: "CLOSE" }],
    [],
    "columns.1.name",
    "Two columns are called “CLOSE”.",
  ],
  ["a derived column of a taken name", [{ ...close, name: "ticker" }], [fromName], "derived.0.name", "Two columns"],
  ["one column twice", [close, { ...close, source: "CLOSE", name: "other" }], [], "columns.1.source", "twice"],
  ["two dates", [date, { ...date, source: "Open", name: "day" }], [], "columns.1.role", "Only one can be."],
  ["a ticker that is a number", [{ ...close, role: "ticker" }], [], "columns.0.type", "cannot be the ticker as number"],
  [
    "a date that is text",
    [{ ...date, type: "text", format: "as-is" }],
    [],
    "columns.0.type",
    "cannot be the date as text",
  ],
  ["a column no file has", [{ ...close, source: "Last" }], [], "columns.0.source", "No file has a column “Last”."],
  ["a broken pattern", [close], [{ ...fromName, pattern: "(" }], "derived.0.pattern", "is not a regular expression"],
])("%s is refused, field by field", (_, columns, derived, field, sentence) => {
  expect(problems(columns, derived)[field]).toContain(sentence);
});

test.each([
  "([^/]+?)(?:\\.[^./]*)?$",
  "^.*/([A-Z]{1,5})_",
  "(?:us|eu)/([^/]+)",
  "\\d{4}-([A-Z.]+)",
  "^([^_]+)_.*\\.csv$",
])("the pattern %s is taken", (pattern) => {
  expect(patternProblem(pattern)).toBeUndefined();
  const start = performance.now();
  new RegExp(pattern, "u").exec(`${"aA_/.1".repeat(166)}!`);
  expect(performance.now() - start).toBeLessThan(10_000);
});

test.each([
  "(a+)+$",
  "(a|a)*$",
  "(?:a?){50}b",
  "(.)\\1",
  "(?=a)b",
  "(?<!a)b",
  ".*.*.*.*x",
  "(?<x>a)\\k<x>",
  "[",
  "a?a?a?a?a?a?a?a?a?aaaa",
])("the pattern %s is refused", (pattern) => {
  expect(patternProblem(pattern)).toBeDefined();
});
