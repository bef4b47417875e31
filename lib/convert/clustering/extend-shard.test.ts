import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { newestManifest, prices, readRows } from "#lib/convert/dataset-under-test.ts";
import { roleColumns } from "#lib/convert/roles.ts";
import { factStatements, readFacts } from "#lib/convert/shard-facts.ts";
import { runEngine } from "#lib/platform/engine/engine.ts";
import type { User } from "#lib/platform/session.ts";
import { downloadObject } from "#lib/platform/storage.ts";
import { someone, withUploadServices } from "#lib/upload/uploads-under-test.ts";
import { readLedger } from "./ledger.ts";
import { cluster, datasetWithRecipe, GROUP_ROWS, type Row, SMALL, storePart } from "./parts-under-test.ts";

withUploadServices();

/** All rows come into one shard. */
const LIMITS = {
  ...SMALL,
  shardRows: { least: 100_000, most: 100_000 },
  smallRows: 1_000_000,
  smallShards: 0,
  smallGroups: 16,
  poolBytes: 2 ** 30,
};
const TICKERS = ["B", "D", "F", "H", "J", "L"];
const DAYS = 2 * GROUP_ROWS;

let owner: User;
let price = 0;
/** Rows of one ticker on days that follow one another, each so wide that a few thousand of them fill a part of an upload. */
const block = (ticker: string, from: number, days: number): Row[] =>
  Array.from({ length: days }, (_, at) => [dayName(from + at), ticker, randomBytes(240).toString("hex"), ++price]);
const dayName = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

const narrow = (days: number, from = DAYS): Row[] =>
  TICKERS.flatMap((ticker) => block(ticker, from, days)).map(([date, ticker, , own]) => [date, ticker, "X", own]);

const old: Record<string, Row[]> = {
  m: TICKERS.slice(0, 3).flatMap((ticker) => block(ticker, 0, DAYS)),
  n: TICKERS.slice(3).flatMap((ticker) => block(ticker, 0, DAYS)),
};

beforeAll(async () => {
  owner = await someone();
});

/** A drawer of one shard that is large enough to go on. */
async function clustered(): Promise<string> {
  const datasetId = await datasetWithRecipe(owner);
  for (const [path, rows] of Object.entries(old)) await storePart(owner, datasetId, path, rows);
  expect(await cluster(owner, datasetId, LIMITS)).toBeUndefined();
  expect((await newestManifest(datasetId)).shards).toHaveLength(1);
  return datasetId;
}

async function bytesOf(key: string): Promise<Buffer> {
  const path = join(process.env.PARQUETRY_DATA_DIR ?? "", "bytes-under-test");
  await downloadObject(key, path);
  return readFile(path);
}

/** Whether the newest version's first shard begins with all bytes of the first one of the version before. */
async function append(datasetId: string, path: string, rows: Row[]): Promise<boolean> {
  const [before] = (await newestManifest(datasetId)).shards;
  await storePart(owner, datasetId, path, rows);
  expect(await cluster(owner, datasetId, LIMITS)).toBeUndefined();
  const [after] = (await newestManifest(datasetId)).shards;
  const first = await bytesOf(before?.key ?? "");
  return (await bytesOf(after?.key ?? "")).subarray(0, first.length).equals(first);
}

/** Every row in its place, and everything that is known of the shard as it is found by reading it. */
async function expectAll(datasetId: string, drawer: Record<string, Row[]>): Promise<void> {
  const { shards, ledger } = await newestManifest(datasetId);
  const [{ key } = { key: "" }] = shards;
  const rows = Object.keys(drawer)
    .sort()
    .flatMap((path) => drawer[path] ?? [])
    .map((row) => ({ row, place: `${row[1]} ${row[0]}` }))
    .sort((a, b) => Number(a.place > b.place) - Number(a.place < b.place));
  expect((await readRows([key])).map(String)).toEqual(rows.map(({ row }) => String(row)));
  const path = join(process.env.PARQUETRY_DATA_DIR ?? "", "shard-under-test.parquet");
  await downloadObject(key, path);
  const spillDir = process.env.PARQUETRY_DATA_DIR ?? "";
  const steps = [factStatements(path, roleColumns(prices), "whole")];
  const { facts, stepsBack } = readFacts(await runEngine({ paths: [path], spillDir, steps }), "whole");
  expect(stepsBack).toBe(0);
  const known = (await readLedger(ledger ?? ""))?.shards.map((shard) => shard.facts);
  expect(known).toEqual([{ ...facts, sectors: null }]);
}

describe("a large shard keeps its bytes in the store, and what is new stands behind them", () => {
  test.each<[string, Row[]]>([
    ["one ticker's later days", block("D", DAYS, 3_000)],
    ["a few later days of every ticker", narrow(20)],
    ["tickers between those that are there", [...block("C", 0, 2_000), ...block("M", 0, 5)]],
    ["days that lie among a ticker's, and some of them again", [...block("F", 10, 5), ...block("F", DAYS, 5)]],
    ["sooner days", narrow(3, -3)],
  ])("%s", async (_, rows) => {
    const datasetId = await clustered();
    expect(await append(datasetId, "o", rows)).toBe(true);
    await expectAll(datasetId, { ...old, o: rows });
  });
});

test("the small row groups of one append grow with the next", async () => {
  const datasetId = await clustered();
  const drawer = { ...old, o: narrow(4), p: narrow(3, DAYS + 4), q: block("H", DAYS + 7, 1) };
  for (const path of ["o", "p", "q"] as const) expect(await append(datasetId, path, drawer[path])).toBe(true);
  await expectAll(datasetId, drawer);
});

test("a shard of which most would be written anew is made anew", async () => {
  const datasetId = await clustered();
  const rows = TICKERS.flatMap((ticker) => block(ticker, 0, DAYS).filter((_, at) => at % 1_000 === 0));
  expect(await append(datasetId, "o", rows)).toBe(false);
  await expectAll(datasetId, { ...old, o: rows });
});

test("random files, one after the other, come to the same rows", async () => {
  const blocks = fc.record({
    ticker: fc.constantFrom("A", ...TICKERS, "É", "🙂"),
    from: fc.oneof(fc.constant(DAYS), fc.integer({ min: -50, max: DAYS + 50 })),
    days: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 500, max: 3_000 })),
  });
  const files = fc.array(fc.array(blocks, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(files, fc.shuffledSubarray(["k", "l", "o", "p"], { minLength: 4 }), async (given, names) => {
      const datasetId = await clustered();
      const drawer = { ...old };
      for (const [at, parts] of given.entries()) {
        const path = names[at] ?? "";
        drawer[path] = parts.flatMap(({ ticker, from, days }) => block(ticker, from, days));
        await append(datasetId, path, drawer[path]);
        await expectAll(datasetId, drawer);
      }
    }),
    { numRuns: Number(process.env.CLUSTER_RUNS ?? 3) },
  );
}, 3_600_000);
