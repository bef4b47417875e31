import { beforeAll, describe, expect, test } from "vitest";
import type { User } from "#lib/platform/session.ts";
import { someone, withUploadServices } from "#lib/upload/uploads-under-test.ts";
import {
  addFiles,
  commas,
  convertedDataset,
  filesOf,
  newestManifest,
  prices,
  readRows,
  recipeOf,
} from "./dataset-under-test.ts";
import { openRejects } from "./rejects.ts";

withUploadServices();

let owner: User;
beforeAll(async () => {
  owner = await someone();
});

const csv = (...lines: string[]): string => `date,ticker,sector,price\n${lines.join("\n")}\n`;

async function convertOne(content: string | Buffer, recipe = prices, name = "prices.csv") {
  const datasetId = await convertedDataset(owner, { [name]: content }, recipe);
  const [file] = await filesOf(datasetId);
  const rejects = await new Response((await openRejects(owner, datasetId)).body).text();
  const rows = file?.part ? await readRows([file.part.objectKey]) : [];
  return { datasetId, file, rows, rejects: rejects.trimEnd().split("\n").slice(1) };
}

test("a clean file becomes typed rows in (ticker, date) order, whatever order it came in", async () => {
  const { file, rows } = await convertOne(csv("2020-01-03,B,X,2.5", "2020-01-02,B,X,1", "2020-01-02,A,X,1e3"));
  expect(rows).toEqual([
    ["2020-01-02", "A", "X", 1000],
    ["2020-01-02", "B", "X", 1],
    ["2020-01-03", "B", "X", 2.5],
  ]);
  expect([file?.state, file?.rowsRead, file?.rowsGood, file?.rowsRejected]).toEqual(["converted", 3n, 3n, 0n]);
  expect(file?.sha256).toMatch(/^[0-9a-f]{64}$/);
});

test("what does not fit its type is rejected with row, column, value, reason and raw line, and nothing is altered", async () => {
  const recipe = recipeOf(["day:date", "count:integer", "price:number"]);
  const lines = [
    "day,count,price",
    "2020-01-01,1,1.5",
    "2020-02-30,2,1",
    "2020-01-02 10:00,3,1",
    "2020-01-03,1.7,x",
    "2020-01-04,007,1e400",
    "2020-01-05,4,2",
  ];
  const { file, rows, rejects } = await convertOne(`${lines.join("\n")}\n`, recipe);
  expect(rows).toEqual([
    ["2020-01-01", "1", 1.5],
    ["2020-01-05", "4", 2],
  ]);
  expect([file?.rowsRead, file?.rowsGood, file?.rowsRejected]).toEqual([6n, 2n, 4n]);
  expect(rejects.map((line) => line.split(",").slice(1, 4).join(" "))).toEqual([
    "2 day 2020-02-30",
    "3 day 2020-01-02 10:00",
    "4 count 1.7",
    "4 price x",
    "5 count 007",
    "5 price 1e400",
  ]);
  expect(rejects[0]).toContain('"2020-02-30,2,1"');
});

describe("records the engine would bend are set aside with their raw line", () => {
  test.each([
    ["one cell too many, though it is empty", "2020-01-02,A,X,1,", "has 5 cells"],
    ["one cell too few", "2020-01-02,A,X", "has 3 cells"],
    ["a NUL byte", "2020-01-02,A\0B,X,1", "NUL"],
    ["text after a closing quote", '2020-01-02,"A"B,X,1', "after a closing quote"],
    ["spaces before a quote", '2020-01-02, "A",X,1', "spaces before a quote"],
  ])("%s", async (_, bad, reason) => {
    const { file, rows, rejects } = await convertOne(csv("2020-01-01,A,X,1", bad, "2020-01-03,A,X,3"));
    expect(rows.map((row) => row[3])).toEqual([1, 3]);
    expect([file?.rowsRead, file?.rowsGood, file?.rowsRejected]).toEqual([3n, 2n, 1n]);
    expect(rejects).toHaveLength(1);
    expect(rejects[0]).toContain(reason);
    expect(rejects[0]).toMatch(/^prices\.csv,2,/);
  });

  test("bytes that are not UTF-8, shown as \\xNN, next to a bad cell in its own row", async () => {
    const bytes = Buffer.concat([
      Buffer.from(csv("2020-01-01,A,X,1", "2020-01-02,A,X,oops")),
      Buffer.from([0x41, 0xe9]),
      Buffer.from(",A,X,1\n2020-01-04,A,X,4\n"),
    ]);
    const { file, rejects } = await convertOne(bytes);
    expect([file?.rowsRead, file?.rowsGood, file?.rowsRejected]).toEqual([4n, 2n, 2n]);
    expect(rejects[0]).toMatch(/^prices\.csv,2,price,oops,/);
    expect(rejects[1]).toMatch(/^prices\.csv,3,,,is not valid UTF-8,"A\\xe9,A,X,1"$/);
  });
});

