import { isKind } from "#lib/platform/errors.ts";
import type { User } from "#lib/platform/session.ts";
import { listParts, type StoredPart } from "#lib/platform/storage.ts";
import { MAX_UNFINISHED_SHOWN } from "./contract.ts";
import { planOf } from "./part-plan.ts";
import { type FileRow, findUnfinished } from "./queries.ts";
import type { UnfinishedUpload, UnfinishedUploads } from "./unfinished-upload.ts";
import { PAUSED_UPLOAD_MS, requireDataset } from "./upload.ts";

/** The newest uploads that can be gone on with, and what the store holds of each. */
export async function listUnfinished(owner: User, datasetId: string): Promise<UnfinishedUploads> {
  await requireDataset(owner, datasetId);
  const { files, total } = await findUnfinished(owner, datasetId, MAX_UNFINISHED_SHOWN);
  return { uploads: await Promise.all(files.map(viewUnfinished)), total };
}

async function viewUnfinished(file: FileRow): Promise<UnfinishedUpload> {
  const { id, path, fingerprint, lastModified, heardAt } = file;
  const parts = (await findParts(file)) ?? [];
  return {
    fileId: id,
    path,
    fingerprint,
    lastModified: lastModified?.toISOString() ?? null,
    ...planOf(file),
    arrivedParts: parts.length,
    arrivedBytes: parts.reduce((total, { bytes }) => total + bytes, 0),
    expiresAt: new Date(heardAt.getTime() + PAUSED_UPLOAD_MS).toISOString(),
  };
}

/** The parts that have arrived; undefined when the store knows no such upload. */
export async function findParts({ objectKey, uploadId }: FileRow): Promise<StoredPart[] | undefined> {
  if (!uploadId) return undefined;
  try {
    return await listParts(objectKey, uploadId);
  } catch (error) {
    if (isKind(error, "object_missing")) return undefined;
    throw error;
  }
}
