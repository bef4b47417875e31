import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { literal } from "#lib/platform/engine/sql.ts";
import { RecipeColumn } from "#lib/schema/contract.ts";
import { parseCell } from "#lib/schema/formats.ts";
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
const days = fc.oneof(
  fc.tuple(digits(4), digits(2), digits(2)).map((parts) => parts.join("-")),
  fc
    .tuple(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }))
    .map(([year, month, day]) =>
      [String(year).padStart(4, "0"), ...[month, day].map((number) => String(number).padStart(2, "0"))].join("-"),
    ),
);

test.each([
  ["date", "yyyy-mm-dd", days],
  ["integer", "123", wholes],
  ["number", "1.5", numbers],
  ["decimal", "18,4", fc.stringMatching(/^-?(0|[1-9][0-9]{0,13})(\.[0-9]{0,4})?$/)],
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
        expect(many).toEqual(all.filter(finds));
        await writeFile(path, many.map((text, at) => (at % 2 ? `${text}\n` : `"${text}"\n`)).join(""));
        const reader = await duck.runAndReadAll(`SELECT CAST(raw AS VARCHAR)
          FROM read_csv(${literal(path)}, auto_detect = false, header = false, delim = ',', quote = '"', escape = '"',
            columns = {'raw': '${spelling.readAs}'})`);
        const strict = many.map((text) => parseCell(text, type, format, []));
        const shown = strict.map((cell) => cell.kind === "value" && comparable(cell.display, type));
        expect(reader.getRowsJson().map(([value]) => comparable(String(value), type))).toEqual(shown);
      }),
      { numRuns: 30 },
    );
  },
);

test("every day of four centuries, and no other, is spelled plainly", () => {
  const spelling = plainSpelling(RecipeColumn.parse({ source: "x", name: "x", type: "date", format: "yyyy-mm-dd" }));
  const two = (number: number) => String(number).padStart(2, "0");
  for (let year = 1896; year <= 2296; year++)
    for (let month = 0; month <= 13; month++)
      for (let day = 0; day <= 32; day++) {
        const date = new Date(Date.UTC(year, month - 1, day));
        const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCFullYear() === year;
        if (isPlain(`${year}-${two(month)}-${two(day)}`, spelling) !== isDay)
          throw new Error(`${year} ${month} ${day}`);
      }
});

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
