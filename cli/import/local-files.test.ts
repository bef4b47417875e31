import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listLocalFiles } from "./local-files.ts";

const FILES = [
  "2019/jan.csv",
  "2019/deep/feb.TSV",
  "2019/.hidden.csv",
  "2019/notes.md",
  "2018/a.csv.gz",
  "2018/b.TXT.ZST",
  "2018/c.gz",
  "2020/jan.csv",
  "report.pdf",
];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "parquetry-local-"));
  for (const file of FILES) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), "x");
  }
});
afterAll(() => rm(folder, { recursive: true }));

const namesIn = async (...paths: string[]) =>
  (await listLocalFiles(paths.map((path) => join(folder, path)))).map(({ name }) => name);

test("a folder gives its CSV, TSV and text files by their path inside it, without hidden ones", async () => {
  expect(await namesIn("2019")).toEqual(["deep/feb.TSV", "jan.csv"]);
  expect(await namesIn(".")).toEqual([
    "2018/a.csv.gz",
    "2018/b.TXT.ZST",
    "2019/deep/feb.TSV",
    "2019/jan.csv",
    "2020/jan.csv",
  ]);
});

test("compressed ones are taken by the name inside", async () => {
  expect(await namesIn("2018")).toEqual(["a.csv.gz", "b.TXT.ZST"]);
});

test("a file goes by its own name, whatever its ending", async () => {
  expect(await namesIn("report.pdf", "2019/jan.csv")).toEqual(["jan.csv", "report.pdf"]);
});

test("two files of one name are told apart by their folders", async () => {
  expect(await namesIn("2019", "2020")).toEqual(["2019/jan.csv", "2020/jan.csv", "deep/feb.TSV"]);
});

test("a file that is named twice is one file", async () => {
  expect(await namesIn("2019", "2019/jan.csv")).toEqual(["deep/feb.TSV", "jan.csv"]);
});

test("a path that is not there and a folder without files are each a sentence", async () => {
  await expect(namesIn("2021")).rejects.toThrow(/no file or folder .*2021/);
  await mkdir(join(folder, "empty"));
  await expect(namesIn("empty")).rejects.toThrow(/no \.csv, \.tsv or \.txt file, compressed/);
});
