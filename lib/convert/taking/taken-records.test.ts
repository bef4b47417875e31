import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import type { User } from "#lib/platform/session.ts";
import { type Recipe, RecipeColumn } from "#lib/schema/contract.ts";
import { parseCell } from "#lib/schema/formats.ts";
import { splitRecords } from "#lib/schema/records.ts";
import { someone, withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { convertedDataset, filesOf, recipeOf } from "../dataset-under-test.ts";
import { openRejects } from "../rejects.ts";

withUploadServices();

let owner: User;
beforeAll(async () => {
  owner = await someone();
});

const column = (name: string, type: string, format: string) =>
  RecipeColumn.parse({ source: name, name, type, format, nullTokens: [""] });
const recipe: Recipe = {
  ...recipeOf([]),
  columns: [
    column("day", "date", "yyyy-mm-dd"),
    column("note", "text", "as-is"),
    column("price", "decimal", "18,4"),
    column("dotted", "date", "dd.mm.yyyy"),
    column("count", "integer", "123"),
  ],
};
const HEADER = "day,note,price,dotted,count\n";

const GOOD = ["2020-01-31", "a", "1.5", "31.12.2020", "7"];
const ODD = [
  ["2020-02-30", "x", "", "2020-1-1", "0000-00-00"],
  ["=1+1", "'quoted", 'say ""so""', "é", "two\nlines", ""],
  ["n.a", "1,5", "1.23456", "--1", "=2", "'3", "1\r2", "+1.5", "01.5", "1.", ""],
  ["31.02.2020", "1.1.2020", ""],
  ["1.0", "12e", " 7", "+7", "007", "99999999999999999999", ""],
];

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell}"` : cell);
const lineOf = (cells: readonly string[]): string => cells.map(quoted).join(",");
const unescaped = (cell: string): string => cell.replaceAll('""', '"');

/** Every misfit of these rows, cell by cell, as it is defined. */
function misfitsOf(rows: readonly (readonly string[])[]): string[][] {
  return rows.flatMap((cells, at) =>
    recipe.columns.flatMap(({ source, type, format, nullTokens }, place) => {
      const value = unescaped(cells[place] ?? "");
      const read = parseCell(value, type, format, nullTokens);
      return read.kind === "misfit" ? [[String(at + 1), source, value, read.reason, lineOf(cells)]] : [];
    }),
  );
}

const fromSheet = (cell: string): string => (/^'['=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell);

async function convert(text: string, under = recipe) {
  const datasetId = await convertedDataset(owner, { "a.csv": text }, under);
  const [file] = await filesOf(datasetId);
  const sheet = await new Response((await openRejects(owner, datasetId)).body).text();
  const [, ...lines] = splitRecords(sheet, ",");
  const rejects = lines.map(([, row = "", ...cells]) => [row, ...cells.map(fromSheet)]);
  return { counts: [Number(file?.rowsRead), Number(file?.rowsGood), Number(file?.rowsRejected)], rejects, file };
}

const spoiled = fc.tuple(
  ...ODD.map((odd, at) =>
    fc.oneof({ weight: 3, arbitrary: fc.constant(GOOD[at] ?? "") }, { weight: 1, arbitrary: fc.constantFrom(...odd) }),
  ),
);

test("what is rejected, and why, is what every cell of every row says, wherever the misfits stand", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(spoiled, { minLength: 1, maxLength: 40 }),
      fc.constantFrom("\n", "\r\n"),
      async (some, newline) => {
        const rows = [GOOD, ...some];
        const expected = misfitsOf(rows);
        const { counts, rejects } = await convert(
          `${HEADER.trim()}${newline}${rows.map(lineOf).join(newline)}${newline}`,
        );
        const rejected = new Set(expected.map(([row]) => row)).size;
        expect(counts).toEqual([rows.length, rows.length - rejected, rejected]);
        expect(rejects).toEqual(expected);
      },
    ),
    { numRuns: 25 },
  );
});

