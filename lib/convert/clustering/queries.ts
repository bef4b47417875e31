import { type Database, db } from "#lib/platform/db.ts";
import { AppError } from "#lib/platform/errors.ts";
import { type DuplicateRule, Recipe } from "#lib/schema/contract.ts";
import { Manifest, ShardFacts } from "../contract.ts";
import { digestLookups } from "../lookup/queries.ts";

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
