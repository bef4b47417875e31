import { stringify } from "csv-stringify/sync";
import { beforeAll, describe, expect, test } from "vitest";
import { clusterDataset } from "#lib/convert/cluster.ts";
import { convertFile } from "#lib/convert/convert.ts";
import {
  addFiles,
  convertedDataset,
  doJob,
  filesOf,
  newestManifest,
  prices,
  readRows,
} from "#lib/convert/dataset-under-test.ts";
import { markConversionFailed } from "#lib/convert/queries.ts";
import { openRejects } from "#lib/convert/rejects.ts";
import { db } from "#lib/platform/db.ts";
import type { User } from "#lib/platform/session.ts";
import type { Recipe } from "#lib/schema/contract.ts";
import { splitRecords } from "#lib/schema/records.ts";
import { someone, withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { sendCorrections } from "./corrections.ts";

withUploadServices();

let owner: User;
beforeAll(async () => {
  owner = await someone();
});

const csv = (...lines: string[]): string => `date,ticker,sector,price\n${lines.join("\n")}\n`;
/** Rows 2, 4 and 5 do not fit: a price, two cells of one row, a cell too few. */
const BAD = csv("2020-01-03,A,X,3", "2020-01-01,A,X,1;5", "2020-01-04,A,X,4", "02.01.2020,A,X,two", "2020-01-05,A,X");

const badDataset = (content = BAD, recipe = prices) => convertedDataset(owner, { "a.csv": content }, recipe);

/** The downloaded rejects, changed cell by cell as a person does in a spreadsheet. */
async function sheetOf(
  datasetId: string,
  change: (cells: Record<string, string>) => Record<string, string> = (c) => c,
) {
  const text = await new Response((await openRejects(owner, datasetId)).body).text();
  const [header = [], ...rows] = splitRecords(text, ",");
  const named = rows.map((cells) => Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ""])));
  return stringify([header, ...named.map(change).map((row) => header.map((name) => row[name] ?? ""))]);
}

const fixed = (values: Record<string, string>) => (cells: Record<string, string>) => {
  const value = values[`${cells.row}${cells.column ? ` ${cells.column}` : ""}`];
  if (value === undefined) return cells;
  return cells.column === "" ? { ...cells, line: value } : { ...cells, value };
};

const ALL = fixed({ "2 price": "1.5", "4 date": "2020-01-02", "4 price": "2", "5": "2020-01-05,A,X,5" });

/** Does what the worker would. */
async function convertAgain(datasetId: string): Promise<void> {
  for (const { id, state } of await filesOf(datasetId))
    if (state === "confirmed")
      await doJob(owner, "file.convert", id, { work: convertFile, failed: markConversionFailed });
  await doJob(owner, "dataset.cluster", datasetId, { work: clusterDataset, failed: async () => {} });
}

async function countsOf(datasetId: string) {
  const [file] = await filesOf(datasetId);
  const { rowsRead, rowsGood, rowsCorrected, rowsRejected } = file ?? {};
  return [rowsRead, rowsGood, rowsCorrected, rowsRejected].map(Number);
}

const pricesIn = async (datasetId: string) =>
  (await readRows((await newestManifest(datasetId)).shards.map(({ key }) => key))).map((row) => row[3]);

