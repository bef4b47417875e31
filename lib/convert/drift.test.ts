import { beforeAll, expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import type { User } from "#lib/platform/session.ts";
import type { ExtraRule, Recipe, RecipeColumn } from "#lib/schema/contract.ts";
import { confirmRecipe } from "#lib/schema/schema.ts";
import { someone, withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { clusterDataset } from "./cluster.ts";
import { convertFile } from "./convert.ts";
import { convertedDataset, doJob, filesOf, newestManifest, prices, readRows, recipeOf } from "./dataset-under-test.ts";
import { inspectedDataset } from "./profile/profile-under-test.ts";
import { markConversionFailed } from "./queries.ts";

withUploadServices();

let owner: User;
beforeAll(async () => {
  owner = await someone();
});

const MAIN = "date,ticker,sector,price\n2020-01-02,A,X,1\n";

const withColumn = (source: string, more: Partial<RecipeColumn>): Recipe => ({
  ...prices,
  columns: prices.columns.map((column) => (column.source === source ? { ...column, ...more } : column)),
});

async function convert(other: string, recipe: Recipe) {
  const datasetId = await convertedDataset(owner, { "a.csv": MAIN, "b.csv": other }, recipe);
  const [, file] = await filesOf(datasetId);
  const { shards } = await newestManifest(datasetId);
  return { file, rows: await readRows(shards.map(({ key }) => key)) };
}

test("columns in another order become the same rows", async () => {
  const { rows } = await convert("price,sector,date,ticker\n2,Y,2020-01-02,B\n", prices);
  expect(rows).toEqual([
    ["2020-01-02", "A", "X", 1],
    ["2020-01-02", "B", "Y", 2],
  ]);
});

test("a file without a column that it need not have gets NULL of the column's type, and is clustered with the others", async () => {
  const evolving = withColumn("price", { missing: "evolve" });
  const { file, rows } = await convert("ticker,date,sector\nB,2020-01-02,Y\n", evolving);
  expect(rows).toEqual([
    ["2020-01-02", "A", "X", 1],
    ["2020-01-02", "B", "Y", null],
  ]);
  expect(file?.prescan).toMatchObject({ drift: { missing: ["price"], extra: [] } });
});

test("a file without any other column is refused with a sentence", async () => {
  const { file, rows } = await convert("ticker,date,sector\nB,2020-01-02,Y\n", prices);
  expect(file?.failure).toContain("This file has no column “price”");
  expect(rows).toHaveLength(1);
});

test("a column under another name in some files is one column", async () => {
  const { rows } = await convert("date,ticker,sector,Last Price\n2020-01-02,B,Y,2\n", {
    ...withColumn("price", { aliases: ["last_price"] }),
  });
  expect(rows).toEqual([
    ["2020-01-02", "A", "X", 1],
    ["2020-01-02", "B", "Y", 2],
  ]);
});

test("a column that nobody confirmed is a reason to refuse its file, or left out and said", async () => {
  const other = "date,note,ticker,sector,price\n2020-01-02,hello,B,Y,2\n";
  expect((await convert(other, prices)).file?.failure).toContain("not confirmed: “note”");
  const { file, rows } = await convert(other, { ...prices, drift: { extra: "discard_value" } });
  expect(rows).toHaveLength(2);
  expect(file?.prescan).toMatchObject({ drift: { missing: [], extra: ["note"] } });
});

test("a column that is to be added is a reason to wait until somebody said how it is read", async () => {
  const other = "date,note,ticker,sector,price\n2020-01-02,hello,B,Y,2\n";
  const { file } = await convert(other, { ...prices, drift: { extra: "evolve" } });
  expect(file?.failure).toContain("not confirmed: “note”");
});

test("a file with a column that files must not have is refused by its name", async () => {
  const { columns } = recipeOf(["note:text"]);
  const [note] = columns.map((column) => ({ ...column, ignored: true, present: "freeze" as const }));
  const recipe = { ...prices, columns: [...prices.columns, ...(note ? [note] : [])] };
  const { file, rows } = await convert("date,Note,ticker,sector,price\n2020-01-02,hello,B,Y,2\n", recipe);
  expect(file?.failure).toContain("This file has “Note”, and files that do are refused.");
  expect(rows).toHaveLength(1);
});

const MISFIT = "date,ticker,sector,price\n2020-01-02,B,Y,2\n2020-01-03,B,Y,dear\n";

test("a column's own rule for its misfits goes before the recipe's: NULL and counted", async () => {
  const { file, rows } = await convert(MISFIT, withColumn("price", { misfits: "discard_value" }));
  expect([file?.rowsGood, file?.rowsRejected, file?.valuesNulled]).toEqual([2n, 0n, 1n]);
  expect(rows.map((row) => row[3])).toEqual([1, 2, null]);
});

test("a column's own rule for its misfits goes before the recipe's: rejected rows", async () => {
  const recipe = withColumn("price", { misfits: "discard_row" });
  const { file } = await convert(MISFIT, { ...recipe, errors: { policy: "null", budget: 0 } });
  expect([file?.rowsGood, file?.rowsRejected, file?.valuesNulled]).toEqual([1n, 1n, 0n]);
});

test("a column's own rule for its misfits goes before the recipe's: a refused file", async () => {
  const { file, rows } = await convert(MISFIT, withColumn("price", { misfits: "freeze" }));
  expect(file?.failure).toContain("1 value of “price” does not fit, such as “dear” in row 2 (not a number).");
  expect(rows).toHaveLength(1);
});

test("another rule for columns that nobody confirmed converts only the files that have some, and those that were refused", async () => {
  const extra = "date,ticker,sector,price,note\n2020-01-02,B,Y,2,x\n";
  const datasetId = await inspectedDataset(owner, { "a.csv": MAIN, "b.csv": extra });
  const under = (rule: ExtraRule) => confirmRecipe(owner, datasetId, { ...prices, drift: { extra: rule } });
  const states = async () => (await filesOf(datasetId)).map(({ state }) => state);
  const work = async () => {
    for (const { id } of await filesOf(datasetId))
      if ((await db().job.count({ where: { kind: "file.convert", subject: id, state: "queued" } })) > 0)
        await doJob(owner, "file.convert", id, { work: convertFile, failed: markConversionFailed });
  };
  expect(await under("freeze")).toMatchObject({ version: 1, files: 2 });
  await work();
  expect(await states()).toEqual(["converted", "failed"]);
  expect(await under("discard_value")).toMatchObject({ version: 2, files: 1 });
  await work();
  expect(await states()).toEqual(["converted", "converted"]);
  expect(await under("freeze")).toMatchObject({ version: 3, files: 1 });
  await work();
  expect(await states()).toEqual(["converted", "failed"]);
});

test("it converts nothing where no file has any", async () => {
  const datasetId = await inspectedDataset(owner, { "a.csv": MAIN });
  await confirmRecipe(owner, datasetId, prices);
  const [file] = await filesOf(datasetId);
  await doJob(owner, "file.convert", file?.id ?? "", { work: convertFile, failed: markConversionFailed });
  await doJob(owner, "dataset.cluster", datasetId, { work: clusterDataset, failed: async () => {} });
  expect(await confirmRecipe(owner, datasetId, { ...prices, drift: { extra: "evolve" } })).toMatchObject({
    version: 2,
    files: 0,
  });
  expect(await db().job.count({ where: { datasetId, state: "queued" } })).toBe(0);
});
