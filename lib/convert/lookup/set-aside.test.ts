import { beforeAll, expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import type { User } from "#lib/platform/session.ts";
import type { Recipe } from "#lib/schema/contract.ts";
import { getColumnProofs, getProfileStatus, startProfile } from "#lib/schema/profile/profile.ts";
import { confirmRecipe, getInspectionView } from "#lib/schema/schema.ts";
import { someone, withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { clusterDataset } from "../cluster.ts";
import { convertFile } from "../convert.ts";
import { doJob, filesOf } from "../dataset-under-test.ts";
import { inspectedDataset } from "../profile/profile-under-test.ts";
import { markConversionFailed } from "../queries.ts";

withUploadServices();

let owner: User;
beforeAll(async () => {
  owner = await someone();
});

const FILES = {
  "prices.csv": "date,symbol,close\n2020-01-02,AAA,1.5\n2020-01-02,BBB,2.5\n",
  "sectors.csv": "Symbol,Company,GICS Sector\nAAA,Alpha,Metals\nBBB,Beta,Software\n",
};

async function convert(datasetId: string, recipe: Recipe) {
  await confirmRecipe(owner, datasetId, recipe);
  const jobs = await db().job.findMany({ where: { kind: "file.convert", datasetId, state: "queued" } });
  for (const { subject } of jobs)
    await doJob(owner, "file.convert", subject, { work: convertFile, failed: markConversionFailed });
  await doJob(owner, "dataset.cluster", datasetId, { work: clusterDataset, failed: async () => {} });
  const files = await filesOf(datasetId);
  return files.map(({ path, state, rowsGood, failure }) => [path, state, Number(rowsGood), failure]);
}

const versions = (datasetId: string) => db().datasetVersion.findMany({ where: { datasetId } });

test("a file that a draft looks values up in is not read whole, nor counted among those that are", async () => {
  const datasetId = await inspectedDataset(owner, FILES);
  const aside = ["sectors.csv"];
  expect(await startProfile(owner, datasetId, { again: false, aside })).toMatchObject({ files: { all: 1, open: 1 } });
  expect(await db().job.count({ where: { kind: "file.profile", datasetId } })).toBe(1);
  expect(await getProfileStatus(owner, datasetId, aside)).toMatchObject({ files: { all: 1, open: 1 } });
  expect(await getProfileStatus(owner, datasetId, [])).toMatchObject({ files: { all: 2, open: 1 } });
  expect(await getColumnProofs(owner, datasetId, aside)).toEqual([]);
});

test("a lookup that was proposed looks values up in its file, whose rows are no data", async () => {
  const datasetId = await inspectedDataset(owner, FILES);
  const { recipe } = await getInspectionView(owner, datasetId);
  expect(await convert(datasetId, recipe)).toEqual([
    ["prices.csv", "converted", 2, null],
    ["sectors.csv", "converted", 0, null],
  ]);
  expect(await getProfileStatus(owner, datasetId)).toMatchObject({ files: { all: 1 } });
});

test("a file that was declined as a lookup ends with a sentence, and the others go on without it", async () => {
  const datasetId = await inspectedDataset(owner, FILES);
  const { recipe } = await getInspectionView(owner, datasetId);
  const [prices, sectors] = await convert(datasetId, { ...recipe, derived: [] });
  expect(prices).toEqual(["prices.csv", "converted", 2, null]);
  expect(sectors).toEqual(["sectors.csv", "failed", 0, expect.stringContaining("“Company”, “GICS Sector”")]);
  expect((await versions(datasetId)).map(({ rows }) => rows)).toEqual([2n]);
});

test("any file can be set aside by hand: its columns are no longer those of the data", async () => {
  const datasetId = await inspectedDataset(owner, { ...FILES, "venues.csv": "MIC,Country\nXPAR,France\n" });
  const sources = async (aside?: string[]) =>
    (await getInspectionView(owner, datasetId, aside)).recipe.columns.map(({ source }) => source);
  expect(await sources()).toEqual(["date", "symbol", "close", "Company", "GICS Sector", "MIC", "Country"]);
  expect(await sources(["venues.csv"])).toEqual(["date", "symbol", "close"]);
});
