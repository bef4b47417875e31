import fc from "fast-check";
import { expect, test } from "vitest";
import { RecipeColumn } from "#lib/schema/contract.ts";
import { parseCell } from "#lib/schema/formats.ts";
import { MisfitJudge } from "./misfit-judge.ts";
import { OddCells } from "./odd-cells.ts";

const column = (type: string, format: string, nullTokens: string[], trim = false) =>
  RecipeColumn.parse({ source: `${type} ${format}`, name: "x", type, format, nullTokens, trim });

const COLUMNS = [
  column("number", "1.5", ["", "NA"]),
  column("number", "1.5", ["", "n.9", "-999x"]),
  column("decimal", "5,2", [""], true),
  column("integer", "123", [""]),
  column("date", "yyyy-mm-dd", [""]),
];

/** Few enough characters that texts of one shape come up again and again. */
const texts = fc.array(fc.string({ unit: fc.constantFrom(..."0019n.-e ½".split("")), maxLength: 5 }), {
  maxLength: 200,
});

const asked = (judge: MisfitJudge, index: number, text: string) => {
  const block = Buffer.from(text);
  const cells = Object.assign(new OddCells(), { columns: [index], starts: [0], ends: [block.length], length: 1 });
  if (judge.judge(block, 0, block.length, cells, false) === 0) return undefined;
  const { column, value, reason } = judge.misfit(0);
  return { column, value, reason };
};

test.each(COLUMNS)("cells of $source are judged as the strict reading judges each", (judged) => {
  const { source, type, format, nullTokens, trim } = judged;
  fc.assert(
    fc.property(texts, (cells) => {
      const judge = new MisfitJudge(COLUMNS);
      for (const value of [...cells, "1e400", "1e40", "12345678901234567", "12345678901234560", "#DIV/0!", "#DIV/1!"]) {
        const cell = parseCell(value, type, format, nullTokens, trim);
        const misfit = cell.kind === "misfit" ? { column: source, value, reason: cell.reason } : undefined;
        expect(asked(judge, COLUMNS.indexOf(judged), value)).toEqual(misfit);
      }
    }),
  );
});
