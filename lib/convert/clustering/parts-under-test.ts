import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { clusterDataset } from "#lib/convert/cluster.ts";
import { doJob, prices } from "#lib/convert/dataset-under-test.ts";
import { roleColumns } from "#lib/convert/roles.ts";
import { factStatements, readFacts } from "#lib/convert/shard-facts.ts";
import { db } from "#lib/platform/db.ts";
import { runEngine } from "#lib/platform/engine/engine.ts";
import type { User } from "#lib/platform/session.ts";
import { uploadFile } from "#lib/platform/storage.ts";
import type { Recipe } from "#lib/schema/contract.ts";
import { arrivedFile } from "#lib/upload/uploads-under-test.ts";
import type { Limits } from "./limits.ts";

/** Date, ticker, sector and price of a row; the price tells rows apart. */
export type Row = [date: string | null, ticker: string | null, sector: string, price: number];

/** DuckDB cuts row groups at its vectors: this is the smallest. */
export const GROUP_ROWS = 2_048;

/** Limits that make large data of a few thousand rows. */
export const SMALL: Limits = {
  shardRows: { least: 8_000, most: 8_000 },
  shards: 16,
  shardBytes: 2 ** 30,
  largestShards: 2,
  smallRows: 500,
  smallBytes: 2 ** 30,
  smallShards: 3,
  copiedGroupRows: 1_000,
  smallGroups: 0,
  usedShare: 0.75,
  sortedRows: { least: 3_000, most: 3_000 },
  poolBytes: 100_000,
  decodedTimes: 4,
  fetchedTimes: 3,
  runs: 4,
};

/** Stores rows as the sorted part of a converted file of its own, in row groups of 2,048 rows and perhaps other Parquet options. */
export async function storePart(
  owner: User,
  datasetId: string,
  path: string,
  rows: readonly Row[],
  options = "",
): Promise<void> {
  const file = await arrivedFile(owner, datasetId, path, `${path}\n`);
  const name = join(process.env.PARQUETRY_DATA_DIR ?? "", `${file.id}.parquet`);
  await writeRows(name, rows, options);
  const roles = roleColumns(prices);
  const plan = {
    paths: [name],
    spillDir: process.env.PARQUETRY_DATA_DIR ?? "",
    steps: [factStatements(name, roles, "part")],
  };
  const { facts } = readFacts(await runEngine(plan, { owner: owner.id }), "part");
  const attemptId = crypto.randomUUID();
  const objectKey = `lake/${attemptId}/part.parquet`;
  const { bytes } = await uploadFile(name, objectKey, "application/vnd.apache.parquet");
  const recipe = await db().recipe.findFirstOrThrow({ where: { datasetId } });
  const counted = { rows: BigInt(rows.length), bytes: BigInt(bytes) };
  const part = { recipeId: recipe.id, attemptId, objectKey, stats: facts, ...counted };
  await db().part.upsert({ where: { fileId: file.id }, create: { fileId: file.id, ...part }, update: part });
  const read = { rowsRead: counted.rows, rowsGood: counted.rows, rowsRejected: 0n, sha256: attemptId };
  await db().sourceFile.update({ where: { id: file.id }, data: { state: "converted", ...read } });
}

async function writeRows(path: string, rows: readonly Row[], options: string): Promise<void> {
  await writeFile(`${path}.csv`, rows.map((row) => `${row.map((cell) => cell ?? "").join(",")}\n`).join(""));
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const columns = "{'date': 'DATE', 'ticker': 'VARCHAR', 'sector': 'VARCHAR', 'price': 'DOUBLE'}";
  await connection.run(`COPY (
    SELECT * EXCLUDE (n)
    FROM (SELECT row_number() OVER () AS n, * FROM read_csv('${path}.csv', header = false, columns = ${columns}))
    ORDER BY ticker NULLS LAST, date NULLS LAST, n
  ) TO '${path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${GROUP_ROWS} ${options})`);
}

/** A dataset that has its recipe and no files yet. */
export async function datasetWithRecipe(
  owner: User,
  recipe: Recipe & { duplicates?: string } = prices,
): Promise<string> {
  const { id } = await db().dataset.create({ data: { ownerId: owner.id, name: crypto.randomUUID() } });
  await db().recipe.create({ data: { datasetId: id, version: 1, signature: "test", body: recipe } });
  return id;
}

/** Clusters for real; resolves to the sentence if it failed. */
export async function cluster(owner: User, datasetId: string, limits = SMALL): Promise<string | undefined> {
  const work = {
    work: (attempt: Parameters<typeof clusterDataset>[0]) => clusterDataset(attempt, limits),
    failed: async () => {},
  };
  await doJob(owner, "dataset.cluster", datasetId, work);
  const job = await db().job.findFirstOrThrow({ where: { kind: "dataset.cluster", subject: datasetId } });
  if (job.state === "succeeded") return undefined;
  return `${job.state}: ${job.failure}`;
}
