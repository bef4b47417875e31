import { db } from "#lib/platform/db.ts";
import { AppError } from "#lib/platform/errors.ts";
import { Prisma } from "#lib/platform/prisma-client/client.ts";
import type { Dialect, Recipe } from "#lib/schema/contract.ts";
import { normalName } from "#lib/schema/header.ts";
import { Inspection } from "#lib/schema/inspection.ts";
import { lookupPaths } from "#lib/schema/lookups.ts";
import type { TableColumns } from "./lookup-table.ts";

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

const HELD = { id: true, path: true, bytes: true, bucket: true, objectKey: true, etag: true } as const;
/** Files of which a sample was looked at, and which nobody took away. */
const READABLE = {
  replaces: "",
  inspection: { not: Prisma.DbNull },
  state: { in: ["inspected", "confirmed", "converted", "failed"] },
} satisfies Prisma.SourceFileWhereInput;

/** A file to look values up in that need not be confirmed. Throws recipe_mismatch when it is not there, could not be read, or has no such columns. */
export async function getLookupFile(datasetId: string, { file: path, ...columns }: TableColumns): Promise<LookupFile> {
  const select = { ...HELD, inspection: true };
  const file = await db().sourceFile.findFirst({ where: { ...READABLE, datasetId, path }, select });
  if (!file?.etag) throw new AppError("recipe_mismatch", `${path} is not here, or could not be read.`);
  const { dialect, columns: found } = Inspection.parse(file.inspection);
  const absent = [columns.lookupKey, columns.value].find(
    (name) => !found.some(({ source }) => normalName(source) === normalName(name)),
  );
  if (absent !== undefined) throw new AppError("recipe_mismatch", `${path} has no column “${absent}”.`);
  return { ...file, etag: file.etag, bytes: Number(file.bytes), dialect: { ...dialect, doubts: [] } };
}

/** A file with rows of its own. */
export interface DataFile extends Omit<LookupFile, "dialect"> {
  id: string;
}

export async function listDataFiles(datasetId: string, aside: readonly string[]): Promise<DataFile[]> {
  const files = await db().sourceFile.findMany({
    where: { ...READABLE, datasetId, path: { notIn: [...aside] } },
    orderBy: { path: "asc" },
    select: HELD,
  });
  return files.flatMap(({ etag, ...file }) => (etag ? [{ ...file, etag, bytes: Number(file.bytes) }] : []));
}

/** What was found in some files, by their ids. */
export async function loadInspections(ids: readonly string[]): Promise<Map<string, Inspection>> {
  const files = await db().sourceFile.findMany({
    where: { id: { in: [...ids] }, inspection: { not: Prisma.DbNull } },
    select: { id: true, inspection: true },
  });
  return new Map(files.map(({ id, inspection }) => [id, Inspection.parse(inspection)]));
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
