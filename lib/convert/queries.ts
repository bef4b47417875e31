import { type Database, db } from "#lib/platform/db.ts";
import { AppError } from "#lib/platform/errors.ts";
import { enqueue } from "#lib/platform/jobs/queue.ts";
import type { DatasetVersion as DatasetVersionRow } from "#lib/platform/prisma-client/client.ts";
import { isRowId } from "#lib/platform/row-id.ts";
import { type Dialect, type DuplicateRule, Inspection, Recipe } from "#lib/schema/contract.ts";
import { fileDialect } from "#lib/schema/file-dialect.ts";
import { Manifest, Misfit, type MisfitList, type Prescan, ShardFacts } from "./contract.ts";
import { digestLookups, type LookupFile, listLookups } from "./lookup/queries.ts";

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

export interface PartToCluster {
  fileId: string;
  path: string;
  sha256: string;
  rawBytes: number;
  key: string;
  bytes: number;
  rows: number;
  rowsRead: number;
  rowsRejected: number;
  rowsCorrected: number;
  /** A digest of the corrections that are in it. */
  corrections: string | null;
}

export interface DatasetToCluster {
  id: string;
  recipeId: string;
  recipe: Recipe;
  duplicates: DuplicateRule;
  /** The contents of the files in which values are looked up. */
  lookups: string[];
  /** In the order of their paths, byte by byte. */
  parts: PartToCluster[];
  newest: { number: number; contentHash: string; ledger: string | null } | undefined;
}

const LedgerOf = Manifest.pick({ ledger: true });

/** Every part of a dataset with the recipe they share. */
export async function getDatasetToCluster(datasetId: string): Promise<DatasetToCluster> {
  const dataset = await db().dataset.findUnique({
    where: { id: datasetId },
    include: {
      recipes: { orderBy: { version: "desc" }, take: 1 },
      versions: { orderBy: { number: "desc" }, take: 1 },
      files: {
        where: { state: "converted" },
        include: { part: { select: { objectKey: true, bytes: true, rows: true, corrections: true } } },
        omit: { inspection: true, prescan: true },
      },
    },
  });
  const recipe = dataset?.recipes[0];
  if (!dataset || !recipe) throw new AppError("not_found", "The dataset or its recipe is gone.");
  const parts = dataset.files.flatMap(({ part, id, path, sha256, bytes, rowsRead, rowsRejected, rowsCorrected }) =>
    part
      ? [
          {
            fileId: id,
            path,
            sha256: sha256 ?? "",
            rawBytes: Number(bytes),
            key: part.objectKey,
            bytes: Number(part.bytes),
            rows: Number(part.rows),
            rowsRead: Number(rowsRead ?? part.rows),
            rowsRejected: Number(rowsRejected ?? 0n),
            rowsCorrected: Number(rowsCorrected ?? 0n),
            corrections: part.corrections,
          },
        ]
      : [],
  );
  const newest = dataset.versions[0];
  const body = Recipe.parse(recipe.body);
  return {
    id: dataset.id,
    recipeId: recipe.id,
    recipe: body,
    duplicates: body.duplicates ?? "count",
    lookups: await digestLookups(datasetId, body),
    parts: parts.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path))),
    newest: newest && {
      number: newest.number,
      contentHash: newest.contentHash,
      ledger: LedgerOf.parse(newest.manifest).ledger,
    },
  };
}

/** What is known of some files' parts, by file. */
export async function getPartFacts(fileIds: readonly string[]): Promise<Map<string, ShardFacts>> {
  const parts = await db().$queryRaw<{ fileId: string; stats: unknown }[]>`
    SELECT file_id AS "fileId", stats FROM part WHERE file_id = ANY(${fileIds}::uuid[])`;
  return new Map(parts.map(({ fileId, stats }) => [fileId, ShardFacts.parse(stats)]));
}

export interface NewVersion {
  recipeId: string;
  attemptId: string;
  manifest: Manifest;
  contentHash: string;
  rows: number;
  rawBytes: number;
  parquetBytes: number;
}

/** The next version of a dataset; nothing when the newest one already has this content. */
export async function saveVersion(tx: Database, datasetId: string, version: NewVersion): Promise<void> {
  const newest = await tx.datasetVersion.findFirst({ where: { datasetId }, orderBy: { number: "desc" } });
  if (newest?.contentHash === version.contentHash) return;
  const { rows, rawBytes, parquetBytes, ...rest } = version;
  await tx.datasetVersion.create({
    data: {
      ...rest,
      datasetId,
      number: (newest?.number ?? 0) + 1,
      rows: BigInt(rows),
      rawBytes: BigInt(rawBytes),
      parquetBytes: BigInt(parquetBytes),
    },
  });
}

export interface VersionManifest {
  id: string;
  number: number;
  rows: number;
  rawBytes: number;
  manifest: Manifest;
  contentHash: string;
}

/** The newest version of an owner's dataset. */
export async function findNewestVersion(ownerId: string, datasetId: string): Promise<VersionManifest | undefined> {
  const version = await db().datasetVersion.findFirst({
    where: { datasetId, dataset: { ownerId } },
    orderBy: { number: "desc" },
  });
  return version ? viewVersion(version) : undefined;
}

export async function getVersion(versionId: string): Promise<VersionManifest> {
  return viewVersion(await db().datasetVersion.findUniqueOrThrow({ where: { id: versionId } }));
}

function viewVersion({ id, number, rows, rawBytes, manifest, contentHash }: DatasetVersionRow): VersionManifest {
  return {
    id,
    number,
    rows: Number(rows),
    rawBytes: Number(rawBytes),
    manifest: Manifest.parse(manifest),
    contentHash,
  };
}

/** Where the rejects of an owner's dataset lie, in path order. */
export async function listRejectFiles(ownerId: string, datasetId: string): Promise<{ name: string; keys: string[] }> {
  const dataset = await db().dataset.findFirst({
    where: { id: datasetId, ownerId },
    select: {
      name: true,
      files: {
        where: { part: { rejectsKey: { not: null } } },
        select: { part: { select: { rejectsKey: true } } },
        orderBy: { path: "asc" },
      },
    },
  });
  if (!dataset) throw new AppError("not_found", "There is no such dataset.");
  return { name: dataset.name, keys: dataset.files.flatMap(({ part }) => (part?.rejectsKey ? [part.rejectsKey] : [])) };
}

/** What did not fit in any file of an owner's dataset. */
export async function listMisfits(ownerId: string, datasetId: string): Promise<MisfitList["misfits"]> {
  const dataset = isRowId(datasetId)
    ? await db().dataset.findFirst({
        where: { id: datasetId, ownerId },
        select: {
          files: {
            where: { part: { NOT: { misfits: { equals: [] } } } },
            select: { path: true, part: { select: { misfits: true } } },
            orderBy: { path: "asc" },
          },
        },
      })
    : null;
  if (!dataset) throw new AppError("not_found", "There is no such dataset.");
  return dataset.files.flatMap(({ path, part }) =>
    Misfit.array()
      .parse(part?.misfits ?? [])
      .map((misfit) => ({ ...misfit, file: path })),
  );
}
