import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { literal } from "#lib/platform/engine/sql.ts";
import { RecipeColumn } from "#lib/schema/contract.ts";
import { parseCell } from "#lib/schema/formats.ts";
import { STAND_INS } from "#lib/schema/stand-ins.ts";
import { bytesOf, type PlainSpelling, plainSpelling } from "./plain-spelling.ts";

let duck: DuckDBConnection;
let path: string;
beforeAll(async () => {
  path = join(await mkdtemp(join(tmpdir(), "spelling-")), "cells.csv");
  duck = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
});
afterAll(async () => {
  duck.closeSync();
  await rm(dirname(path), { recursive: true });
});

const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));
const wholes = fc.stringMatching(/^-?(0|[1-9][0-9]{0,17})$/);
const numbers = fc.oneof(
  fc.stringMatching(/^-?(0|[1-9][0-9]{0,17})(\.[0-9]{0,20})?$/),
  fc.constantFrom("-0", "0.", "-0.000", "1.7976931348623157", "9007199254740993", `0.${"0".repeat(19)}1`),
);
/** The same numbers under other marks, thousands kept apart or not. */
const marked = (plain: fc.Arbitrary<string>, point: string, group = "") =>
  fc.tuple(plain, fc.boolean()).map(([text, isApart]) => {
    const [whole = "", ...fraction] = text.split(".");
    const apart = isApart ? whole.replace(/\B(?=([0-9]{3})+$)/g, group) : whole;
    return [apart, ...fraction].join(point);
  });
const field = (length: number, most: number) =>
  fc.oneof(
    digits(length),
    fc.integer({ min: 0, max: most }).map((number) => String(number).padStart(length, "0")),
  );
/** Texts of a mask, most of them days; the last days of February in many years. */
const daysAs = (mask: string) =>
  fc
    .tuple(field(4, 9999), field(2, 13), fc.oneof(field(2, 32), fc.constantFrom("28", "29", "30", "31")), fc.boolean())
    .map(([year, month, day, isFebruary]) =>
      mask
        .replace("yyyy", year)
        .replace("mm", isFebruary ? "02" : month)
        .replace("dd", day),
    );
const clocks = fc.tuple(field(2, 25), field(2, 61), field(2, 61)).map((parts) => parts.join(":"));
const momentsAs = (mask: string, between: string[], clock = clocks) =>
  fc.tuple(daysAs(mask), fc.constantFrom(...between), clock).map((parts) => parts.join(""));
const short = clocks.map((clock) => clock.slice(0, 5));
const decimals = fc.stringMatching(/^-?(0|[1-9][0-9]{0,13})(\.[0-9]{0,4})?$/);

test.each([
  ...["yyyy-mm-dd", "yyyy/mm/dd", "yyyy.mm.dd", "dd/mm/yyyy", "mm/dd/yyyy", "dd.mm.yyyy", "mm-dd-yyyy", "yyyymmdd"].map(
    (mask) => ["date", mask, daysAs(mask)] as const,
  ),
  ["date", "dd/mm/yyyy", daysAs("dd/mm/yyyy").map((text) => text.replace(/^0/, "").replace("/0", "/"))],
  ["timestamp", "yyyy-mm-dd hh:mm:ss", momentsAs("yyyy-mm-dd", [" ", "T"])],
  ["timestamp", "yyyy-mm-dd hh:mm", momentsAs("yyyy-mm-dd", [" ", "T"], short)],
  ["timestamp", "dd/mm/yyyy hh:mm:ss", momentsAs("dd/mm/yyyy", [" "])],
  ["timestamp", "mm/dd/yyyy hh:mm", momentsAs("mm/dd/yyyy", [" "], short)],
  ["number", "1,5", marked(numbers, ",")],
  ["number", "1,234.5", marked(numbers, ".", ",")],
  ["number", "1.234,5", marked(numbers, ",", ".")],
  ["number", "1 234,5", marked(numbers, ",", " ")],
  ["number", "1'234.5", marked(numbers, ".", "'")],
  ["integer", "1,234", marked(wholes, ".", ",")],
  ["decimal", "18,4 1,5", marked(decimals, ",")],
  ["decimal", "18,4 1,234.5", marked(decimals, ".", ",")],
  ["integer", "123", wholes],
  ["number", "1.5", numbers],
  ["number", "1.5 rounded", numbers],
  ["decimal", "18,4", decimals],
  ["decimal", "6,4", fc.stringMatching(/^-?(0|[1-9][0-9]?)(\.[0-9]{0,4})?$/)],
] as const)(
  "a plainly spelled %s %s means what the strict reading says, and all that it finds a value in here is spelled so",
  async (type, format, texts) => {
    const spelling = plainSpelling(RecipeColumn.parse({ source: "x", name: "x", type, format }));
    if (!spelling) throw new Error("has no spelling");
    await fc.assert(
      fc.asyncProperty(fc.array(texts, { minLength: 50, maxLength: 200 }), async (all) => {
        const many = all.filter((text) => isPlain(text, spelling));
        const finds = (text: string) => parseCell(text, type, format, []).kind === "value";
        expect(all.filter((text) => finds(text) !== many.includes(text) && isShort(text, type))).toEqual([]);
        expect(many.every(finds)).toBe(true);
        await writeFile(path, many.map((text, at) => (at % 2 ? `${text}\n` : `"${text}"\n`)).join(""));
        const reader = await duck.runAndReadAll(`SELECT CAST(${spelling.value?.("raw") ?? "raw"} AS VARCHAR)
          FROM read_csv(${literal(path)}, auto_detect = false, header = false, delim = ';', quote = '"', escape = '"',
            columns = {'raw': '${spelling.readAs}'})`);
        const strict = many.map((text) => parseCell(text, type, format, []));
        const shown = strict.map((cell) => cell.kind === "value" && comparable(cell.display, type));
        expect(reader.getRowsJson().map(([value]) => comparable(String(value), type))).toEqual(shown);
      }),
      { numRuns: 30 },
    );
  },
);

