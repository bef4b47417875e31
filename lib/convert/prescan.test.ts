import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { prices, recipeOf } from "./dataset-under-test.ts";
import { Prescanner, type PrescanResult } from "./prescan.ts";
import { RecordScanner } from "./records/record-scanner.ts";

const HEADER = "date,ticker,sector,price\n";

async function prescan(bytes: Buffer, chunkBytes: number, recipe = prices) {
  const prescanner = new Prescanner(recipe);
  const kept: Buffer[] = [];
  // One buffer for all chunks, as a download has it: nothing may hold on to it.
  const shared = Buffer.alloc(chunkBytes);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes)
      yield shared.subarray(0, bytes.copy(shared, 0, at, at + chunkBytes));
  }
  for await (const records of prescanner.records(chunks())) kept.push(Buffer.from(records));
  return { result: prescanner.result(), records: Buffer.concat(kept) };
}

/** Undefined when a quote is never closed. */
function scannedRecords(bytes: Buffer): number | undefined {
  let records = 0;
  const scanner = new RecordScanner(",", ({ contentBytes }) => {
    if (contentBytes > 0) records++;
  });
  scanner.push(bytes);
  return scanner.finish() ? undefined : records;
}

const spellings = ({ columns }: PrescanResult): boolean[] => columns.map(({ spelling }) => spelling !== undefined);
const row = (at: number): string =>
  `2020-01-${String(1 + (at % 28)).padStart(2, "0")},T${at},"a, ""b""\n${at}",${at / 4}\n`;

describe("a file of several blocks is read the same, wherever its chunks are cut", () => {
  test.each([65_536, 1_000_003, 2 ** 22])("%i bytes", async (chunkBytes) => {
    const body = Buffer.from(Array.from({ length: 100_000 }, (_, at) => row(at)).join(""));
    const bytes = Buffer.concat([Buffer.from(`\ufeff${HEADER}`), body]);
    const { result, records } = await prescan(bytes, chunkBytes);
    expect(records.equals(body)).toBe(true);
    expect(result).toMatchObject({ records: 100_000, cells: 4, regular: true, bytes: bytes.length });
    expect(result.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(spellings(result)).toEqual([true, true, false, true]);
  });

  test("with one odd record in the middle all are counted, and no column is taken as plain", async () => {
    const rows = Array.from({ length: 100_000 }, (_, at) => (at === 50_000 ? "2020-01-01,T,X\n" : row(at)));
    const { result } = await prescan(Buffer.from(HEADER + rows.join("")), 65_536);
    expect(result).toMatchObject({ records: 100_000, regular: false });
    expect(spellings(result)).toEqual([false, false, false, false]);
  });

  test("with one other spelling in the middle that column alone is read strictly", async () => {
    const rows = Array.from({ length: 100_000 }, (_, at) => (at === 50_000 ? "2020-01-01,T,X,1e3\n" : row(at)));
    const { result } = await prescan(Buffer.from(HEADER + rows.join("")), 65_536);
    expect(result).toMatchObject({ records: 100_000, regular: true });
    expect(spellings(result)).toEqual([true, true, false, false]);
  });
});

test.each([
  ["just short enough", 2 ** 21, true],
  ["too long by a byte", 2 ** 21 + 1, false],
])("a record over three blocks that is %s", async (_, length, isRead) => {
  const start = '2020-01-01,A,"';
  const record = `${start}${"x".repeat(length - start.length - 3)}",1`;
  const scanning = prescan(Buffer.from(`${HEADER}${row(1)}${record}\n${row(2)}`), 65_536);
  if (isRead) expect((await scanning).result.records).toBe(3);
  else await expect(scanning).rejects.toThrow("Row 2 is longer than 2 MiB");
});

const pieces = ["2020-01-01,A,X,1", "2020-01-01,A,X,1\n", "\n", "\n", "\r\n", ",", '"', "é", "a", '"x\ny"'];

test("no record of a small file is counted twice or not at all", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...pieces), { maxLength: 30 }),
      fc.integer({ min: 1, max: 9 }),
      async (parts, chunkBytes) => {
        const body = Buffer.from(parts.join(""));
        const expected = scannedRecords(body);
        const scanning = prescan(Buffer.concat([Buffer.from(HEADER), body]), chunkBytes);
        if (expected === undefined) return void (await expect(scanning).rejects.toThrow(/never closed/));
        const { result, records } = await scanning;
        expect(records.equals(body)).toBe(true);
        expect(result.records).toBe(expected);
      },
    ),
    { numRuns: 200 },
  );
});

describe("what stands before the records is left out", () => {
  const recipe = recipeOf(["column_1:integer", "column_2:text"]);
  test.each([
    ["nothing", "1,a\n2,b", 0, "1,a\n2,b", 2],
    ["blank lines", "\n\n1,a\n2,b\n", 0, "\n\n1,a\n2,b\n", 2],
    ["lines to skip", "Export, of, today\n1,a\n", 1, "1,a\n", 1],
  ])("%s, without a header", async (_, text, skipLines, expected, count) => {
    const dialect = { ...recipe.dialect, skipLines, hasHeader: false };
    const { result, records } = await prescan(Buffer.from(text), 3, { ...recipe, dialect });
    expect([records.toString(), result.records, result.cells]).toEqual([expected, count, 2]);
  });
});
