import { expect, test } from "vitest";
import { driftedColumns, driftedSentence, driftSentence } from "./drift-words.ts";

const rows = (good: number) => ({ read: good, good, corrected: 0, rejected: 0, nulled: 0 });

test("a file says which columns it lacks, in how many rows, and which were left out", () => {
  expect(driftSentence({ missing: ["volume"], extra: ["note", "source"] }, 1_234)).toBe(
    "Without “volume”: no value there in 1,234 rows. “note”, “source” left out.",
  );
  const many = ["a", "b", "c", "d", "e", "f", "g"];
  expect(driftSentence({ missing: [], extra: many }, 1)).toBe("“a”, “b”, “c”, “d”, “e” and 2 more left out.");
});

test("a dataset counts files and rows for each column that drifted", () => {
  const files = [
    { drift: { missing: ["volume"], extra: [] }, rows: rows(2) },
    { drift: { missing: ["volume"], extra: ["note"] }, rows: rows(3) },
    { drift: null, rows: rows(100) },
  ];
  expect(driftedColumns(files).map(driftedSentence)).toEqual([
    "“volume” is missing in 2 files: no value there in 5 rows.",
    "“note” was left out of 1 file.",
  ]);
});
