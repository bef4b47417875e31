import { expect, test } from "vitest";
import { PLAIN_DIALECT, type Recipe, type RecipeColumn } from "#lib/schema/contract.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import { givenNotes } from "./given-recipe.ts";
import { misfitsOf } from "./given-rules.ts";
import { type RecipeChoice, settleRecipe } from "./settle-recipe.ts";

const column = (source: string, rest: Partial<RecipeColumn>): RecipeColumn => ({
  source,
  name: source.toLowerCase(),
  type: "text",
  format: "as-is",
  nullTokens: [""],
  role: "none",
  trim: false,
  ignored: false,
  ...rest,
});

const PROPOSED: Recipe = {
  dialect: PLAIN_DIALECT,
  columns: [
    column("Date", { type: "date", format: "unanswered", role: "date" }),
    column("Symbol", { role: "ticker" }),
    column("Code", { type: "integer", format: "1234" }),
  ],
  derived: [{ name: "sector", role: "sector", from: "constant", value: "Unknown" }],
};

const FOUND: InspectionView = {
  files: { inspected: 1, waiting: 0, failed: 0 },
  recipe: PROPOSED,
  columns: [],
  questions: [
    {
      column: "Date",
      kind: "date-order",
      text: "Day or month first?",
      readings: ["dd/mm/yyyy", "mm/dd/yyyy"].map((format) => ({ type: "date", format, examples: [] })),
    },
    { column: "", kind: "sector-missing", text: "No column looks like a sector.", readings: [] },
  ],
  warnings: [],
  paths: ["a.csv"],
  confirmed: null,
  saved: null,
};

const settle = (choice: Partial<RecipeChoice>, found = FOUND) =>
  settleRecipe(found, { reusesConfirmed: false, answers: [], ...choice });
const formats = ({ recipe }: { recipe: Recipe }) => recipe.columns.map(({ format }) => format);
const roles = ({ recipe }: { recipe: Recipe }) => recipe.columns.map(({ role }) => role);

test("a column that reads in two ways stays a question; what the proposal fills does not", () => {
  expect(settle({}).open.map(({ column }) => column)).toEqual(["Date"]);
});

test("an answer, to the column in any spelling, settles its question", () => {
  const settled = settle({ answers: [["date", "mm/dd/yyyy"]] });
  expect(settled.open).toEqual([]);
  expect(formats(settled)).toEqual(["mm/dd/yyyy", "as-is", "1234"]);
});

test("an answer by its label brings the null tokens that go with it", () => {
  const reading = (label: string, nullTokens: string[]) => ({
    type: "text" as const,
    format: "as-is",
    label,
    nullTokens,
    examples: [],
  });
  const readings = [reading("a ticker", [""]), reading("no value", ["", "NA"])];
  const questions = [{ column: "Symbol", kind: "null-token" as const, text: "Is NA a ticker?", readings }];
  const settled = settle({ answers: [["symbol", "no value"]] }, { ...FOUND, questions });
  expect(settled.open).toEqual([]);
  expect(settled.recipe.columns[1]).toMatchObject({ type: "text", format: "as-is", nullTokens: ["", "NA"] });
});

test("an answer to a question about the files is given by its kind", () => {
  const asked = { ...PLAIN_DIALECT, doubts: ["encoding" as const] };
  const dialect = { ...PLAIN_DIALECT, encoding: "gbk" as const };
  const readings = [{ type: "text" as const, format: "as-is", label: "GBK", dialect, examples: [] }];
  const found = {
    ...FOUND,
    recipe: { ...PROPOSED, dialect: asked },
    questions: [{ column: "", kind: "encoding" as const, text: "Which?", readings }],
  };
  expect(settle({}, found).open.map(({ kind }) => kind)).toEqual(["encoding"]);
  const settled = settle({ answers: [["encoding", "gbk"]] }, found);
  expect(settled.open).toEqual([]);
  expect(settled.recipe.dialect).toEqual(dialect);
  expect(() => settle({ answers: [["encoding", "utf-7"]] }, found)).toThrow("--answer: encoding can be GBK.");
});

test("an answer may change a column nobody asked about", () => {
  const { recipe } = settle({ answers: [["Code", "as-is"]] });
  expect(recipe.columns[2]).toMatchObject({ type: "text", format: "as-is" });
});

test("an answer with an unknown column or format is wrong usage that says what there is", () => {
  expect(() => settle({ answers: [["Day", "mm/dd/yyyy"]] })).toThrow("There is no column Day. The columns are Date,");
  expect(() => settle({ answers: [["Date", "mdy"]] })).toThrow("The column Date fits dd/mm/yyyy, mm/dd/yyyy.");
});

test("the ticker can come from the file's name instead of a column", () => {
  const settled = settle({ tickerPattern: "(\\w+)\\.csv$" });
  expect(roles(settled)).toEqual(["date", "none", "none"]);
  expect(settled.recipe.derived).toContainEqual({
    name: "ticker",
    role: "ticker",
    from: "file-name",
    pattern: "(\\w+)\\.csv$",
    upperCase: true,
  });
});

test("a column that is named as the ticker stays text and is the only one", () => {
  const settled = settle({ tickerColumn: "code" });
  expect(roles(settled)).toEqual(["date", "none", "ticker"]);
  expect(settled.recipe.columns[2]).toMatchObject({ type: "text", format: "as-is" });
});

test("a sector replaces the proposed one", () => {
  expect(settle({ sector: "Technology" }).recipe.derived).toEqual([
    { name: "sector", role: "sector", from: "constant", value: "Technology" },
  ]);
});

