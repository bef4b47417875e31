import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { PLAIN_DIALECT, type Recipe, RecipeColumn } from "#lib/schema/contract.ts";
import type { FileProfile, PlannedColumn } from "#lib/schema/profile/contract.ts";
import { STAND_INS } from "#lib/schema/stand-ins.ts";
import { Prescanner } from "../prescan.ts";
import { profileRecords } from "./profile-records.ts";

withServices();

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "parts-"));
});
afterAll(() => rm(dir, { recursive: true }));

/** Four megabytes: eight of the blocks that files are read in. */
const ROWS = 90_000;
const CHUNK_BYTES = 65_536;
const line = (row: number): string =>
  `2020-01-${String(1 + (row % 28)).padStart(2, "0")},T${row % 900},${(row % 7_919) / 16},text of row ${row}\n`;

/** Records that some part has, and others have not. */
const ODD = [
  "2020-01-01,T,1\n",
  '2020-01-01,"T" x,1,y\n',
  "2020-02-30,NA,1.7.1,y\n",
  "2020-01-02,T1,007,NA\n",
  "2020-01-03,T1,12345678901234.5675,none\n",
  '2020-01-03,"a ""b""\nc",-4,z\r\n',
  ",,,\n",
];

const plan: PlannedColumn[] = [
  { source: "date", formats: [{ type: "date", format: "yyyy-mm-dd" }] },
  { source: "ticker", formats: [{ type: "text", format: "as-is" }] },
  {
    source: "price",
    formats: [
      { type: "decimal", format: "18,4" },
      { type: "number", format: "1.5" },
      { type: "number", format: "1.5 rounded" },
      { type: "text", format: "as-is" },
    ],
  },
  { source: "note", formats: [{ type: "text", format: "as-is" }] },
];
const recipe: Recipe = {
  dialect: PLAIN_DIALECT,
  derived: [],
  columns: plan.map(({ source, formats: [first] }, at) => {
    const nullTokens = first?.type === "text" ? [""] : ["", ...STAND_INS];
    return RecipeColumn.parse({ source, name: `c${at}`, ...first, nullTokens });
  }),
};

function profileOf(text: string, partBytes?: number): Promise<FileProfile> {
  const bytes = Buffer.from(text);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
  }
  const place = { plan, bytes: bytes.length, spillDir: dir, owner: "test", partBytes };
  return profileRecords(new Prescanner(recipe), chunks(), place);
}

/** Shapes are those of values picked by chance, and different values are not counted over parts. */
const exact = ({ columns, ...file }: FileProfile) => ({
  ...file,
  columns: columns.map(({ distinct: _, bins: _bins, top: _top, picked: _picked, ...column }) => column),
});

test("a file says the same of every row whether it is counted in one part or in many", async () => {
  const odd = fc.record({ row: fc.integer({ min: 0, max: ROWS - 1 }), text: fc.constantFrom(...ODD) });
  await fc.assert(
    fc.asyncProperty(fc.array(odd, { maxLength: 6 }), async (odds) => {
      const lines = Array.from({ length: ROWS }, (_, row) => line(row));
      for (const { row, text } of odds) lines[row] = text;
      const text = `date,ticker,price,note\n${lines.join("")}`;
      const whole = await profileOf(text);
      expect(exact(await profileOf(text, 1))).toEqual(exact(whole));
      expect(whole.rows).toBe(ROWS);
      expect(whole.setAside).toBeLessThanOrEqual(odds.length);
    }),
    { numRuns: 8, examples: [[ODD.map((text, at) => ({ row: 12_000 * (at + 1), text }))]] },
  );
}, 120_000);
