import { expect, test } from "vitest";
import { PLAIN_DIALECT, Recipe } from "./contract.ts";
import { Inspection } from "./inspection.ts";

const OLD_DIALECT = { delimiter: ",", quote: '"', escape: '"', skipLines: 2, hasHeader: true, encoding: "utf-8" };

test("a recipe stored before a part of it was known is read with that part's default", () => {
  const stored = {
    dialect: OLD_DIALECT,
    columns: [
      { source: "a", name: "a", type: "text", format: "as-is", nullTokens: [""], role: "none", ignored: false },
    ],
    derived: [],
  };
  expect(Recipe.parse(stored)).toEqual({
    ...stored,
    dialect: { ...PLAIN_DIALECT, skipLines: 2 },
    columns: [{ ...stored.columns[0], trim: false }],
  });
});

test("so is an inspection", () => {
  const stored = {
    dialect: OLD_DIALECT,
    columns: [
      {
        source: "a",
        values: 1,
        nulls: 0,
        samples: ["1"],
        candidates: [{ type: "integer", format: "123", fits: 1, misfits: 0, misfitExamples: [] }],
        proposed: { type: "integer", format: "123", role: "none" },
        confidence: "sure",
      },
    ],
    preview: [["1"]],
    sampledBytes: 4,
    sampledRows: 1,
    warnings: [],
  };
  expect(Inspection.parse(stored)).toMatchObject({ alternatives: [], doubtful: [], isAscii: false });
});
