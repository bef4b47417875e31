import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { db } from "#lib/platform/db.ts";
import type { JobKind } from "#lib/platform/jobs/kinds.ts";
import { enqueue } from "#lib/platform/jobs/queue.ts";
import { type JobHandler, runJob } from "#lib/platform/jobs/run-job.ts";
import type { User } from "#lib/platform/session.ts";
import { downloadObject } from "#lib/platform/storage.ts";
import { type DerivedColumn, type Dialect, PLAIN_DIALECT, type Recipe, RecipeColumn } from "#lib/schema/contract.ts";
import { arrivedFile, emptyDataset } from "#lib/upload/uploads-under-test.ts";
import { clusterDataset } from "./cluster.ts";
import { Manifest } from "./contract.ts";
import { convertFile } from "./convert.ts";
import { markConversionFailed } from "./queries.ts";

export const commas: Dialect = PLAIN_DIALECT;

const FORMATS: Record<string, string> = { date: "yyyy-mm-dd", number: "1.5", integer: "123", text: "as-is" };

/** A recipe column in short: `name:type[:role]`. */
export function column(short: string): RecipeColumn {
  const [name = "", type = "text", role = "none"] = short.split(":");
  return RecipeColumn.parse({ source: name, name, type, format: FORMATS[type], role });
}

export const recipeOf = (columns: string[], derived: DerivedColumn[] = [], dialect = commas): Recipe => ({
  dialect,
  columns: columns.map(column),
  derived,
});

/** Date, ticker, sector and price, as most tests need them. */
export const prices = recipeOf(["date:date:date", "ticker:text:ticker", "sector:text:sector", "price:number:price"]);

/** Uploads and confirms files for real, then converts and clusters them in this process. */
export async function convertedDataset(
  owner: User,
  files: Record<string, string | Buffer>,
  recipe: Recipe,
): Promise<string> {
  const datasetId = await emptyDataset(owner);
  await addFiles(owner, datasetId, files, recipe);
  return datasetId;
}

export async function addFiles(
  owner: User,
  datasetId: string,
  files: Record<string, string | Buffer>,
  recipe: Recipe,
): Promise<void> {
  const version = 1 + (await db().recipe.count({ where: { datasetId } }));
  await db().recipe.create({ data: { datasetId, version, signature: "test", body: recipe } });
  for (const [path, content] of Object.entries(files)) {
    const file = await arrivedFile(
      owner,
      datasetId,
      path,
      typeof content === "string" ? content : new Uint8Array(content),
    );
    await db().sourceFile.update({ where: { id: file.id }, data: { state: "confirmed" } });
  }
  const confirmed = await db().sourceFile.findMany({
    where: { datasetId, state: "confirmed" },
    orderBy: { path: "asc" },
  });
  for (const { id } of confirmed)
    await doJob(owner, "file.convert", id, { work: convertFile, failed: markConversionFailed });
  const clustering = await db().job.findFirst({
    where: { kind: "dataset.cluster", subject: datasetId, state: "queued" },
  });
  if (clustering) await doJob(owner, "dataset.cluster", datasetId, { work: clusterDataset, failed: async () => {} });
}

export async function doJob(owner: User, kind: JobKind, subject: string, handler: JobHandler): Promise<void> {
  const jobId = await enqueue(db(), { kind, subject, ownerId: owner.id });
  await runJob(kind, jobId, handler, new AbortController().signal);
}

export const filesOf = (datasetId: string) =>
  db().sourceFile.findMany({ where: { datasetId }, orderBy: { path: "asc" }, include: { part: true } });

export async function newestManifest(datasetId: string): Promise<Manifest> {
  const version = await db().datasetVersion.findFirstOrThrow({ where: { datasetId }, orderBy: { number: "desc" } });
  return Manifest.parse(version.manifest);
}

/** The rows of some Parquet objects, in file order, as JSON values. */
export async function readRows(keys: string[]): Promise<unknown[][]> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const rows: unknown[][] = [];
  for (const [at, key] of keys.entries()) {
    const path = join(process.env.PARQUETRY_DATA_DIR ?? "", `read-${at}.parquet`);
    await downloadObject(key, path);
    const read = await connection.runAndReadAll(`SELECT * FROM read_parquet('${path}')`);
    for (const row of read.getRowsJson()) rows.push(row);
  }
  return rows;
}
