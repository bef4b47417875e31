import { expect, test } from "vitest";
import { groupFiles } from "#lib/schema/file-groups.ts";
import { inspectSample } from "#lib/schema/inspect.ts";
import { proposalFor } from "#lib/schema/proposal.ts";
import { readSample } from "#lib/schema/sample.ts";
import type { Draft } from "./draft.ts";
import { chooseRetyped, retypedChoice, retypedChoices, retypedColumns } from "./retyped-choice.ts";

async function inspected(path: string, cells: string[], header = "date,lots") {
  const bytes = Buffer.from(`${header}\n${cells.map((cell, at) => `2020-01-${10 + at},${cell}\n`).join("")}`);
  const sample = await readSample(bytes.length, async (start, end) => bytes.subarray(start, end));
  return { path, inspection: inspectSample(sample) };
}

async function found(other: string[]) {
  const usual = ["a", "b"].map((path) => inspected(path, ["1", "2", "3"]));
  const files = await Promise.all([...usual, inspected("c", other)]);
  const { columns, recipe } = proposalFor(files.map(({ inspection }) => inspection));
  const [retyped] = retypedColumns({ groups: groupFiles(files), columns });
  if (!retyped) throw new Error("No column is of another type.");
  const draft: Draft = { recipe, answered: [] };
  return { retyped, draft, column: (one: Draft) => one.recipe.columns.find(({ source }) => source === "lots") };
}

test("whole numbers and numbers are numbers together", async () => {
  const { retyped, draft, column } = await found(["4.5", "5", "6.25"]);
  expect(retyped).toMatchObject({ usual: { type: "integer" }, files: 1, misfits: 2, values: 9, isWhole: false });
  expect(["number", "decimal"]).toContain(retyped.wider.type);
  const widened = chooseRetyped(draft, retyped, "evolve");
  expect(column(widened)).toMatchObject(retyped.wider);
  expect(retypedChoice(widened, retyped)).toBe("evolve");
});

test("what else there is together can only be text", async () => {
  const { retyped } = await found(["many", "5", "few"]);
  expect(retyped).toMatchObject({ usual: { type: "integer", format: "123" }, wider: { type: "text" }, misfits: 2 });
});

test.each(["discard_row", "discard_value", "freeze"] as const)(
  "the usual type is kept, and the recipe remembers what becomes of the rest (%s)",
  async (choice) => {
    const { retyped, draft, column } = await found(["many", "5", "few"]);
    const chosen = chooseRetyped(draft, retyped, choice);
    expect(column(chosen)).toMatchObject({ type: "integer", format: "123", misfits: choice });
    expect(retypedChoice(chosen, retyped)).toBe(choice);
    expect(column(chooseRetyped(chosen, retyped, "evolve"))?.misfits).toBeUndefined();
  },
);

test("a column without a rule of its own follows the recipe's", async () => {
  const { retyped, draft } = await found(["many", "5", "few"]);
  const usual = chooseRetyped(draft, retyped, "discard_row");
  const columns = usual.recipe.columns.map(({ misfits: _, ...column }) => column);
  const nulls: Draft = { ...usual, recipe: { ...usual.recipe, columns, errors: { policy: "null", budget: 0 } } };
  expect(retypedChoice(nulls, retyped)).toBe("discard_value");
});

test("a date can neither become text nor be missing", async () => {
  const files = await Promise.all([inspected("a", ["1"]), inspected("b", ["1"]), inspected("c", ["1"], "lots,date")]);
  const { columns, recipe } = proposalFor(files.map(({ inspection }) => inspection));
  const [retyped] = retypedColumns({ groups: groupFiles(files), columns });
  const date = recipe.columns.find(({ source }) => source === retyped?.source);
  if (!retyped || !date) throw new Error("No column is of another type.");
  expect(retypedChoices({ ...date, role: "date" }, retyped)).toEqual(["discard_row", "freeze"]);
});