describe("rejected rows that come back corrected", () => {
  test("become rows of a new version, each in its place, and are counted apart", async () => {
    const datasetId = await badDataset();
    expect(await countsOf(datasetId)).toEqual([5, 2, 0, 3]);
    const taken = await sendCorrections(owner, datasetId, await sheetOf(datasetId, ALL));
    expect(taken).toEqual({ taken: 3, unchanged: 0, files: 1, refused: [], refusals: 0 });
    await convertAgain(datasetId);
    expect(await countsOf(datasetId)).toEqual([5, 5, 3, 0]);
    expect(await pricesIn(datasetId)).toEqual([1.5, 2, 3, 4, 5]);
    expect(await newestManifest(datasetId)).toMatchObject({ rowsRead: 5, rowsRejected: 0, rowsCorrected: 3 });
    expect(await db().datasetVersion.count({ where: { datasetId } })).toBe(2);
  });

  test("change nothing when they are sent again, before and after they are merged", async () => {
    const datasetId = await badDataset();
    const sheet = await sheetOf(datasetId, ALL);
    await sendCorrections(owner, datasetId, sheet);
    await convertAgain(datasetId);
    const again = await sendCorrections(owner, datasetId, sheet);
    expect(again).toMatchObject({ taken: 0, unchanged: 3, files: 0, refusals: 0 });
    await convertAgain(datasetId);
    expect(await countsOf(datasetId)).toEqual([5, 5, 3, 0]);
    expect(await db().datasetVersion.count({ where: { datasetId } })).toBe(2);
  });

  test("are replaced by another correction of the same row", async () => {
    const datasetId = await badDataset();
    const sheet = await sheetOf(datasetId, ALL);
    await sendCorrections(owner, datasetId, sheet);
    await convertAgain(datasetId);
    const other = sheet.replace("price,1.5,", "price,1.75,");
    expect(await sendCorrections(owner, datasetId, other)).toMatchObject({ taken: 1, unchanged: 2 });
    await convertAgain(datasetId);
    expect(await pricesIn(datasetId)).toEqual([1.75, 2, 3, 4, 5]);
  });

  test("stay rejected with their new reason where they still do not fit, and can be sent once more", async () => {
    const datasetId = await badDataset();
    const half = fixed({ "2 price": "one", "4 price": "2", "5": "2020-01-05,A,X,5,6" });
    await sendCorrections(owner, datasetId, await sheetOf(datasetId, half));
    await convertAgain(datasetId);
    expect(await countsOf(datasetId)).toEqual([5, 2, 0, 3]);
    const left = splitRecords(await sheetOf(datasetId), ",").slice(1);
    expect(left.map((cells) => cells.slice(1, 4))).toEqual([
      ["2", "price", "one"],
      ["4", "date", "02.01.2020"],
      ["5", "", ""],
    ]);
    expect(left[2]?.[4]).toBe("has 5 cells as it was corrected, where the header has 4");
    const rest = fixed({ "2 price": "1.5", "4 date": "2020-01-02", "5": "2020-01-05,A,X,5" });
    await sendCorrections(owner, datasetId, await sheetOf(datasetId, rest));
    await convertAgain(datasetId);
    expect(await pricesIn(datasetId)).toEqual([1.5, 2, 3, 4, 5]);
  });

  test("are read strictly and touch no other cell, whatever a spreadsheet made of the rest", async () => {
    const datasetId = await badDataset();
    const mangled = await sheetOf(datasetId, (cells) => ({
      ...ALL(cells),
      reason: "",
      ...(cells.column ? { line: "?" } : {}),
    }));
    await sendCorrections(owner, datasetId, `\uFEFF${mangled.replaceAll(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/g, ";")}`);
    await convertAgain(datasetId);
    expect(await pricesIn(datasetId)).toEqual([1.5, 2, 3, 4, 5]);
  });

  test("hold for other recipes, and not for lines that are others", async () => {
    const datasetId = await badDataset();
    await sendCorrections(owner, datasetId, await sheetOf(datasetId, ALL));
    await convertAgain(datasetId);
    const asText: Recipe = {
      ...prices,
      columns: prices.columns.map((column) => (column.name === "sector" ? { ...column, name: "branch" } : column)),
    };
    await db().sourceFile.updateMany({ where: { datasetId }, data: { state: "confirmed" } });
    await addFiles(owner, datasetId, {}, asText);
    expect(await countsOf(datasetId)).toEqual([5, 5, 3, 0]);
    const later: Recipe = {
      ...asText,
      dialect: { ...asText.dialect, skipLines: 2, hasHeader: false },
      columns: asText.columns.map((column, at) => ({ ...column, source: `column_${at + 1}` })),
    };
    await db().$executeRaw`
      UPDATE source_file SET state = 'confirmed', inspection = NULL WHERE dataset_id = ${datasetId}::uuid`;
    await addFiles(owner, datasetId, {}, later);
    expect(await countsOf(datasetId)).toEqual([4, 1, 0, 3]);
  });
});

test("what cannot be corrected is refused row by row, and the others go on", async () => {
  const datasetId = await badDataset();
  const sheet = `${await sheetOf(datasetId, ALL)}a.csv,1,price,9,,\na.csv,99,price,9,,\nb.csv,1,price,9,,\na.csv,2,colour,red,,\n`;
  const { taken, refused } = await sendCorrections(owner, datasetId, sheet);
  expect(taken).toBe(2);
  expect(refused).toEqual([
    { file: "a.csv", row: 2, sentence: "There is no column “colour” that could be corrected." },
    { file: "a.csv", row: 1, sentence: "This row is not rejected, so there is nothing to correct." },
    { file: "a.csv", row: 99, sentence: "This row is not rejected, so there is nothing to correct." },
    { file: "b.csv", row: 1, sentence: "There is no file “b.csv” in this dataset." },
  ]);
  const rows = await sendCorrections(owner, datasetId, sheet);
  expect(rows.refused[0]?.sentence).toMatch(/is being converted/);
});

test("one row among very many, some of them with line breaks, is found and corrected", async () => {
  const lines = Array.from({ length: 8_000 }, (_, at) => `2020-01-01,"A\n${at} ä",X,${at === 0 ? 1 : "no"}`);
  const datasetId = await badDataset(csv(...lines));
  const sheet = await sheetOf(datasetId, fixed({ "7990 price": "2" }));
  expect(await sendCorrections(owner, datasetId, sheet)).toMatchObject({ taken: 1, unchanged: 7_998, refusals: 0 });
  await convertAgain(datasetId);
  expect(await countsOf(datasetId)).toEqual([8_000, 2, 1, 7_998]);
  expect(await pricesIn(datasetId)).toEqual([1, 2]);
});

test("a file that is none of rejected rows is refused as a whole, and nobody corrects another's", async () => {
  const datasetId = await badDataset();
  await expect(sendCorrections(owner, datasetId, BAD)).rejects.toThrow(/no column file, row, column, value, line/);
  const sheet = await sheetOf(datasetId, ALL);
  await expect(sendCorrections(await someone(), datasetId, sheet)).rejects.toThrow("There is no such dataset.");
});

test("formulas are harmless in the sheet and come back as they were", async () => {
  const datasetId = await badDataset(
    csv("2020-01-01,A,X,1", `2020-01-02,A,X,"=HYPERLINK(""x"")"`, "2020-01-03,A,'X,-"),
  );
  const text = await new Response((await openRejects(owner, datasetId)).body).text();
  const values = splitRecords(text, ",").map((cells) => cells[3]);
  expect(values).toEqual(["value", `'=HYPERLINK("x")`, "'-"]);
  expect(await sendCorrections(owner, datasetId, text)).toMatchObject({ taken: 0, unchanged: 2, refusals: 0 });
});
