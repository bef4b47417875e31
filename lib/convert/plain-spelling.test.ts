import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { literal } from "#lib/platform/engine/sql.ts";
import { RecipeColumn } from "#lib/schema/contract.ts";
import { parseCell } from "#lib/schema/formats.ts";
import { plainSpelling } from "./plain-spelling.ts";

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
] as const)(
  "a plainly spelled %s means what the strict reading says, and has a value only if that finds one",
  async (type, format, texts) => {
    const spelling = plainSpelling(RecipeColumn.parse({ source: "x", name: "x", type, format }));
    if (!spelling) throw new Error("has no spelling");
    await fc.assert(
      fc.asyncProperty(fc.array(texts, { minLength: 50, maxLength: 200 }), async (many) => {
        await writeFile(path, many.map((text, at) => (at % 2 ? `${text}\n` : `"${text}"\n`)).join(""));
        const { readAs, judged } = spelling;
        const reader = await duck.runAndReadAll(`
        SELECT CASE WHEN ${judged?.isValue("v") ?? "true"} THEN CAST(v AS VARCHAR) END
        FROM (SELECT ${judged?.cast("raw") ?? "raw"} AS v FROM read_csv(${literal(path)}, auto_detect = false,
          header = false, delim = ',', quote = '"', escape = '"', columns = {'raw': '${readAs}'}))`);
        const strict = many.map((text) => parseCell(text, type, format, []));
        const shown = strict.map((cell) => (cell.kind === "value" ? comparable(cell.display, type) : null));
        expect(reader.getRowsJson().map(([value]) => value && comparable(String(value), type))).toEqual(shown);
      }),
      { numRuns: 30 },
    );
  },
);

function comparable(text: string, type: string): string {
  if (type !== "number") return text;
  return Object.is(Number(text), -0) ? "-0" : String(Number(text));
}
