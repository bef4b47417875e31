import { db } from "#lib/platform/db.ts";
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

export async function listLookups(datasetId: string, recipe: Recipe): Promise<LookupFile[]> {
  const paths = lookupPaths(recipe);
  if (paths.length === 0) return [];
  const files = await db().sourceFile.findMany({ where: { datasetId, path: { in: paths }, replaces: "" } });
  return files.flatMap(({ path, bytes, bucket, objectKey, etag, inspection }) => {
    if (!etag || inspection === null) return [];
    const { dialect } = Inspection.parse(inspection);
    return [{ path, bytes: Number(bytes), bucket, objectKey, etag, dialect: { ...dialect, doubts: [] } }];
  });
}

/** What tells the contents of the lookups from others. */
export async function digestLookups(datasetId: string, recipe: Recipe): Promise<string[]> {
  const paths = lookupPaths(recipe);
  const where = { datasetId, path: { in: paths }, replaces: "" };
  const files = paths.length === 0 ? [] : await db().sourceFile.findMany({ where, orderBy: { path: "asc" } });
  return files.map(({ path, bytes, crc32, etag }) => `${path} ${bytes} ${crc32 ?? etag}`);
}
