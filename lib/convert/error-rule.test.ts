import { beforeAll, expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import type { User } from "#lib/platform/session.ts";
import type { ErrorRule, Recipe } from "#lib/schema/contract.ts";
import { changeRules } from "#lib/schema/schema.ts";
import { someone, withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { clusterDataset } from "./cluster.ts";
import { Misfit } from "./contract.ts";
import { convertedDataset, doJob, filesOf, newestManifest, prices, readRows, recipeOf } from "./dataset-under-test.ts";

withUploadServices();

let owner: User;
beforeAll(async () => {
  owner = await someone();
});

const cluster = (datasetId: string) =>
  doJob(owner, "dataset.cluster", datasetId, { work: clusterDataset, failed: async () => {} });

const csv = (...lines: string[]): string => `date,ticker,sector,price\n${lines.join("\n")}\n`;
const under = (errors: ErrorRule): Recipe => ({ ...prices, errors });
const TWO_OF_FIVE = csv(
  "2020-01-01,A,X,1",
  "2020-01-02,A,X,x",
  "2020-01-03,A,X,3",
  "2020-01-04,A,X",
  "2020-01-05,A,X,",
);

test("more rejects than the budget stop the dataset before a version, and say how many; its parts stay", async () => {
  const datasetId = await convertedDataset(owner, { "a.csv": TWO_OF_FIVE }, under({ policy: "stop", budget: 0.3 }));
  expect(await db().datasetVersion.count({ where: { datasetId } })).toBe(0);
  const job = await db().job.findFirstOrThrow({ where: { kind: "dataset.cluster", subject: datasetId } });
  expect([job.state, job.failureKind, job.failure]).toEqual([
    "failed",
    "over_budget",
    "2 of 5 rows (40 %) do not fit, more than 30 %: look at them, send them back corrected, or keep going.",
  ]);
  const [file] = await filesOf(datasetId);
  expect([file?.state, file?.part?.rejectsKey]).toEqual(["converted", expect.any(String)]);
});

test.each([
  { policy: "stop", budget: 0.4 },
  { policy: "keep", budget: 0 },
] as const)("as many as are put up with do not ($policy, $budget)", async (errors) => {
  const datasetId = await convertedDataset(owner, { "a.csv": TWO_OF_FIVE }, under(errors));
  expect(await newestManifest(datasetId)).toMatchObject({ rowsRead: 5, rowsRejected: 2 });
});

test("to keep going after all makes a version of the parts there are, without converting anything", async () => {
  const datasetId = await convertedDataset(owner, { "a.csv": TWO_OF_FIVE }, under({ policy: "stop", budget: 0.3 }));
  const [before] = await filesOf(datasetId);
  expect(await changeRules(owner, datasetId, { errors: { policy: "keep", budget: 0 } })).toMatchObject({ files: 0 });
  await cluster(datasetId);
  expect(await newestManifest(datasetId)).toMatchObject({ rowsRead: 5, rowsRejected: 2 });
  expect((await filesOf(datasetId))[0]?.part?.attemptId).toBe(before?.part?.attemptId);
});

test("what becomes of duplicates can be decided anew in the same way", async () => {
  const twice = csv("2020-01-01,A,X,1", "2020-01-01,A,X,2");
  const datasetId = await convertedDataset(owner, { "a.csv": twice }, prices);
  expect((await newestManifest(datasetId)).duplicates.rows).toBe(1);
  await changeRules(owner, datasetId, { duplicates: "keep-last" });
  await cluster(datasetId);
  const manifest = await newestManifest(datasetId);
  expect(manifest).toMatchObject({ duplicates: { rows: 0 }, rowsDropped: { duplicates: 1 } });
  expect((await readRows(manifest.shards.map(({ key }) => key))).map((row) => row[3])).toEqual([2]);
});

test("values that do not fit become NULL where that was asked for, and are counted by column and reason", async () => {
  const datasetId = await convertedDataset(owner, { "a.csv": TWO_OF_FIVE }, under({ policy: "null", budget: 0 }));
  const [file] = await filesOf(datasetId);
  expect([file?.rowsGood, file?.rowsRejected, file?.valuesNulled]).toEqual([4n, 1n, 1n]);
  expect((await readRows([file?.part?.objectKey ?? ""])).map((row) => row[3])).toEqual([1, null, 3, null]);
  const misfits = Misfit.array().parse(file?.part?.misfits);
  expect(misfits).toMatchObject([
    { outcome: "nulled", column: "price", count: 1, examples: [{ row: 2, value: "x" }] },
    { outcome: "rejected", column: "", count: 1, examples: [{ row: 4, value: "2020-01-04,A,X" }] },
  ]);
});

test("a file in which every misfit is spelled like a value has none of them in its rows", async () => {
  const recipe = under({ policy: "null", budget: 0 });
  const { columns } = recipeOf(["date:date:date", "ticker:text:ticker", "sector:text", "price:number", "listed:date"]);
  const content = "date,ticker,sector,price,listed\n2020-01-01,A,X,1,2020-02-30\n2020-01-02,A,X,2,0000-01-01\n";
  const datasetId = await convertedDataset(owner, { "a.csv": content }, { ...recipe, columns });
  const [file] = await filesOf(datasetId);
  expect([file?.rowsGood, file?.valuesNulled]).toEqual([2n, 2n]);
  expect((await readRows([file?.part?.objectKey ?? ""])).map((row) => row[4])).toEqual([null, null]);
});

test("a row without its date or its ticker is rejected all the same", async () => {
  const content = csv("2020-01-01,A,X,1", "2020-02-30,A,X,2");
  const datasetId = await convertedDataset(owner, { "a.csv": content }, under({ policy: "null", budget: 0 }));
  const [file] = await filesOf(datasetId);
  expect([file?.rowsGood, file?.rowsRejected, file?.valuesNulled]).toEqual([1n, 1n, 0n]);
});
