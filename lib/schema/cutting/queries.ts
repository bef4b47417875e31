import { type Database, db } from "#lib/platform/db.ts";
import { AppError } from "#lib/platform/errors.ts";
import { enqueue } from "#lib/platform/jobs/queue.ts";
import { Prisma } from "#lib/platform/prisma-client/client.ts";
import { isRowId } from "#lib/platform/row-id.ts";
import type { User } from "#lib/platform/session.ts";
import { Dialect } from "../contract.ts";
import type { Inspection } from "../inspection.ts";

/** Enough for thousands of files to be queued together. */
const CUT_MS = 120_000;

export interface FileToCut {
  id: string;
  path: string;
  bucket: string | null;
  objectKey: string;
  etag: string;
  bytes: number;
}

/** A file whose bytes have arrived, or the first such file by path. Throws not_found unless it is the owner's. */
export async function getFileToCut(owner: User, datasetId: string, fileId?: string): Promise<FileToCut> {
  if (!isRowId(datasetId)) throw new AppError("not_found", "There is no such dataset.");
  const file = await db().sourceFile.findFirst({
    where: { dataset: { ownerId: owner.id }, datasetId, id: fileId, etag: { not: null }, state: { not: "cancelled" } },
    orderBy: { path: "asc" },
    select: { id: true, path: true, bucket: true, objectKey: true, etag: true, bytes: true },
  });
  if (!file?.etag) throw new AppError("not_found", "There is no such file, or it has not arrived yet.");
  return { ...file, etag: file.etag, bytes: Number(file.bytes) };
}

interface WantedDialect {
  dialect: Dialect;
  /** The file's own; else another file's of the dataset, of which only the decisions matter. */
  isOwn: boolean;
}

/** How a file was cut or is to be cut; else how its neighbours are. Undefined when nothing is known. */
export async function findWantedDialect(fileId: string): Promise<WantedDialect | undefined> {
  const [row] = await db().$queryRaw<{ id: string; dialect: unknown }[]>`
    SELECT other.id, coalesce(other.inspection -> 'wanted', other.inspection -> 'dialect') AS dialect
    FROM source_file AS file JOIN source_file AS other ON other.dataset_id = file.dataset_id
    WHERE file.id = ${fileId}::uuid AND other.inspection IS NOT NULL
    ORDER BY other.id = file.id DESC, other.path
    LIMIT 1`;
  return row && { dialect: Dialect.parse(row.dialect), isOwn: row.id === fileId };
}

/** How the file was cut when it was looked at last. */
export async function findOwnDialect(fileId: string): Promise<Dialect | undefined> {
  const wanted = await findWantedDialect(fileId);
  return wanted?.isOwn ? wanted.dialect : undefined;
}

/** Other files of the dataset that can be read. */
export const countOthers = (datasetId: string, fileId: string): Promise<number> =>
  db().sourceFile.count({ where: { datasetId, id: { not: fileId }, inspection: { not: Prisma.DbNull } } });

/** For a file that could not be read, or waits for its columns to be confirmed. Throws conflict when it went on meanwhile. */
export async function saveCut(fileId: string, inspection: Inspection): Promise<void> {
  const { count } = await db().sourceFile.updateMany({
    where: { id: fileId, state: { in: ["failed", "inspected"] } },
    data: { inspection, state: "inspected", failure: null },
  });
  if (count === 0) throw new AppError("conflict", "This file has been read meanwhile. Look at its columns again.");
  await db().profile.deleteMany({ where: { fileId } });
}

/** Has every file that has arrived looked at again, together; those that could not be read are tried as well. */
export function cutAgainUnder(owner: User, datasetId: string, dialect: Dialect): Promise<number> {
  return db().$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT id FROM dataset WHERE id = ${datasetId}::uuid FOR UPDATE`;
      await refuseWhileConverting(tx, datasetId);
      const files = await tx.$queryRaw<{ id: string }[]>`
        UPDATE source_file SET state = 'uploaded', failure = NULL,
          inspection = CASE WHEN inspection IS NULL THEN NULL
                            ELSE jsonb_set(inspection, '{wanted}', ${JSON.stringify(dialect)}::jsonb) END
        WHERE dataset_id = ${datasetId}::uuid AND etag IS NOT NULL AND state IN ('inspected', 'converted', 'failed')
        RETURNING id`;
      for (const { id } of files) await enqueue(tx, { kind: "file.inspect", subject: id, ownerId: owner.id });
      return files.length;
    },
    { timeout: CUT_MS, maxWait: 20_000 },
  );
}

async function refuseWhileConverting(tx: Database, datasetId: string): Promise<void> {
  const converting = await tx.sourceFile.count({ where: { datasetId, state: "confirmed" } });
  if (converting > 0)
    throw new AppError(
      "conflict",
      "Files of this dataset are being converted. Wait until that is done, then try again.",
    );
}
