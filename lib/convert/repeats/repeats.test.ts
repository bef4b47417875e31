import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import type { User } from "#lib/platform/session.ts";
import { confirmRecipe, getInspectionView } from "#lib/schema/schema.ts";
import { someone, withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { doJob } from "../dataset-under-test.ts";
import { inspectedDataset } from "../profile/profile-under-test.ts";
import { RepeatsStart, type RepeatsStatus } from "./contract.ts";
import { countRepeats } from "./count-repeats.ts";
import { repeatsRequest } from "./keys.ts";
import { getRepeats, startRepeats } from "./repeats.ts";

withUploadServices();

let owner: User;
beforeAll(async () => {
  owner = await someone();
});

/** Asks as the wizard does, with the recipe that is proposed. */
async function ask(datasetId: string): Promise<RepeatsStatus> {
  const { recipe } = await getInspectionView(owner, datasetId);
  return startRepeats(owner, datasetId, RepeatsStart.parse(repeatsRequest(recipe)));
}

async function counted(files: Record<string, BlobPart>) {
  const datasetId = await inspectedDataset(owner, files);
  const asked = await ask(datasetId);
  await work(datasetId);
  const { state, found } = await getRepeats(owner, datasetId);
  expect(state).toBe("done");
  return { asked, found };
}

const work = (datasetId: string) =>
  doJob(owner, "dataset.repeats", datasetId, { work: countRepeats, failed: async () => {} });

const csv = (...rows: string[]): string => `date,ticker,close\n${rows.join("\n")}\n`;

describe("rows with the same ticker and date are counted before anything is confirmed", () => {
  test("within a file in order, with the rows in which they stand; the samples say so first", async () => {
    const rows = ["2020-01-02,A,1", "2020-01-03,A,2", "2020-01-03,A,3", "2020-01-03,A,4", "2020-01-02,B,1"];
    const { asked, found } = await counted({ "a.csv": csv(...rows) });
    const repeat = { ticker: "A", date: "2020-01-03", rows: 3 };
    const places = [2, 3, 4].map((row) => ({ file: "a.csv", row }));
    const said = { rows: 5, repeated: 2, examples: [{ ...repeat, places }], files: { counted: 1, all: 1 } };
    expect(asked).toMatchObject({ state: "open", found: null, sample: said });
    expect(found).toMatchObject(said);
  });

  test("in files whose rows are in no order, or in the order of days", async () => {
    const mixed = csv("2020-01-05,B,1", "2020-01-03,A,2", "2020-01-05,B,3", "2020-01-01,A,3", "2020-01-03,A,9");
    const byDay = csv("2021-01-01,A,1", "2021-01-01,B,1", "2021-01-02,A,1", "2021-01-02,B,1", "2021-01-02,B,2");
    const { found } = await counted({ "mixed.csv": mixed, "by-day.csv": byDay });
    expect(found).toMatchObject({ rows: 10, repeated: 3 });
    expect(found?.examples.map(({ ticker, date }) => `${ticker} ${date}`)).toEqual([
      "A 2020-01-03",
      "B 2020-01-05",
      "B 2021-01-02",
    ]);
  });

  test("across files, whose days may lie beside each other and overlap", async () => {
    const found = await counted({
      "2019.csv": csv("2019-12-30,A,1", "2020-01-02,A,1", "2019-12-30,B,1"),
      "2020.csv": csv("2020-01-02,A,1", "2020-01-03,A,1", "2020-01-02,B,1"),
      "2021.csv": csv("2021-01-02,A,1", "2021-01-03,B,1"),
    });
    expect(found.found).toMatchObject({ rows: 8, repeated: 1 });
    expect(found.found?.examples[0]?.places).toEqual([
      { file: "2019.csv", row: 2 },
      { file: "2020.csv", row: 1 },
    ]);
  });

  test("in every part of a large file, and far behind its sample", async () => {
    const filling = "x".repeat(60);
    const rows = Array.from(
      { length: 1_500_000 },
      (_, at) =>
        `${2000 + (Math.floor(at / 336) % 90)}-${pad(1 + (Math.floor(at / 28) % 12))}-${pad(1 + (at % 28))},T${Math.floor(at / 30_240)},${filling}`,
    );
    rows[1_400_000] = rows[100_000] ?? "";
    const packed = new Uint8Array(gzipSync(`date,ticker,note\n${rows.join("\n")}\n`, { level: 1 }));
    const { asked, found } = await counted({ "large.csv.gz": packed });
    expect(asked.sample).toMatchObject({ repeated: 0 });
    expect(found).toMatchObject({ rows: 1_500_000, repeated: 1 });
    expect(found?.examples[0]?.places).toEqual([
      { file: "large.csv.gz", row: 100_001 },
      { file: "large.csv.gz", row: 1_400_001 },
    ]);
  }, 120_000);

  test("around rows that cannot be cut, and values that do not fit", async () => {
    const { found } = await counted({
      "a.csv": csv("2020-01-02,A,1", "2020-01-02", "n/a,A,1", "2020-01-02,A,n/m", "2020-01-03,,1", "2020-01-03,,1"),
    });
    expect(found).toMatchObject({ rows: 2, repeated: 1 });
    expect(found?.examples[0]?.places.map(({ row }) => row)).toEqual([1, 4]);
  });

  test("with the ticker from the files' names, and a day at several times of it", async () => {
    const datasetId = await inspectedDataset(owner, {
      "aaa.csv": "date,close\n2020-01-02T10:00:00,1\n2020-01-02T11:00:00,2\n",
      "bbb.csv": "date,close\n2020-01-02T10:00:00,1\n",
    });
    const { recipe } = await getInspectionView(owner, datasetId);
    const pattern = "^([a-z]+)";
    const derived = [{ name: "ticker", role: "ticker" as const, from: "file-name" as const, pattern, upperCase: true }];
    const request = repeatsRequest({ ...recipe, derived });
    await startRepeats(owner, datasetId, RepeatsStart.parse(request));
    await work(datasetId);
    const { found } = await getRepeats(owner, datasetId);
    expect(found).toMatchObject({ rows: 3, repeated: 1, examples: [{ ticker: "AAA", date: "2020-01-02" }] });
  });

  test("a file that has no such column is left out, and said", async () => {
    const { recipe } = await getInspectionView(
      owner,
      await inspectedDataset(owner, { "a.csv": csv("2020-01-02,A,1") }),
    );
    const datasetId = await inspectedDataset(owner, {
      "a.csv": csv("2020-01-02,A,1", "2020-01-02,A,2"),
      "b.csv": "date,close\n2020-01-02,1\n",
    });
    await startRepeats(owner, datasetId, RepeatsStart.parse(repeatsRequest(recipe)));
    await work(datasetId);
    const { found } = await getRepeats(owner, datasetId);
    expect(found).toMatchObject({ repeated: 1, files: { counted: 1, all: 2 }, skipped: [{ file: "b.csv" }] });
    expect(found?.skipped[0]?.reason).toContain("no column “ticker”");
  });
});

describe("the counting", () => {
  test("is done once for the same question, and anew for another", async () => {
    const datasetId = await inspectedDataset(owner, { "a.csv": csv("2020-01-02,A,1", "2020-01-02,A,2") });
    await ask(datasetId);
    await work(datasetId);
    expect(await ask(datasetId)).toMatchObject({ state: "done", sample: null, found: { repeated: 1 } });
    const { recipe } = await getInspectionView(owner, datasetId);
    const columns = recipe.columns.map((column) => ({ ...column, nullTokens: [...column.nullTokens, "A"] }));
    const other = repeatsRequest({ ...recipe, columns });
    expect(await startRepeats(owner, datasetId, RepeatsStart.parse(other))).toMatchObject({
      state: "open",
      found: null,
    });
  });

  test("ends when a recipe is confirmed, and is nobody else's", async () => {
    const datasetId = await inspectedDataset(owner, { "a.csv": csv("2020-01-02,A,1", "2020-01-02,A,2") });
    await ask(datasetId);
    const { recipe } = await getInspectionView(owner, datasetId);
    await confirmRecipe(owner, datasetId, recipe);
    expect(await db().job.count({ where: { kind: "dataset.repeats", datasetId } })).toBe(0);
    await expect(getRepeats(await someone(), datasetId)).rejects.toMatchObject({ kind: "not_found" });
  });

  test("a recipe without ticker or date has nothing to count, nor one that looks its ticker up", async () => {
    const { recipe } = await getInspectionView(
      owner,
      await inspectedDataset(owner, { "a.csv": csv("2020-01-02,A,1") }),
    );
    const plain = recipe.columns.map((column) => ({ ...column, role: "none" as const }));
    expect(repeatsRequest({ ...recipe, columns: plain })).toBeUndefined();
    expect(repeatsRequest(recipe)).toMatchObject({ aside: [], derived: [] });
  });
});

const pad = (number: number): string => String(number).padStart(2, "0");