const MANY = 40_000;
/** Of several blocks; every so many rows have a misfit, some of them two. */
const many = Array.from({ length: MANY }, (_, at) => {
  const day = at % 1_013 === 500 ? "31.01.2020" : "2020-01-31";
  return [day, `note ${at}`, at % 97 === 13 ? "n.a" : "1.5", at % 501 === 7 ? "x" : "31.12.2020", String(at)];
});
const bodyOf = (rows: readonly (readonly string[])[]) => HEADER + rows.map((cells) => `${lineOf(cells)}\n`).join("");
const rejectedRows = (rejects: string[][]) => new Set(rejects.map(([row]) => row)).size;

test("of several blocks the misfits are those of all rows, in their order, and every row is accounted for", async () => {
  const { counts, rejects } = await convert(bodyOf(many));
  expect(rejects).toEqual(misfitsOf(many));
  expect(counts).toEqual([MANY, MANY - rejectedRows(rejects), rejectedRows(rejects)]);
});

test.each([
  ["a record with a cell too few", ["2020-01-31", "odd", "1.5", "31.12.2020"], "has 4 cells where the header has 5"],
  ["text after a quote", ["2020-01-31", '"odd" ', "1.5", "31.12.2020", "1"], "has text after a closing quote"],
])("%s between them is rejected in its place, and the others under their own rows", async (_, odd, reason) => {
  const rows = many.with(30_000, odd);
  const text = bodyOf(many).split("\n").with(30_001, odd.join(",")).join("\n");
  const { counts, rejects } = await convert(text);
  const expected = misfitsOf(many).filter(([row]) => row !== "30001");
  const before = expected.filter(([row]) => Number(row) < 30_001).length;
  expect(rejects).toEqual(expected.toSpliced(before, 0, ["30001", "", "", reason, odd.join(",")]));
  expect(counts).toEqual([rows.length, rows.length - rejectedRows(rejects), rejectedRows(rejects)]);
});

test("a number written in another way that fits is kept, and misfits behind it are found as those before", async () => {
  const rows = many.with(20_000, ["2020-01-31", "fits", "+1.5", "31.12.2020", "007"]);
  const { counts, rejects } = await convert(bodyOf(rows));
  expect(rejects).toEqual(misfitsOf(rows));
  expect(counts).toEqual([MANY, MANY - rejectedRows(rejects), rejectedRows(rejects)]);
});

test("so many bad rows that a thread takes them are those of all rows, in their order, whatever stands between them", async () => {
  const rows = Array.from({ length: 400_000 }, (_, at) => {
    const isQuiet = at > 200_000 && at < 260_000;
    const price = isQuiet || at % 2 === 0 ? "1.5" : "n.a";
    return ["2020-01-31", "é", at === 300_000 ? "+1.5" : price, at === 310_001 ? "x" : "31.12.2020", String(at)];
  });
  const { counts, rejects } = await convert(bodyOf(rows).trimEnd());
  const expected = misfitsOf(rows);
  expect(rejects.length).toBe(expected.length);
  expect(rejects.findIndex((reject, at) => reject.join() !== expected[at]?.join())).toBe(-1);
  expect(counts).toEqual([rows.length, rows.length - rejectedRows(rejects), rejectedRows(rejects)]);
});

test("where nearly all rows are bad, each is explained all the same, and the few good ones are kept", async () => {
  const rows = Array.from({ length: 130_000 }, (_, at) => [
    "2020-01-31",
    "",
    at < 129_000 ? "n.a" : "1",
    "31.12.2020",
    "1",
  ]);
  const { counts, rejects } = await convert(bodyOf(rows));
  expect(counts).toEqual([130_000, 1_000, 129_000]);
  expect(rejects.map(([row, column]) => [row, column])).toEqual(
    Array.from({ length: 129_000 }, (_, at) => [String(at + 1), "price"]),
  );
});

test("a value that becomes NULL does not take its row away; a row that is rejected for another value is not counted as NULL", async () => {
  const errors = { policy: "null", budget: 0 } as const;
  const columns = recipe.columns.map((column) =>
    column.name === "day" ? { ...column, role: "date" as const } : column,
  );
  const { counts, file } = await convert(bodyOf(many), { ...recipe, columns, errors });
  const withoutDay = many.filter(([day]) => day !== "2020-01-31");
  const nulled = many.filter(([day]) => day === "2020-01-31").flatMap((row) => misfitsOf([row]));
  expect(counts).toEqual([MANY, MANY - withoutDay.length, withoutDay.length]);
  expect(Number(file?.valuesNulled)).toBe(nulled.length);
});
