import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AppError } from "#lib/platform/errors.ts";
import { SimulateOptions, type SimulateProgress, simulateFiles } from "./simulate.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "simulate-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const YEARS = { from: "2018-01-01", to: "2019-12-31" };

async function simulate(name: string, options: Record<string, unknown> = {}) {
  const parsed = SimulateOptions.parse({ ...YEARS, files: 3, out: join(folder, name), ...options });
  const { files } = await simulateFiles(parsed);
  const texts = await Promise.all(files.map(({ path }) => readFile(path, "utf8")));
  return { files, texts, tables: texts.map(parseTable), out: parsed.out };
}

const parseTable = (text: string) => {
  const [header = "", ...lines] = text.trimEnd().split("\n");
  const names = header.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((value, i) => [names[i] ?? "extra", value])));
};

const sha256 = (texts: string[]) => createHash("sha256").update(texts.join("")).digest("hex");
const bodies = (texts: string[]) => texts.map((text) => text.slice(text.indexOf("\n") + 1)).join("");

describe("the bytes", () => {
  test.each([
    ["merton", "nine", "d9fb5ffe9d2e594b0eb0e5dc6a741edc573b7250259a8a2e55d3864593dc419b"],
    ["merton", "four", "e3041587f35e8966af6bdbf529bcc76c51274ae4a05cd1c696624a9dac4f2136"],
    ["gbm", "nine", "de88f93ffa132f9e7778c6f2668a16a54f4925f00baf464e41c111604cc959ca"],
    ["seed", "nine", "b9d549c5a417deb33d8b0b9b358702546a487bfcc1daa7fde183969576e909fa"],
    ["seed", "four", "c67bf768eeb3023ab50ea57333d5fffc5888a3f7f074ba8c99ee4cc5d6d5b0a3"],
  ])("of %s in %s columns are these for seed 7, for ever", async (model, columns, expected) => {
    const { texts } = await simulate(`bytes-${model}-${columns}`, { model, columns });
    expect(sha256(texts)).toBe(expected);
  });

  test("differ for another seed", async () => {
    const [seven, eight] = [await simulate("seven", { seed: 7 }), await simulate("eight", { seed: 8 })];
    expect(sha256(seven.texts)).not.toBe(sha256(eight.texts));
  });

  test("of a ticker do not depend on how tickers are spread over files", async () => {
    const together = await simulate("together", { files: 1, tickersPerFile: 6 });
    const apart = await simulate("apart", { files: 6, tickersPerFile: 1 });
    expect(together.files).toHaveLength(1);
    expect(apart.files).toHaveLength(6);
    expect(bodies(apart.texts)).toBe(bodies(together.texts));
  });
});

describe("the files", () => {
  test("hold every business day from 1900-01-05 to 2019-07-20 for each ticker by default", async () => {
    const { files, tables } = await simulate("century", {
      from: undefined,
      to: undefined,
      files: 2,
      tickersPerFile: 1,
    });
    expect(files.map(({ rows }) => rows)).toEqual([31_186, 31_186]);
    for (const table of tables) {
      expect(table).toHaveLength(31_186);
      expect(table.some(({ date = "" }) => [0, 6].includes(new Date(date).getUTCDay()))).toBe(false);
    }
  });

  test("are named in order, say their true size and leave nothing else behind", async () => {
    const { files, out } = await simulate("names");
    const names = ["prices_0001.csv", "prices_0002.csv", "prices_0003.csv"];
    expect(files.map(({ path }) => basename(path))).toEqual(names);
    expect((await readdir(out)).sort()).toEqual(names);
    for (const { path, bytes } of files) expect((await stat(path)).size).toBe(bytes);
  });

  test("have sorted tickers, none of them in two files, and sorted days within each", async () => {
    const { tables } = await simulate("sorted", { files: 5 });
    const keys = tables.flat().map(({ ticker, date }) => `${ticker} ${date}`);
    expect(keys).toEqual(keys.toSorted());
    expect(new Set(keys).size).toBe(keys.length);
    const tickers = tables.map((table) => new Set(table.map(({ ticker }) => ticker)));
    expect(tickers.map(({ size }) => size)).toEqual([3, 3, 3, 3, 3]);
    expect(new Set(tickers.flatMap((names) => [...names])).size).toBe(15);
  });

  test("have nine columns, or four whose price is the adjusted close", async () => {
    const [nine, four] = [await simulate("nine"), await simulate("four", { columns: "four" })];
    expect(nine.texts[0]).toMatch(/^date,ticker,sector,adj_close,high,low,open,close,volume\n/);
    expect(four.texts[0]).toMatch(/^date,ticker,sector,price\n/);
    const shortened = nine.tables
      .flat()
      .map(({ date, ticker, sector, adj_close }) => [date, ticker, sector, adj_close]);
    expect(four.tables.flat().map(Object.values)).toEqual(shortened);
  });

  test("of the seed's model have one price five times, with every digit, and one volume", async () => {
    const { tables } = await simulate("flat", { model: "seed" });
    for (const row of tables.flat()) {
      const { adj_close: price, ...same } = row;
      expect(same).toMatchObject({ high: price, low: price, open: price, close: price, volume: "1000000" });
      expect(String(Number(price))).toBe(price);
    }
    const digits = tables.flat().map(({ close = "" }) => close.replace(".", "").length);
    expect(Math.max(...digits)).toBeGreaterThanOrEqual(17);
  });
});

test("progress adds up to what was written", async () => {
  const heard: SimulateProgress[] = [];
  const options = SimulateOptions.parse({ ...YEARS, files: 3, out: join(folder, "progress") });
  const { files } = await simulateFiles(options, (progress) => heard.push(progress));
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  expect(heard.at(-1)).toEqual({ filesDone: 3, files: 3, rowsDone: rows, rows, bytesDone: bytes });
  expect(heard.map(({ rowsDone }) => rowsDone)).toEqual(
    heard.map(({ rowsDone }) => rowsDone).toSorted((a, b) => a - b),
  );
});

describe("a folder that cannot be written", () => {
  const failure = (out: string) => simulateFiles(SimulateOptions.parse({ ...YEARS, files: 3, out })).catch((e) => e);

  test("because it is a file is named with the reason", async () => {
    const out = join(folder, "a-file");
    await writeFile(out, "");
    const error = await failure(out);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({
      kind: "invalid_input",
      message: `Cannot write to ${out}: there is a file of that name.`,
    });
  });

  test("because it lies below a file is named with the reason", async () => {
    const out = join(folder, "b-file", "drawer");
    await writeFile(join(folder, "b-file"), "");
    expect(await failure(out)).toMatchObject({
      message: `Cannot write to ${out}: part of the path is a file, not a folder.`,
    });
  });

  test("because a folder has the name of a file fails without leaving half-written files", async () => {
    const out = join(folder, "occupied");
    await mkdir(join(out, "prices_0002.csv"), { recursive: true });
    expect(await failure(out)).toMatchObject({
      message: `Cannot write to ${out}: there is a folder with the name of one of the files.`,
    });
    expect((await readdir(out)).filter((name) => name.endsWith(".partial"))).toEqual([]);
  });
});
