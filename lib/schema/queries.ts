import { isDeepStrictEqual } from "node:util";
import { type Database, db } from "#lib/platform/db.ts";
import { AppError } from "#lib/platform/errors.ts";
import { enqueue } from "#lib/platform/jobs/queue.ts";
import { Prisma } from "#lib/platform/prisma-client/client.ts";
import type { FileState } from "#lib/platform/prisma-client/enums.ts";
import { isRowId } from "#lib/platform/row-id.ts";
import type { User } from "#lib/platform/session.ts";
import { type Confirmed, Recipe } from "./contract.ts";
import { headerSignature } from "./header.ts";
import { Inspection } from "./inspection.ts";
import { lookupPaths } from "./lookups.ts";
import { dropProfiles } from "./profile/queries.ts";
import { convertsAlike, driftsAlike, isAlikeButDrift } from "./rules.ts";

const PATHS_SHOWN = 20;
/** Enough for thousands of files to be sent to conversion together. */
const CONFIRM_MS = 120_000;

export interface FileToInspect {
  id: string;
  path: string;
  bucket: string | null;
  objectKey: string;
  etag: string | null;
  bytes: number;
}

export async function getFileToInspect(fileId: string): Promise<FileToInspect> {
  const select = { id: true, path: true, bucket: true, objectKey: true, etag: true, bytes: true };
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
  await tx.profile.deleteMany({ where: { fileId } });
}

/** Puts the sentence on the file, of which nothing is known then; one that is already gone needs none. */
export async function markFileFailed(tx: Database, fileId: string, sentence: string): Promise<void> {
  const data = { state: "failed" as const, failure: sentence, inspection: Prisma.DbNull };
  await tx.sourceFile.updateMany({ where: { id: fileId }, data });
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

/** Every inspected file in the order of paths; earlier versions kept rows of each, which nobody reads. */
export async function listInspected(datasetId: string): Promise<InspectedFile[]> {
  const rows = await db().$queryRaw<{ path: string; inspection: unknown }[]>`
    SELECT path, inspection - 'preview' AS inspection
    FROM source_file
    WHERE dataset_id = ${datasetId}::uuid AND inspection IS NOT NULL AND state NOT IN ('uploading', 'uploaded', 'cancelled')
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

export async function findLatestRecipe(datasetId: string, tx: Database = db()): Promise<StoredRecipe | undefined> {
  const row = await tx.recipe.findFirst({ where: { datasetId }, orderBy: { version: "desc" } });
  return row ? { id: row.id, version: row.version, recipe: Recipe.parse(row.body) } : undefined;
}

/** The next version, or the latest when nothing changed; then the files it is for, confirmed and queued, in one transaction. */
export function storeRecipe(owner: User, datasetId: string, recipe: Recipe): Promise<Confirmed> {
  return db().$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT id FROM dataset WHERE id = ${datasetId}::uuid FOR UPDATE`;
      const latest = await findLatestRecipe(datasetId, tx);
      const isSame = latest !== undefined && isDeepStrictEqual(latest.recipe, recipe);
      const isAlike = latest !== undefined && convertsAlike(latest.recipe, recipe);
      const stored = isSame ? latest : await insertRecipe(tx, datasetId, (latest?.version ?? 0) + 1, recipe);
      const aside = lookupPaths(recipe);
      const isLookupNew = await settleLookups(tx, datasetId, aside);
      const isForAll = !isAlike || isLookupNew;
      const files = await confirmFiles(tx, datasetId, aside, {
        states: isForAll ? ["inspected", "confirmed", "converted"] : ["inspected"],
        withExtras: latest !== undefined && !driftsAlike(latest.recipe, recipe),
      });
      if (files.length > 0) await dropProfiles(tx, datasetId);
      for (const subject of files) await enqueue(tx, { kind: "file.convert", subject, ownerId: owner.id });
      if (isAlike && !isAlikeButDrift(latest.recipe, recipe) && files.length === 0)
        await clusterAgain(tx, owner, datasetId);
      return { recipeId: stored.id, version: stored.version, files: files.length };
    },
    { timeout: CONFIRM_MS, maxWait: 20_000 },
  );
}

/** For a recipe under which the parts there are stay as they are; files on their way have it done when they arrive. */
async function clusterAgain(tx: Database, owner: User, datasetId: string): Promise<void> {
  const states = await tx.sourceFile.groupBy({ by: ["state"], where: { datasetId }, _count: true });
  const has = (wanted: FileState) => states.some(({ state }) => state === wanted);
  if (has("converted") && !has("confirmed"))
    await enqueue(tx, { kind: "dataset.cluster", subject: datasetId, ownerId: owner.id });
}

async function insertRecipe(tx: Database, datasetId: string, version: number, recipe: Recipe): Promise<StoredRecipe> {
  const signature = headerSignature(recipe.columns.map(({ source }) => source));
  const { id } = await tx.recipe.create({ data: { datasetId, version, signature, body: recipe } });
  return { id, version, recipe };
}

/** Files whose rows are only looked up have no part and no rows of their own; whether there was one that was not settled yet. */
async function settleLookups(tx: Database, datasetId: string, paths: string[]): Promise<boolean> {
  if (paths.length === 0) return false;
  await tx.part.deleteMany({ where: { file: { datasetId, path: { in: paths } } } });
  const none = { rowsRead: 0n, rowsGood: 0n, rowsRejected: 0n, rowsCorrected: 0n, valuesNulled: 0n };
  const where = { datasetId, path: { in: paths }, inspection: { not: Prisma.DbNull } };
  const unsettled = await tx.sourceFile.count({ where: { ...where, state: { not: "converted" } } });
  await tx.sourceFile.updateMany({ where, data: { state: "converted", failure: null, ...none } });
  return unsettled > 0;
}

interface ToConfirm {
  states: FileState[];
  /** Those, too, that were converted without columns which the recipe does not know, or are on their way. */
  withExtras: boolean;
}

/** Those in one of the states, and those that failed after their inspection. */
async function confirmFiles(
  tx: Database,
  datasetId: string,
  aside: string[],
  { states, withExtras }: ToConfirm,
): Promise<string[]> {
  const failedLater = { state: "failed" as const, inspection: { not: Prisma.DbNull } };
  const leftOut = { state: "converted" as const, prescan: { path: ["drift", "extra"], not: [] } };
  const extra = withExtras ? [leftOut, { state: "confirmed" as const }] : [];
  const files = await tx.sourceFile.updateManyAndReturn({
    where: { datasetId, path: { notIn: aside }, OR: [{ state: { in: states } }, failedLater, ...extra] },
    data: { state: "confirmed", failure: null },
    select: { id: true },
  });
  return files.map(({ id }) => id);
}
