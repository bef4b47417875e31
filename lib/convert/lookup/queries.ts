import { db } from "#lib/platform/db.ts";
import { AppError } from "#lib/platform/errors.ts";
import { type Dialect, Inspection, type Recipe } from "#lib/schema/contract.ts";
import { lookupPaths } from "#lib/schema/lookups.ts";

/** Another file of the dataset, in which values are looked up. */
export interface LookupFile {
  path: string;
  bytes: number;
  bucket: string | null;
  objectKey: string;
  etag: string;
  dialect: Dialect;
}

/** Those that were there when the recipe was confirmed: one that came later is read once all files are read with it. */
export async function listLookups(datasetId: string, recipe: Recipe): Promise<LookupFile[]> {
  const files = await settledLookups(datasetId, lookupPaths(recipe));
  return files.flatMap(({ path, bytes, bucket, objectKey, etag, inspection }) => {
    if (!etag || inspection === null) return [];
    const { dialect } = Inspection.parse(inspection);
    return [{ path, bytes: Number(bytes), bucket, objectKey, etag, dialect: { ...dialect, doubts: [] } }];
  });
}

/** What tells the contents of the lookups from others. Throws recipe_mismatch when parts of the dataset were made with others than these. */
export async function digestLookups(datasetId: string, recipe: Recipe): Promise<string[]> {
  const paths = lookupPaths(recipe);
  const files = await settledLookups(datasetId, paths);
  for (const path of paths) if (!files.some((file) => file.path === path)) throw unsettledLookup(path);
  return files.map(({ path, bytes, crc32, etag }) => `${path} ${bytes} ${crc32 ?? etag}`);
}

export const unsettledLookup = (path: string): AppError =>
  new AppError(
    "recipe_mismatch",
    `The file ${path}, in which values are looked up, is not here or has changed since the columns were confirmed. Upload it if it is not here, and confirm the columns again: all files are then read with it.`,
  );

const settledLookups = async (datasetId: string, paths: string[]) =>
  paths.length === 0
    ? []
    : db().sourceFile.findMany({
        where: { datasetId, path: { in: paths }, replaces: "", state: "converted" },
        orderBy: { path: "asc" },
      });
