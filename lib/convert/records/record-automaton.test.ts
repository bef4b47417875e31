import fc from "fast-check";
import { expect, test } from "vitest";
import { RecipeColumn } from "#lib/schema/contract.ts";
import { parseCell } from "#lib/schema/formats.ts";
import { readLines } from "#lib/schema/records.ts";
import { plainSpelling } from "../spelling/plain-spelling.ts";
import { RecordAutomaton } from "./record-automaton.ts";
import { RecordScanner, type ScannedRecord } from "./record-scanner.ts";

const column = (type: string, format: string, nullTokens: string[] = []) =>
  RecipeColumn.parse({ source: "x", name: "x", type, format, nullTokens });
const day = column("date", "yyyy-mm-dd");
const whole = column("integer", "123", [""]);
const number = column("number", "1.5");
const rounded = column("number", "1.5 rounded");

function recordsOf(text: string): ScannedRecord[] {
  const records: ScannedRecord[] = [];
  const scanner = new RecordScanner(",", (record) => records.push({ ...record }));
  scanner.push(Buffer.from(text));
  scanner.finish();
  return records;
}

const pieces = [",", '"', "\n", "\n", "\r\n", "a", "é", " ", '""', '"x,\n"', "1.5,", "x,y\n", "x,y\r\n"];
const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join(""));

test.each(["\n", "\r\n"] as const)("what it counts are the scanner's records, none of them odd (%j)", (newline) => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 3 }), (text, cells) => {
      const bytes = Buffer.from(text + newline);
      const columns = new Array(cells).fill(undefined);
      const counted = new RecordAutomaton(columns, ",", newline).count(bytes);
      const all = recordsOf(text + newline).filter(({ end }) => end <= (counted?.end ?? bytes.length));
      const records = all.filter(({ contentBytes }) => contentBytes > 0);
      const usual = records.filter(
        (record) => record.cells === cells && record.wellFormed && !record.innerQuote && record.newline === newline,
      );
      const isOdd = usual.length < records.length || (cells === 1 && records.length < all.length);
      if (!counted) expect(isOdd || all.some((record) => record.newline !== newline)).toBe(true);
      else expect([counted.records, usual.length]).toEqual([records.length, records.length]);
    }),
    { numRuns: 2_000 },
  );
});

const cells = fc.oneof(
  fc.constantFrom("2020-01-31", "0000-00-00", "1", "-0", "007", "1.", ".5", "-1.25", "1e5", "", " 1", "1_0", "+1", "-"),
  fc.stringMatching(/^-?[0-9]{1,3}(\.[0-9]{0,3})?$/),
  fc.stringMatching(/^[0-9-]{8,10}$/),
);

const SURE = [/^2020-01-31$/, /^-?[1-9][0-9]*$|^$/, /^-?[1-9][0-9]*(\.[0-9]*)?$/];

test("a spelling that is kept holds only what the strict reading finds a value in, and one is given up for one cell", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cells, cells, cells), { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      (rows, quotes) => {
        const quote = (cell: string) => (quotes ? `"${cell}"` : cell);
        const text = rows.map((row) => `${row.map(quote).join(",")}\n`).join("");
        const columns = [day, whole, number];
        const automaton = new RecordAutomaton(
          columns.map((column) => plainSpelling(column)),
          ",",
          "\n",
        );
        expect(automaton.count(Buffer.from(text))?.records).toBe(rows.length);
        for (const [at, { type, format, nullTokens }] of columns.entries()) {
          const kinds = rows.map((row) => parseCell(row[at] ?? "", type, format, nullTokens));
          if (automaton.spellings[at]) expect(kinds.some(({ kind }) => kind === "misfit")).toBe(false);
          else expect(rows.every((row) => SURE[at]?.test(row[at] ?? ""))).toBe(false);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test("a long block is counted in four places, a newline inside quotes or not", () => {
  fc.assert(
    fc.property(fc.array(texts, { minLength: 300, maxLength: 400 }), (parts) => {
      const values = parts.map((part) => `"${part.replaceAll('"', '""')}",1\n`);
      const text = values.join("");
      const automaton = new RecordAutomaton([undefined, plainSpelling(whole)], ",", "\n");
      expect(automaton.count(Buffer.from(text))?.records).toBe([...readLines(text, ",")].length);
      expect(automaton.spellings[1]).toBeDefined();
    }),
    { numRuns: 20 },
  );
});

test.each([
  ["9".repeat(18), whole, true],
  ["9".repeat(19), whole, false],
  ["999999999.999999", number, true],
  ["999999999.9999999", number, false],
  [`${"9".repeat(18)}.${"0".repeat(19)}1`, rounded, true],
  [`1.${"0".repeat(20)}1`, rounded, false],
  ["9".repeat(400), number, false],
])("%s is spelled plainly, as far as every such number fits its type", (text, column, isPlain) => {
  const automaton = new RecordAutomaton([plainSpelling(column)], ",", "\n");
  expect(automaton.count(Buffer.from(`${text}\n`))?.records).toBe(1);
  expect(automaton.spellings[0] !== undefined).toBe(isPlain);
});

test("a column that could hold a null token in its spelling is read strictly", () => {
  expect(plainSpelling(column("number", "1.5", ["NA", "-999"]))).toBeUndefined();
  expect(plainSpelling(column("number", "1.5", ["NA", ""]))).toBeDefined();
});
