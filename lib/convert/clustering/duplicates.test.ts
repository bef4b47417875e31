import { beforeAll, describe, expect, test } from "vitest";
import type { Manifest } from "#lib/convert/contract.ts";
import { addFiles, convertedDataset, newestManifest, prices, readRows } from "#lib/convert/dataset-under-test.ts";
import { db } from "#lib/platform/db.ts";
import type { User } from "#lib/platform/session.ts";
import type { DuplicateRule, Recipe } from "#lib/schema/contract.ts";
import { someone, withUploadServices } from "#lib/upload/uploads-under-test.ts";

withUploadServices();

let owner: User;
beforeAll(async () => {
  owner = await someone();
});

const csv = (...lines: string[]): string => `date,ticker,sector,price\n${lines.join("\n")}\n`;
const recipeWith = (duplicates: DuplicateRule): Recipe => ({ ...prices, duplicates });

/** A and day 2 stand in both files and twice in the second. */
const FILES = {
  "b.csv": csv("2020-01-02,A,X,21", "2020-01-02,A,X,22", "2020-01-03,A,X,30", "2020-01-01,B,X,5"),
  "a.csv": csv("2020-01-01,A,X,10", "2020-01-02,A,X,20"),
};

async function pricesOf(manifest: Manifest): Promise<unknown[]> {
  return (await readRows(manifest.shards.map(({ key }) => key))).map((row) => row[3]);
}

describe("of rows that share ticker and day", () => {
  test("all are kept and counted, in the order of the files and of the rows in them", async () => {
    const manifest = await newestManifest(await convertedDataset(owner, FILES, prices));
    expect(await pricesOf(manifest)).toEqual([10, 20, 21, 22, 30, 5]);
    expect(manifest.duplicates).toEqual({ rows: 2, examples: [{ ticker: "A", date: "2020-01-02" }] });
    expect(manifest.rowsDropped).toEqual({ duplicates: 0 });
  });

  test.each([
    ["keep-first", [10, 20, 30, 5]],
    ["keep-last", [10, 22, 30, 5]],
  ] as const)("%s leaves one, and says how many it left out", async (rule, left) => {
    const manifest = await newestManifest(await convertedDataset(owner, FILES, recipeWith(rule)));
    expect(await pricesOf(manifest)).toEqual(left);
    expect(manifest).toMatchObject({ rowsRead: 6, rowsDropped: { duplicates: 2 }, duplicates: { rows: 0 } });
  });

  test("a single one is a reason to refuse, with examples", async () => {
    const datasetId = await convertedDataset(owner, FILES, recipeWith("refuse"));
    expect(await db().datasetVersion.count({ where: { datasetId } })).toBe(0);
    const job = await db().job.findFirstOrThrow({ where: { kind: "dataset.cluster", subject: datasetId } });
    expect(job.state).toBe("failed");
    expect(job.failure).toMatch(/rows repeat a ticker and date \(for example A on 2020-01-02\)/);
  });
});

describe("rows left out before stay accounted for when files come and go", () => {
  test.each([
    ["keep-first", "c.csv", [10, 20, 30, 5]],
    ["keep-last", "c.csv", [10, 99, 30, 5]],
    ["keep-first", "0.csv", [10, 99, 30, 5]],
    ["keep-last", "0.csv", [10, 22, 30, 5]],
  ] as const)("%s, with %s appended", async (rule, path, left) => {
    const recipe = recipeWith(rule);
    const datasetId = await convertedDataset(owner, FILES, recipe);
    await addFiles(owner, datasetId, { [path]: csv("2020-01-02,A,X,99") }, recipe);
    const manifest = await newestManifest(datasetId);
    expect(await pricesOf(manifest)).toEqual(left);
    expect(manifest).toMatchObject({ rowsRead: 7, rowsDropped: { duplicates: 3 }, duplicates: { rows: 0 } });
  });
});

test("the first of many is the first in its file, however the file is sorted", async () => {
  const lines = Array.from({ length: 60_000 }, (_, at) => {
    const day = String(28 - (at % 28)).padStart(2, "0");
    return `2020-01-${day},${at % 7 === 0 ? "B" : "A"},X,${at}`;
  });
  const datasetId = await convertedDataset(owner, { "a.csv": csv(...lines) }, recipeWith("keep-first"));
  const manifest = await newestManifest(datasetId);
  const first = new Map<string, number>();
  for (const line of lines) {
    const [date, ticker, , price] = line.split(",");
    if (!first.has(`${ticker} ${date}`)) first.set(`${ticker} ${date}`, Number(price));
  }
  const rows = await readRows(manifest.shards.map(({ key }) => key));
  expect(new Map(rows.map(([date, ticker, , price]) => [`${ticker} ${date}`, price]))).toEqual(first);
  expect(rows).toHaveLength(first.size);
  expect(manifest.rowsDropped.duplicates).toBe(60_000 - first.size);
});
