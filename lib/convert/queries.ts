import { type Database, db } from "#lib/platform/db.ts";
import { AppError } from "#lib/platform/errors.ts";
import { enqueue } from "#lib/platform/jobs/queue.ts";
import { type Dialect, Recipe } from "#lib/schema/contract.ts";
import { fileDialect } from "#lib/schema/file-dialect.ts";
import { Inspection } from "#lib/schema/inspection.ts";
import type { Misfit, Prescan, ShardFacts } from "./contract.ts";
import { type LookupFile, listLookups } from "./lookup/queries.ts";

export interface FileToConvert {
  id: string;
  datasetId: string;
  ownerId: string;
  path: string;
  bytes: number;
  bucket: string | null;
  objectKey: string;
  etag: string;
  recipeId: string;
  recipe: Recipe;
  /** How this file is cut: the recipe's dialect, but for what the file showed by itself. */
  dialect: Dialect;
  lookups: LookupFile[];
}

/** A confirmed file with the newest recipe of its dataset. */
export async function getFileToConvert(fileId: string): Promise<FileToConvert> {
  const file = await db().sourceFile.findUnique({
    where: { id: fileId },
    include: { dataset: { include: { recipes: { orderBy: { version: "desc" }, take: 1 } } } },
  });
  const recipe = file?.dataset.recipes[0];
  if (!file || !recipe || !file.etag) throw new AppError("not_found", "The file or its recipe is gone.");
  const { id, datasetId, path, bucket, objectKey, etag } = file;
  const { ownerId } = file.dataset;
  const body = Recipe.parse(recipe.body);
  const inspection = file.inspection === null ? undefined : Inspection.parse(file.inspection);
  return {
    id,
    datasetId,
    ownerId,
    path,
    bytes: Number(file.bytes),
    bucket,
    objectKey,
    etag,
    recipeId: recipe.id,
    recipe: body,
    dialect: fileDialect(body.dialect, inspection),
    lookups: await listLookups(datasetId, body),
  };
}

export interface NewPart {
  attemptId: string;
  objectKey: string;
  bytes: number;
  rejectsKey: string | null;
  facts: ShardFacts;
  misfits: Misfit[];
  /** A digest of the corrections that are in it. */
  corrections: string | null;
  prescan: Prescan;
  /** Corrected rows are among the good ones; of values that became NULL the cells are counted. */
  rows: { read: number; good: number; corrected: number; rejected: number; nulled: number };
}

/** Records the part and the file's accounting, and starts clustering when it was the dataset's last. */
export async function savePart(tx: Database, file: FileToConvert, part: NewPart): Promise<void> {
  const data = {
    recipeId: file.recipeId,
    attemptId: part.attemptId,
    objectKey: part.objectKey,
    bytes: BigInt(part.bytes),
    rows: BigInt(part.rows.good),
    rejectsKey: part.rejectsKey,
    stats: part.facts,
    misfits: part.misfits,
    corrections: part.corrections,
  };
  await tx.part.upsert({ where: { fileId: file.id }, create: { fileId: file.id, ...data }, update: data });
  await tx.sourceFile.update({
    where: { id: file.id },
    data: {
      state: "converted",
      failure: null,
      sha256: part.prescan.sha256,
      prescan: part.prescan,
      rowsRead: BigInt(part.rows.read),
      rowsGood: BigInt(part.rows.good),
      rowsRejected: BigInt(part.rows.rejected),
      rowsCorrected: BigInt(part.rows.corrected),
      valuesNulled: BigInt(part.rows.nulled),
    },
  });
  await clusterWhenReady(tx, file.datasetId, file.ownerId);
}

/** The file failed for good: say why on it; the dataset's other files go on. */
export async function markConversionFailed(tx: Database, fileId: string, sentence: string): Promise<void> {
  const file = await tx.sourceFile.update({
    where: { id: fileId },
    data: { state: "failed", failure: sentence },
    include: { dataset: { select: { ownerId: true } } },
  });
  await clusterWhenReady(tx, file.datasetId, file.dataset.ownerId);
}

/** The dataset row is locked, so that of two files ending at once exactly one sees that it was the last. */
async function clusterWhenReady(tx: Database, datasetId: string, ownerId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM dataset WHERE id = ${datasetId}::uuid FOR UPDATE`;
  const waiting = await tx.sourceFile.count({ where: { datasetId, state: "confirmed" } });
  const converted = await tx.sourceFile.count({ where: { datasetId, state: "converted" } });
  if (waiting === 0 && converted > 0) await enqueue(tx, { kind: "dataset.cluster", subject: datasetId, ownerId });
}
