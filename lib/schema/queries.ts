import { type Database, db } from "#lib/platform/db.ts";
import { AppError } from "#lib/platform/errors.ts";
import { Prisma } from "#lib/platform/prisma-client/client.ts";
import type { FileState } from "#lib/platform/prisma-client/enums.ts";
import { isRowId } from "#lib/platform/row-id.ts";
import type { User } from "#lib/platform/session.ts";
import { Inspection, Recipe } from "./contract.ts";

const PATHS_SHOWN = 20;

export interface FileToInspect {
  id: string;
  path: string;
  objectKey: string;
  etag: string | null;
  bytes: number;
}

export async function getFileToInspect(fileId: string): Promise<FileToInspect> {
  const select = { id: true, path: true, objectKey: true, etag: true, bytes: true };
  const file = await db().sourceFile.findUnique({ where: { id: fileId }, select });
  if (!file) throw new AppError("not_found", "This file was removed.");
  return { ...file, bytes: Number(file.bytes) };
}

/** A file that was removed or went on meanwhile keeps its state. */
export async function saveInspection(tx: Database, fileId: string, inspection: Inspection): Promise<void> {
  await tx.sourceFile.updateMany({
    where: { id: fileId, state: { in: ["uploaded", "inspected", "failed"] } },
    data: { inspection, state: "inspected", failure: null },
  });
}

/** Puts the sentence on the file; one that is already gone needs none. */
export async function markFileFailed(tx: Database, fileId: string, sentence: string): Promise<void> {
  await tx.sourceFile.updateMany({ where: { id: fileId }, data: { state: "failed", failure: sentence } });
}

/** Throws not_found unless the dataset is the owner's. */
export async function requireDataset(owner: User, datasetId: string): Promise<void> {
  const where = { ownerId: owner.id, id: datasetId };
  if (!isRowId(datasetId) || (await db().dataset.count({ where })) === 0)
    throw new AppError("not_found", "There is no such dataset.");
}

export interface InspectedFile {
  path: string;
  inspection: Inspection;
}

/** Every inspected file in the order of paths; the preview is kept for the first alone. */
export async function listInspected(datasetId: string): Promise<InspectedFile[]> {
  const rows = await db().$queryRaw<{ path: string; inspection: unknown }[]>`
    SELECT path,
      CASE WHEN row_number() OVER (ORDER BY path) = 1 THEN inspection
           ELSE jsonb_set(inspection, '{preview}', '[]') END AS inspection
    FROM source_file
    WHERE dataset_id = ${datasetId}::uuid AND inspection IS NOT NULL AND state NOT IN ('uploading', 'cancelled')
    ORDER BY path`;
  return rows.map(({ path, inspection }) => ({ path, inspection: Inspection.parse(inspection) }));
}

export async function countFiles(datasetId: string): Promise<Partial<Record<FileState, number>>> {
  const groups = await db().sourceFile.groupBy({ by: ["state"], where: { datasetId }, _count: true });
  return Object.fromEntries(groups.map(({ state, _count }) => [state, _count]));
}

export async function listPaths(datasetId: string): Promise<string[]> {
  const where = { datasetId, state: { notIn: ["failed" as const, "cancelled" as const] } };
  const files = await db().sourceFile.findMany({
    where,
    orderBy: { path: "asc" },
    take: PATHS_SHOWN,
    select: { path: true },
  });
  return files.map(({ path }) => path);
}

export interface StoredRecipe {
  id: string;
  version: number;
  recipe: Recipe;
}

export async function findLatestRecipe(tx: Database, datasetId: string): Promise<StoredRecipe | undefined> {
  const row = await tx.recipe.findFirst({ where: { datasetId }, orderBy: { version: "desc" } });
  return row ? { id: row.id, version: row.version, recipe: Recipe.parse(row.body) } : undefined;
}

/** Holds the dataset until the transaction ends, so that versions follow one another. */
export async function lockDataset(tx: Database, datasetId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM dataset WHERE id = ${datasetId}::uuid FOR UPDATE`;
}

export async function insertRecipe(
  tx: Database,
  datasetId: string,
  version: number,
  recipe: Recipe,
  signature: string,
): Promise<StoredRecipe> {
  const { id } = await tx.recipe.create({ data: { datasetId, version, signature, body: recipe } });
  return { id, version, recipe };
}

/** Marks the files that can be converted as confirmed: those in one of the states, and those that failed after their inspection. */
export async function confirmFiles(tx: Database, datasetId: string, states: FileState[]): Promise<string[]> {
  const failedLater = { state: "failed" as const, inspection: { not: Prisma.DbNull } };
  const files = await tx.sourceFile.updateManyAndReturn({
    where: { datasetId, OR: [{ state: { in: states } }, failedLater] },
    data: { state: "confirmed", failure: null },
    select: { id: true },
  });
  return files.map(({ id }) => id);
}
