import { expect, test } from "vitest";
import type { Recipe } from "./contract.ts";
import { unsettledExtras } from "./extra-columns.ts";
import { inspectSample } from "./inspect.ts";
import { proposalFor } from "./proposal.ts";
import { readSample } from "./sample.ts";

async function inspect(text: string) {
  const bytes = Buffer.from(text);
  return inspectSample(await readSample(bytes.length, async (start, end) => bytes.subarray(start, end)));
}

const PLAIN = "date,ticker,close\n2020-01-02,A,1.5\n";
const LONGER = "date,ticker,close,shares\n2020-01-02,A,1.5,10\n";
const usual = () => Promise.all([PLAIN, PLAIN].map(inspect));

const proposed = ({ columns }: Recipe, wanted: string) => columns.find(({ source }) => source === wanted);

test("a column that most files do not have is added, typed like any other, and need not be in each", async () => {
  const { recipe } = proposalFor([...(await usual()), await inspect(LONGER)]);
  expect(proposed(recipe, "shares")).toMatchObject({ type: "integer", ignored: false, missing: "evolve" });
  expect(proposed(recipe, "close")?.missing).toBeUndefined();
});

test("a column that every file has is no extra one, though nobody confirmed it", async () => {
  const { recipe: confirmed } = proposalFor(await usual());
  const { recipe } = proposalFor([await inspect(LONGER)], { ...confirmed, drift: { extra: "freeze" } });
  expect(proposed(recipe, "shares")).toMatchObject({ ignored: false });
  expect(proposed(recipe, "shares")?.missing).toBeUndefined();
});

test.each([
  ["evolve", { ignored: false, missing: "evolve" }],
  ["freeze", { ignored: true, present: "freeze" }],
  ["discard_value", { ignored: true }],
] as const)("a later file's column becomes what the confirmed recipe says of such (%s)", async (extra, column) => {
  const { recipe: confirmed } = proposalFor(await usual());
  const { recipe } = proposalFor([...(await usual()), await inspect(LONGER)], { ...confirmed, drift: { extra } });
  expect(proposed(recipe, "shares")).toMatchObject(column);
  expect(recipe.drift).toEqual({ extra });
});

test("a recipe that adds columns must say how they are read; one that does not add any need not", async () => {
  const { recipe } = proposalFor(await usual());
  const files = [...(await usual()), await inspect(LONGER)];
  expect(unsettledExtras({ ...recipe, drift: { extra: "evolve" } }, files)).toEqual({
    columns: "Some files have “shares”, which the recipe would add: say how it is read.",
  });
  expect(unsettledExtras({ ...proposalFor(files).recipe, drift: { extra: "evolve" } }, files)).toEqual({});
  expect(unsettledExtras({ ...recipe, drift: { extra: "discard_value" } }, files)).toEqual({});
});

test("a file that can be cut in several ways is known by the columns of any of them", async () => {
  const oneLine = await inspect("date,ticker,close\n");
  expect(oneLine.alternatives.length).toBeGreaterThan(0);
  const other = oneLine.alternatives.find(({ part }) => part === "hasHeader");
  const { recipe } = proposalFor([{ ...oneLine, columns: other?.columns ?? [] }]);
  expect(unsettledExtras({ ...recipe, drift: { extra: "evolve" } }, [oneLine])).toEqual({});
});