test("a recipe from a file, or the confirmed one when adding, leaves nothing to ask", () => {
  const recipe = { ...PROPOSED, columns: [column("Date", { type: "date", format: "yyyy-mm-dd" })] };
  expect(settle({ recipe })).toMatchObject({ open: [], recipe: { columns: recipe.columns } });
  const found = { ...FOUND, confirmed: { version: 1, recipe } };
  expect(formats(settle({ reusesConfirmed: true }, found))).toEqual(["yyyy-mm-dd"]);
  expect(settle({}, found).open).toHaveLength(1);
});

const KNOWN = { ...PROPOSED, columns: [column("Date", { type: "date", format: "yyyy-mm-dd", role: "date" })] };

test("the saved recipe for these columns answers what it knows and says its name, unless one is named or it is not wanted", () => {
  const found = { ...FOUND, saved: { name: "Prices", version: 2, recipe: KNOWN } };
  expect(settle({}, found)).toMatchObject({
    recipe: KNOWN,
    open: [],
    given: { saved: { name: "Prices", version: 2 } },
  });
  expect(settle({ ignoresSaved: true }, found)).toMatchObject({ recipe: PROPOSED, given: undefined });
  expect(settle({ recipe: PROPOSED }, found)).toMatchObject({ recipe: PROPOSED, given: { saved: undefined } });
});

test("a saved recipe that reads few of the values is for other files: it is not applied, which is said", () => {
  const candidates = { candidates: [], confidence: "sure" as const, values: 3, nulls: 0, presentIn: 1 };
  const proposed = { type: "text" as const, format: "as-is", role: "none" as const };
  const dates = (samples: string[]) => [{ source: "Date", samples, proposed, ...candidates }];
  const saved = { name: "Prices", version: 2, recipe: KNOWN };
  const other = { ...FOUND, saved, columns: dates(["1/2/2020", "3/4/2020", "2020-01-02"]) };
  expect(settle({}, other)).toMatchObject({ recipe: PROPOSED, given: undefined });
  expect(settle({}, other).open).toHaveLength(1);
  expect(givenNotes(other, undefined)[0]).toContain("but “Date” is written otherwise here: it is not applied.");
  const same = { ...other, columns: dates(["2020-01-03", "2020-01-02", "soon"]) };
  expect(settle({}, same)).toMatchObject({ given: { saved: { name: "Prices" } } });
});

test("a recipe that adds columns asks about those that it does not know; others stay as they are", () => {
  const code = column("Code", { type: "integer", format: "unanswered", role: "ticker", name: "date" });
  const asked = { column: "Code", kind: "leading-zeros" as const, text: "Number or code?", readings: [] };
  const found = { ...FOUND, recipe: { ...PROPOSED, columns: [...KNOWN.columns, code] }, questions: [asked] };
  const adding = settle({ recipe: { ...KNOWN, drift: { extra: "evolve" } } }, found);
  expect(adding).toMatchObject({ open: [asked], given: { added: ["Code"] } });
  expect(adding.recipe.columns[1]).toMatchObject({ source: "Code", name: "date_2", missing: "evolve", role: "none" });
  for (const extra of ["freeze", "discard_value"] as const)
    expect(settle({ recipe: { ...KNOWN, drift: { extra } } }, found)).toMatchObject({ open: [], given: { added: [] } });
});

test("a rule for columns that nobody confirmed goes before what the recipe says, and settles those of some files", () => {
  const venue = column("Venue", { missing: "evolve", format: "unanswered" });
  const asked = { column: "Venue", kind: "leading-zeros" as const, text: "Number or code?", readings: [] };
  const some = { files: 1, examples: [], missing: [], renamed: [], retyped: [], isReordered: false };
  const found: InspectionView = {
    ...FOUND,
    recipe: { ...PROPOSED, columns: [...PROPOSED.columns, venue] },
    questions: [asked],
    groups: [
      { ...some, extra: [] },
      { ...some, extra: ["Venue"] },
    ],
  };
  expect(settle({}, found)).toMatchObject({ open: [asked], recipe: { columns: { 3: { ignored: false } } } });
  const left = settle({ extra: "discard_value" }, found);
  expect(left).toMatchObject({
    open: [],
    recipe: { drift: { extra: "discard_value" }, columns: { 3: { ignored: true } } },
  });
  expect(settle({ extra: "freeze" }, found).recipe.columns[3]).toMatchObject({ ignored: true, present: "freeze" });
  const confirmed = { version: 1, recipe: { ...PROPOSED, drift: { extra: "evolve" as const } } };
  const adding = settle({ reusesConfirmed: true, extra: "freeze" }, { ...found, confirmed });
  expect(adding).toMatchObject({ given: { added: [] }, recipe: { drift: { extra: "freeze" } } });
  expect(adding.recipe.columns).toHaveLength(3);
});

test("what becomes of misfits is said for one column or for all, but never loses a date or ticker", () => {
  const rules = (...given: string[]) =>
    settle({ misfits: misfitsOf(given) }).recipe.columns.map(({ misfits }) => misfits);
  expect(rules("discard_value")).toEqual([undefined, undefined, "discard_value"]);
  expect(rules("freeze", "code=discard_row")).toEqual(["freeze", "freeze", "discard_row"]);
  expect(() => rules("Date=discard_value")).toThrow("--misfits: Date is the date");
  expect(() => rules("price=freeze")).toThrow("there is no column price");
  expect(() => misfitsOf(["drop"])).toThrow("none of discard_row, discard_value, freeze");
});
