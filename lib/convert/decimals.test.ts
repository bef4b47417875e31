import { beforeAll, expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import type { User } from "#lib/platform/session.ts";
import type { Recipe } from "#lib/schema/contract.ts";
import { someone, withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { addFiles, convertedDataset, newestManifest, prices, readRows } from "./dataset-under-test.ts";

withUploadServices();

let owner: User;
beforeAll(async () => {
  owner = await someone();
});

const decimals = (format: string): Recipe => ({
  ...prices,
  columns: prices.columns.map((column) => (column.role === "price" ? { ...column, type: "decimal", format } : column)),
});

const FIRST = "date,ticker,sector,price\n2020-01-02,A,S,1.5\n2020-01-04,A,S,1.0625\n2020-01-02,B,S,-0.25\n";
const SECOND = "date,ticker,sector,price\n2020-01-03,A,S,12.125\n2020-01-05,A,S,1.123456\n";

async function pricesOf(datasetId: string): Promise<unknown[]> {
  const { shards } = await newestManifest(datasetId);
  const rows = await readRows(shards.map(({ key }) => key));
  return rows.map(([, , , price]) => price);
}

test("exact decimals go through conversion and clustering as they are, and what has more is rejected", async () => {
  const datasetId = await convertedDataset(owner, { "a.csv": FIRST, "b.csv": SECOND }, decimals("18,4"));
  expect(await pricesOf(datasetId)).toEqual(["1.5000", "12.1250", "1.0625", "-0.2500"]);
  expect(await newestManifest(datasetId)).toMatchObject({ rowsRejected: 1, roles: { prices: ["price"] } });
});

test("another scale converts every file again, so that one version has one type", async () => {
  const datasetId = await convertedDataset(owner, { "a.csv": FIRST }, decimals("18,4"));
  await db().sourceFile.updateMany({ where: { datasetId }, data: { state: "confirmed" } });
  await addFiles(owner, datasetId, { "b.csv": SECOND }, decimals("18,6"));
  expect(await pricesOf(datasetId)).toEqual(["1.500000", "12.125000", "1.062500", "1.123456", "-0.250000"]);
});

const numbers = (format: string): Recipe => ({
  ...decimals("18,4"),
  columns: prices.columns.map((column) => (column.role === "price" ? { ...column, type: "number", format } : column)),
});

const LONG =
  "date,ticker,sector,price\n2020-01-03,A,S,0.12345678901234567\n2020-01-05,A,S,0.30000000000000004\n2020-01-06,A,S,9007199254740993\n";

test("digits that a number does not keep are rejected in files that come later, too, and go only where a recipe says so", async () => {
  const datasetId = await convertedDataset(owner, { "a.csv": FIRST }, numbers("1.5"));
  await addFiles(owner, datasetId, { "b.csv": LONG }, numbers("1.5"));
  expect(await pricesOf(datasetId)).toEqual([1.5, 1.0625, 0.30000000000000004, -0.25]);
  const file = await db().sourceFile.findFirst({ where: { datasetId, path: "b.csv" }, include: { part: true } });
  expect(file?.part?.misfits).toMatchObject([{ column: "price", reason: "more digits than a number keeps", count: 2 }]);
  await addFiles(owner, datasetId, { "c.csv": LONG.replaceAll("A,S", "C,S") }, numbers("1.5 rounded"));
  expect((await pricesOf(datasetId)).slice(-3)).toEqual([0.12345678901234566, 0.30000000000000004, 9007199254740992]);
});
