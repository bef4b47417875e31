import { beforeAll, expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import type { User } from "#lib/platform/session.ts";
import { DerivedColumn, type Recipe } from "#lib/schema/contract.ts";
import { inspectSample } from "#lib/schema/inspect.ts";
import { readSample } from "#lib/schema/sample.ts";
import { arrivedFile, emptyDataset, someone, withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { clusterDataset } from "../cluster.ts";
import { convertFile } from "../convert.ts";
import { addFiles, doJob, filesOf, newestManifest, readRows, recipeOf } from "../dataset-under-test.ts";
import { markConversionFailed } from "../queries.ts";
import { openRejects } from "../rejects.ts";

withUploadServices();

let owner: User;
beforeAll(async () => {
  owner = await someone();
});

const SECTORS = "Symbol;Company;GICS Sector\nA;Alpha;Metals\n B ;Beta;Software\nD;Delta;\n";
const PRICES = "date,ticker,price\n2020-01-02,A,1\n2020-01-02,B,2\n2020-01-02,C,3\n2020-01-02,D,4\n2020-01-02,b,5\n";

const sector = (more: object = {}): DerivedColumn =>
  DerivedColumn.parse({
    name: "sector",
    role: "sector",
    from: "lookup",
    file: "sectors.csv",
    key: "ticker",
    lookupKey: "symbol",
    value: "GICS Sector",
    ...more,
  });

const COLUMNS = ["date:date:date", "ticker:text:ticker", "price:number:price"];

async function convert(
  recipe: Recipe,
  { sectors = SECTORS, files = { "prices.csv": PRICES } as Record<string, string> } = {},
) {
  const datasetId = await emptyDataset(owner);
  const bytes = Buffer.from(sectors);
  const lookup = await arrivedFile(owner, datasetId, "sectors.csv", new Uint8Array(bytes));
  const inspection = inspectSample(await readSample(bytes.length, async (start, end) => bytes.subarray(start, end)));
  await db().sourceFile.update({ where: { id: lookup.id }, data: { inspection, state: "converted" } });
  await addFiles(owner, datasetId, files, recipe);
  const [file] = await filesOf(datasetId);
  const rows = file?.part ? await readRows([file.part.objectKey]) : [];
  const rejects = await new Response((await openRejects(owner, datasetId)).body).text();
  return { datasetId, lookup, file, rows, rejects: rejects.trimEnd().split("\n").slice(1) };
}

test("a value is taken from another file by its exact key; keys that are not there give NULL and are counted", async () => {
  const { file, rows } = await convert(recipeOf(COLUMNS, [sector()]));
  expect(rows.map((row) => [row[1], row[3]])).toEqual([
    ["A", "Metals"],
    ["B", "Software"],
    ["C", null],
    ["D", null],
    ["b", null],
  ]);
  expect([file?.rowsRead, file?.rowsGood, file?.rowsRejected, file?.valuesNulled]).toEqual([5n, 5n, 0n, 2n]);
  expect(file?.part?.misfits).toMatchObject([
    {
      outcome: "nulled",
      column: "ticker",
      count: 2,
      reason: "has no sector in sectors.csv",
      examples: [
        { row: 3, value: "C" },
        { row: 5, value: "b" },
      ],
    },
  ]);
});

test("rows whose key is not there are rejected where that was chosen, and every row is accounted for", async () => {
  const { file, rejects } = await convert(recipeOf(COLUMNS, [sector({ unmatched: "reject", ignoreCase: true })]));
  expect([file?.rowsRead, file?.rowsGood, file?.rowsRejected]).toEqual([5n, 4n, 1n]);
  expect(rejects).toEqual(['prices.csv,3,ticker,C,has no sector in sectors.csv,"2020-01-02,C,3"']);
});

test("the key can be taken from the file's name", async () => {
  const ticker = DerivedColumn.parse({ name: "ticker", role: "ticker", from: "file-name", pattern: "([^/.]+)" });
  const text = "date,price\n2020-01-02,1\n2020-01-03,2\n";
  const recipe = recipeOf(["date:date:date", "price:number:price"], [ticker, sector()]);
  const known = await convert(recipe, { files: { "b.csv": text } });
  expect(known.rows.map((row) => row.slice(2))).toEqual([
    ["B", "Software"],
    ["B", "Software"],
  ]);
  const unknown = await convert(recipe, { files: { "c.csv": text } });
  expect(unknown.rows.map((row) => row[3])).toEqual([null, null]);
  expect(unknown.file?.valuesNulled).toBe(2n);
});

test("any column can be looked up by any other that is text", async () => {
  const country = sector({ name: "country", role: "none", key: "venue", lookupKey: "MIC code", value: "Land" });
  const { file, rows } = await convert(recipeOf(["date:date:date", "venue:text", "price:number:price"], [country]), {
    sectors: "Land,MIC code\nDeutschland,XETR\nFrance,XPAR\n",
    files: { "prices.csv": "date,venue,price\n2020-01-02,XPAR,1\n2020-01-02,XETR,2\n2020-01-03,XNYS,3\n" },
  });
  expect(rows.map((row) => row.slice(1))).toEqual([
    ["XPAR", 1, "France"],
    ["XETR", 2, "Deutschland"],
    ["XNYS", 3, null],
  ]);
  expect(file?.part?.misfits).toMatchObject([{ column: "venue", reason: "has no country in sectors.csv", count: 1 }]);
});

test("the ticker itself can be looked up, and the rows are then in its order", async () => {
  const ticker = sector({
    name: "ticker",
    role: "ticker",
    key: "isin",
    lookupKey: "ISIN",
    value: "Symbol",
    unmatched: "reject",
  });
  const { datasetId, file, rows } = await convert(
    recipeOf(["date:date:date", "isin:text", "price:number:price"], [ticker]),
    {
      sectors: "ISIN,Symbol\nUS1,ZZZ\nUS2,AAA\n",
      files: { "prices.csv": "date,isin,price\n2020-01-02,US1,1\n2020-01-02,US2,2\n2020-01-03,US3,3\n" },
    },
  );
  expect(rows.map((row) => [row[1], row[3]])).toEqual([
    ["US2", "AAA"],
    ["US1", "ZZZ"],
  ]);
  expect([file?.rowsGood, file?.rowsRejected]).toEqual([2n, 1n]);
  expect((await newestManifest(datasetId)).shards.length).toBe(1);
});

test.each([
  ["a key with two values", `${SECTORS}A;Alpha;Software\n`, "“A” is in sectors.csv twice"],
  ["a row that cannot be read", `${SECTORS}A;Alpha\n`, "Row 4 of sectors.csv has 2 cells"],
])("%s is refused with a sentence", async (_, sectors, sentence) => {
  const { file } = await convert(recipeOf(COLUMNS, [sector()]), { sectors });
  expect(file?.failure).toContain(sentence);
});

test("rows keep the order of the file through a lookup, however many there are", async () => {
  const lines = Array.from({ length: 300_000 }, (_, row) => `2020-01-02,${"ABD"[row % 3]},${row}`);
  const { rows } = await convert(recipeOf(["date:date:date", "ticker:text", "price:number:price"], [sector()]), {
    files: { "prices.csv": `date,ticker,price\n${lines.join("\n")}\n` },
  });
  expect(rows.every((row, at) => row[2] === at)).toBe(true);
});

test("another content of the lookup is another version of the dataset", async () => {
  const { datasetId, lookup } = await convert(recipeOf(COLUMNS, [sector()]));
  const hashes = async () =>
    (await db().datasetVersion.findMany({ where: { datasetId } })).map(({ contentHash }) => contentHash);
  await db().sourceFile.update({ where: { id: lookup.id }, data: { crc32: "AAAAAA==" } });
  await doJob(owner, "dataset.cluster", datasetId, { work: clusterDataset, failed: async () => {} });
  expect(new Set(await hashes()).size).toBe(2);
});

test("a lookup that changed is not mixed with rows of the one before: neither converted nor clustered until it is confirmed", async () => {
  const { datasetId, lookup, file } = await convert(recipeOf(COLUMNS, [sector()]));
  await db().sourceFile.update({ where: { id: lookup.id }, data: { state: "inspected", crc32: "BBBBBB==" } });
  const sentence = expect.stringContaining("has changed since the columns were confirmed");
  await doJob(owner, "dataset.cluster", datasetId, { work: clusterDataset, failed: async () => {} });
  const clustering = await db().job.findFirst({ where: { kind: "dataset.cluster", subject: datasetId } });
  expect(clustering).toMatchObject({ state: "failed", failure: sentence });
  await db().sourceFile.update({ where: { id: file?.id ?? "" }, data: { state: "confirmed" } });
  await doJob(owner, "file.convert", file?.id ?? "", { work: convertFile, failed: markConversionFailed });
  expect((await filesOf(datasetId))[0]).toMatchObject({ state: "failed", failure: sentence });
});
