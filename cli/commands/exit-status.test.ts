import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parquetry } from "./command-under-test.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "parquetry-usage-"));
});
afterAll(() => rm(folder, { recursive: true }));

const run = (...args: string[]) => parquetry(args, { PARQUETRY_DATA_DIR: folder });

test("help is an answer, not a failure", async () => {
  const { status, stdout } = await run("--help");
  expect(status).toBe(0);
  for (const command of ["start", "simulate", "import", "run", "sweep", "export", "rejects", "share", "status"])
    expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
});

test.each([
  ["an unknown command", ["nonsense"], /unknown command .nonsense./],
  ["an unknown option", ["status", "--loud"], /unknown option '--loud'/],
  ["a missing path", ["import", "--dataset", "x"], /missing required argument 'path'/],
  ["a number out of range", ["simulate", "--out", "x", "--files", "0"], /^--files: /],
  ["values that cannot be read", ["sweep", "x", "--set", "window=60..3"], /--set window: write values as 3\.\.60/],
  ["an unknown parameter", ["run", "x", "--set", "amont=1"], /there is no parameter amont\. There are: amount,/],
  ["a run that is no number", ["share", "latest"], /A run is named by its number/],
  ["a password, which is not possible yet", ["share", "1", "--password"], /cannot have a password yet/],
  ["an expiry in another unit", ["share", "1", "--expires", "2w"], /such as 30d/],
  ["an answer without a format", ["import", ".", "--dataset", "x", "--answer", "date"], /name=value/],
  ["a pattern that is none", ["import", ".", "--dataset", "x", "--ticker-pattern", "("], /not a regular expression/],
])("%s is wrong usage: status 2 and one sentence", async (_, args, sentence) => {
  const { status, stdout, stderr } = await run(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(sentence);
  expect(stderr.trim().split("\n")).toHaveLength(1);
});

test("without a server a command fails with a sentence that says how to start one", async () => {
  const { status, stdout, stderr } = await run("status", "--json");
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(/^No server found\. Start one with `npm start`.*\n$/);
});

test("a server that is gone is said in one sentence", async () => {
  await writeFile(join(folder, "cli.json"), JSON.stringify({ url: "http://127.0.0.1:9", token: "t" }));
  const { status, stderr } = await run("status");
  await rm(join(folder, "cli.json"));
  expect(status).toBe(1);
  expect(stderr).toBe("The server at http://127.0.0.1:9 cannot be reached. Is it running?\n");
});

test("simulate writes files without a server and says what it wrote as one document", async () => {
  const out = join(folder, "drawer");
  const sizes = ["--files", "2", "--tickers-per-file", "1", "--from", "2019-01-01", "--to", "2019-03-31"];
  const { status, stdout } = await run("simulate", "--out", out, ...sizes, "--columns", "four", "--json");
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ rows: 128, files: [{ rows: 64 }, { rows: 64 }] });
  expect(await readdir(out)).toEqual(["prices_0001.csv", "prices_0002.csv"]);
});