describe("newlines, quotes and byte order marks are read as they are meant", () => {
  test.each([
    ["CRLF", csv("2020-01-01,A,X,1", "2020-01-02,A,X,2").replaceAll("\n", "\r\n")],
    ["mixed newlines", csv("2020-01-01,A,X,1\r", "2020-01-02,A,X,2")],
    ["lone carriage returns", csv("2020-01-01,A,X,1", "2020-01-02,A,X,2").replaceAll("\n", "\r")],
    ["a byte order mark", `\ufeff${csv("2020-01-01,A,X,1", "2020-01-02,A,X,2")}`],
    ["no newline at the end", csv("2020-01-01,A,X,1", "2020-01-02,A,X,2").trimEnd()],
    ["blank lines", csv("2020-01-01,A,X,1", "", "2020-01-02,A,X,2", "")],
    ["quoted cells", csv('"2020-01-01","A","X","1"', '2020-01-02,"A",X,2')],
  ])("%s", async (_, content) => {
    const { file, rows } = await convertOne(content);
    expect(rows).toEqual([
      ["2020-01-01", "A", "X", 1],
      ["2020-01-02", "A", "X", 2],
    ]);
    expect(file?.rowsRead).toBe(2n);
  });

  test("a newline and a doubled quote inside quotes belong to the value", async () => {
    const { rows } = await convertOne(csv('2020-01-01,A,"X, ""big""\nY",1'));
    expect(rows).toEqual([["2020-01-01", "A", 'X, "big"\nY', 1]]);
  });

  test("another delimiter and lines before the header", async () => {
    const recipe = { ...prices, dialect: { ...commas, delimiter: ";" as const, skipLines: 2 } };
    const { rows } = await convertOne(`Export of today\n\n${csv("2020-01-01,A,X,1").replaceAll(",", ";")}`, recipe);
    expect(rows).toEqual([["2020-01-01", "A", "X", 1]]);
  });
});

describe("a file that cannot be trusted as a whole fails with a sentence, and keeps nothing", () => {
  test.each([
    [
      "a quote that never closes",
      csv("2020-01-01,A,X,1", '2020-01-02,"A,X,1', "2020-01-03,A,X,1"),
      /quote.*row 2.*never closed/i,
    ],
    ["a record longer than 2 MiB", csv(`2020-01-01,${"A".repeat(2 ** 21)},X,1`), /Row 1 is longer than 2 MiB/],
    [
      "no row that fits",
      csv("1 Jan,A,X,1", "2 Jan,A,X,2"),
      /None of the 2 rows fits the confirmed types. The first row: “1 Jan” in date: /,
    ],
    ["a recipe column that is gone", "date,ticker,price\n2020-01-01,A,1\n", /sector/],
    ["a column nobody confirmed", "date,ticker,sector,price,extra\n2020-01-01,A,X,1,2\n", /extra/],
  ])("%s", async (_, content, sentence) => {
    const { file } = await convertOne(content);
    expect(file?.state).toBe("failed");
    expect(file?.failure).toMatch(sentence);
    expect(file?.part).toBeNull();
  });
});

describe("a file whose cells are all plainly spelled is held to its types like any other", () => {
  test("days that no calendar has are rejected", async () => {
    const { rows, rejects } = await convertOne(csv("2020-01-01,A,X,1", "2020-02-30,A,X,2", "0000-01-01,A,X,3"));
    expect(rows).toHaveLength(1);
    expect(rejects.map((line) => line.split(",").slice(1, 5).join(" "))).toEqual([
      "2 date 2020-02-30 not a day in the calendar",
      "3 date 0000-01-01 not a day in the calendar",
    ]);
  });

  test("an empty cell is no value, quoted or not, where that is allowed", async () => {
    const { rows } = await convertOne(csv(",,,", '"","","",""', "2020-01-01,A,X,0.5"));
    expect(rows).toEqual([
      ["2020-01-01", "A", "X", 0.5],
      [null, null, null, null],
      [null, null, null, null],
    ]);
    const strict = { ...prices, columns: prices.columns.map((column) => ({ ...column, nullTokens: [] })) };
    const { rejects } = await convertOne(csv("2020-01-01,A,X,", '2020-01-02,A,X,""', "2020-01-03,,,1"), strict);
    expect(rejects.map((line) => line.split(",").slice(1, 3).join(" "))).toEqual(["1 price", "2 price"]);
  });
});