const standIns = ["NA", "N/A", "null", "NULL", "-", "--", "n/a", "—", "nan", "."];

test.each([
  ["date", "dd/mm/yyyy", daysAs("dd/mm/yyyy")],
  ["integer", "123", wholes],
  ["number", "1.5", numbers],
  ["decimal", "18,4", decimals],
] as const)(
  "texts that stand for no value are spelled plainly in a column of %s %s, and are NULL",
  async (type, format, texts) => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.constantFrom(...standIns), { minLength: 1, maxLength: 4 }),
        fc.array(texts, { minLength: 20, maxLength: 60 }),
        async (nullTokens, values) => {
          const spelling = plainSpelling(RecipeColumn.parse({ source: "x", name: "x", type, format, nullTokens }));
          const all = values.flatMap((value, at) => [value, standIns[at % standIns.length] ?? ""]);
          const expected = all.map((text) => parseCell(text, type, format, nullTokens));
          const plain = all.map((text) => isPlain(Buffer.from(text).toString("latin1"), spelling));
          const isFitting = (at: number) => expected[at]?.kind !== "misfit";
          expect(all.filter((text, at) => isFitting(at) !== plain[at] && isShort(text, type))).toEqual([]);
          expect(plain.every((isSpelled, at) => !isSpelled || isFitting(at))).toBe(true);
          const fitting = all.filter((_, at) => plain[at]);
          await writeFile(path, fitting.map((text) => `${text}\n`).join(""));
          const reader = await duck.runAndReadAll(`SELECT CAST(${spelling?.value?.("raw") ?? "raw"} AS VARCHAR)
        FROM read_csv(${literal(path)}, auto_detect = false, header = false, delim = ';', columns = {'raw': '${spelling?.readAs}'})`);
          const shown = expected.flatMap((cell, at) =>
            cell.kind === "misfit" || !plain[at] ? [] : [cell.kind === "null" ? null : comparable(cell.display, type)],
          );
          expect(
            reader.getRowsJson().map(([value]) => (value === null ? null : comparable(String(value), type))),
          ).toEqual(shown);
        },
      ),
      { numRuns: 30 },
    );
  },
);

test("every text but those that often stand for no value is plain where the engine's own reader takes it", () => {
  const column = RecipeColumn.parse({ source: "x", name: "x", type: "text", format: "as-is" });
  const spelling = plainSpelling(column, { typed: true });
  const isPlainText = (text: string) => isPlain(Buffer.from(text).toString("latin1"), spelling);
  expect(STAND_INS.filter(isPlainText)).toEqual([]);
  const near = fc.string({ unit: fc.constantFrom(..."NAn/a#ulLone\\-.é0".split("")), minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.oneof(near, fc.string({ unit: "binary", minLength: 1 })), (text) => {
      expect(isPlainText(text)).toBe(!STAND_INS.includes(text));
    }),
    { numRuns: 5_000 },
  );
  expect(plainSpelling(column)).toBeUndefined();
  expect(plainSpelling({ ...column, trim: true }, { typed: true })).toBeUndefined();
});

const MASKS = ["yyyy-mm-dd", "dd/mm/yyyy", "mm/dd/yyyy", "dd.mm.yyyy", "yyyymmdd"];

test.each(MASKS)("every day of four centuries, and no other, is spelled plainly as %s", (mask) => {
  const spelling = plainSpelling(RecipeColumn.parse({ source: "x", name: "x", type: "date", format: mask }));
  const two = (number: number) => String(number).padStart(2, "0");
  for (let year = 1896; year <= 2296; year++)
    for (let month = 0; month <= 13; month++)
      for (let day = 0; day <= 32; day++) {
        const date = new Date(Date.UTC(year, month - 1, day));
        const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCFullYear() === year;
        const text = mask.replace("yyyy", String(year)).replace("mm", two(month)).replace("dd", two(day));
        if (isPlain(text, spelling) !== isDay) throw new Error(text);
      }
});

/** Numbers with more digits may fit without being plain. */
const isShort = (text: string, type: string): boolean => type !== "number" || text.replace(/[^0-9]/g, "").length <= 13;

function isPlain(text: string, spelling: PlainSpelling | undefined): boolean {
  let state = 0;
  for (const character of text) {
    const steps = Object.entries(spelling?.steps[state] ?? {});
    const next = steps.find(([name]) => bytesOf(name).includes(character.charCodeAt(0)));
    if (!next) return false;
    state = next[1];
  }
  return spelling?.ends.includes(state) ?? false;
}

function comparable(text: string, type: string): string {
  if (type !== "number") return text;
  return Object.is(Number(text), -0) ? "-0" : String(Number(text));
}
