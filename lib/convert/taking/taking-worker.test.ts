import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { RecipeColumn } from "#lib/schema/contract.ts";
import { RecordAutomaton } from "../records/record-automaton.ts";
import { plainSpelling } from "../spelling/plain-spelling.ts";
import { type BlockToTake, type FittingBlock, MisfitTaker, type TakenBlock } from "./take-misfits.ts";
import { BLOCKS_AHEAD, TakingWorker } from "./taking-worker.ts";

const column = (source: string, type: string, format: string) =>
  RecipeColumn.parse({ source, name: source, type, format, nullTokens: [""] });
const columns = [column("day", "date", "yyyy-mm-dd"), null, column("price", "number", "1.5")];
const file = { file: "=prices.csv", columns };

let worker: TakingWorker;
beforeAll(() => {
  worker = new TakingWorker(file);
});
afterAll(() => worker.end());

const row = fc
  .tuple(
    fc.constantFrom("2020-01-31", "2020-02-30", '"2020-01-31"'),
    fc.constantFrom("a", "=1", '"two\nlines, ""quoted"""', "é", "'"),
    fc.constantFrom("1.5", "n.a", "", "x".repeat(100)),
  )
  .map((cells) => `${cells.join(",")}\n`);
const blocks = fc.array(fc.array(row, { maxLength: 50 }), { minLength: 1, maxLength: BLOCKS_AHEAD + 1 });

/** With the spellings that an automaton has when it has seen all of them. */
function blocksToTake(texts: readonly string[]): BlockToTake[] {
  const spellings = columns.map((known) => (known ? plainSpelling(known) : undefined));
  const automaton = new RecordAutomaton(spellings, ",", "\n", { marks: true });
  let before = 0;
  return texts.map((text) => {
    const block = Buffer.from(text);
    const counted = automaton.count(block);
    if (!counted) throw new Error("Its records are sound.");
    before += counted.records;
    return { form: automaton.form, block, before: before - counted.records, marked: counted.marked };
  });
}

const shown = (answer: TakenBlock | FittingBlock) =>
  "left" in answer ? { ...answer, left: answer.left.toString(), lines: answer.lines.toString() } : answer.fitting;

test("a thread takes the records that are taken without one, and says the same of them, several blocks ahead", async () => {
  await fc.assert(
    fc.asyncProperty(blocks, async (rows) => {
      const texts = rows.map((some) => some.join(""));
      const here = new MisfitTaker(file);
      const expected = blocksToTake(texts).map((block) => shown(here.take(block)));
      const answers = await Promise.all(blocksToTake(texts).map((block) => worker.take(block)));
      expect(answers.map(shown)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

test("blocks and lines that are longer than their room are taken too", async () => {
  const rows = Array.from({ length: 30_000 }, (_, at) => `2020-01-31,${"note ".repeat(9)},n.a ${at}\n`);
  const [block] = blocksToTake([rows.join("")]);
  if (!block) throw new Error("There is one.");
  const expected = shown(new MisfitTaker(file).take({ ...block, block: Buffer.from(block.block) }));
  expect(shown(await worker.take(block))).toEqual(expected);
});

test("who waits for a thread that ends hears of it", async () => {
  const other = new TakingWorker(file);
  const [block] = blocksToTake(["2020-01-31,a,n.a\n"]);
  if (!block) throw new Error("There is one.");
  const answer = other.take(block);
  const refused = expect(answer).rejects.toThrow("has ended");
  await other.end();
  await refused;
  await expect(other.take(block)).rejects.toThrow("has ended");
});