test("one bad file does not hold up the others", async () => {
  const datasetId = await convertedDataset(
    owner,
    { "a.csv": csv("2020-01-01,A,X,1"), "b.csv": csv('2020-01-01,"B,X,1'), "c.csv": csv("2020-01-01,C,X,1") },
    prices,
  );
  expect((await filesOf(datasetId)).map(({ state }) => state)).toEqual(["converted", "failed", "converted"]);
  expect((await newestManifest(datasetId)).files).toBe(2);
});

test("columns are found by name in each file's own header, in any order and spelling", async () => {
  const files = { "a.csv": csv("2020-01-01,A,X,1"), "b.csv": "PRICE,Sector,Ticker,Date\n2,Y,B,2020-01-02\n" };
  const datasetId = await convertedDataset(owner, files, prices);
  const { shards } = await newestManifest(datasetId);
  expect(await readRows(shards.map(({ key }) => key))).toEqual([
    ["2020-01-01", "A", "X", 1],
    ["2020-01-02", "B", "Y", 2],
  ]);
});

test("the ticker comes from the file's name and the sector from a constant", async () => {
  const recipe = recipeOf(
    ["date:date:date", "price:number:price"],
    [
      { name: "ticker", role: "ticker", from: "file-name", pattern: "([^/.]+)\\.csv$", upperCase: true },
      { name: "sector", role: "sector", from: "constant", value: "TECHNOLOGY" },
    ],
  );
  const { rows } = await convertOne("date,price\n2020-01-01,1\n", recipe, "drawer/aapl.csv");
  expect(rows).toEqual([["2020-01-01", 1, "AAPL", "TECHNOLOGY"]]);
});

describe("clustering", () => {
  const lines = (ticker: string, days: number, from = 1) =>
    Array.from({ length: days }, (_, at) => `2020-01-${String(from + at).padStart(2, "0")},${ticker},X,${from + at}`);

  test("files whose tickers overlap are merged, each ticker whole and sorted", async () => {
    const files = {
      "jan.csv": csv(...lines("A", 3), ...lines("C", 3)),
      "more.csv": csv(...lines("A", 3, 4), ...lines("B", 2)),
    };
    const manifest = await newestManifest(await convertedDataset(owner, files, prices));
    const rows = await readRows(manifest.shards.map(({ key }) => key));
    expect(rows.map(([date, ticker]) => `${ticker}${String(date).slice(-2)}`)).toEqual([
      "A01",
      "A02",
      "A03",
      "A04",
      "A05",
      "A06",
      "B01",
      "B02",
      "C01",
      "C02",
      "C03",
    ]);
    expect(manifest).toMatchObject({
      tickers: 3,
      sectors: 1,
      files: 2,
      period: { from: "2020-01-01", to: "2020-01-06" },
      duplicates: { rows: 0 },
    });
  });

  test("files with tickers of their own are shards as they are", async () => {
    const datasetId = await convertedDataset(
      owner,
      { "b.csv": csv(...lines("B", 2)), "a.csv": csv(...lines("A", 2)) },
      prices,
    );
    const keys = (await filesOf(datasetId)).map(({ part }) => part?.objectKey);
    expect((await newestManifest(datasetId)).shards.map(({ key }) => key)).toEqual(keys);
  });

  test("rows that repeat a ticker and date are counted and shown", async () => {
    const manifest = await newestManifest(
      await convertedDataset(owner, { "a.csv": csv(...lines("A", 2), ...lines("A", 1)) }, prices),
    );
    expect(manifest.duplicates).toEqual({ rows: 1, examples: [{ ticker: "A", date: "2020-01-01" }] });
  });

  test("more files make the next version; the same files again make none", async () => {
    const datasetId = await convertedDataset(owner, { "a.csv": csv(...lines("A", 2)) }, prices);
    await addFiles(owner, datasetId, { "b.csv": csv(...lines("B", 2)) }, prices);
    expect(await newestManifest(datasetId)).toMatchObject({ files: 2, tickers: 2 });
  });
});
