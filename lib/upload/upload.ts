import { AppError } from "#lib/platform/errors.ts";
import type { User } from "#lib/platform/session.ts";
import { abortMultipart, deletePrefix, keepsChecksums, presignPart } from "#lib/platform/storage.ts";
import {
  type DatasetList,
  type DatasetView,
  type FileList,
  type NewDataset,
  PAUSED_UPLOAD_DAYS,
  type PartRef,
  type SignedPart,
} from "./contract.ts";
import { bytesOfPart, planOf } from "./part-plan.ts";
import {
  type FileRow,
  failForgotten,
  findDatasets,
  findFile,
  findFiles,
  insertDataset,
  markCancelled,
  noteHeard,
  ownsDataset,
  type StoredUnder,
} from "./queries.ts";
import { shownName } from "./shown-name.ts";
import { viewDatasets, viewFile } from "./view.ts";

export const PAUSED_UPLOAD_MS = PAUSED_UPLOAD_DAYS * 86_400_000;
const NEVER_ARRIVED = `The file never arrived: nothing was heard of its upload for ${PAUSED_UPLOAD_DAYS} days. Upload it again.`;

export async function createDataset(owner: User, { name }: NewDataset): Promise<{ id: string }> {
  const shown = shownName(name);
  if (shown === "") throw new AppError("invalid_input", "Give the dataset a name with at least one visible character.");
  const id = await insertDataset(owner, shown);
  if (!id) throw new AppError("conflict", `There is already a dataset named “${shown}”. Choose another name.`);
  return { id };
}

export async function listDatasets(owner: User): Promise<DatasetList> {
  return { datasets: await viewDatasets(await findDatasets(owner)) };
}

export async function getDataset(owner: User, datasetId: string): Promise<DatasetView> {
  await requireDataset(owner, datasetId);
  const [view] = await viewDatasets(await findDatasets(owner, datasetId));
  if (!view) throw noSuchDataset();
  return view;
}

export async function listFiles(owner: User, datasetId: string): Promise<FileList> {
  await requireDataset(owner, datasetId);
  return { files: (await findFiles(owner, datasetId)).map(viewFile) };
}

/** Signs each part for its exact length and checksum. Parts of files that are no longer uploading are left out; not_found when that leaves none. */
export async function signParts(owner: User, datasetId: string, parts: PartRef[]): Promise<{ parts: SignedPart[] }> {
  await requireDataset(owner, datasetId);
  const files = await findFiles(owner, datasetId, [...new Set(parts.map(({ fileId }) => fileId))]);
  await noteHeard(files.map(({ id }) => id));
  const byId = new Map(files.map((file) => [file.id, file]));
  const signed = await Promise.all(parts.map((part) => signPart(part, byId.get(part.fileId))));
  const found = signed.filter((part) => part !== undefined);
  if (found.length === 0) throw new AppError("not_found", "None of these files is being uploaded any more.");
  return { parts: found };
}

/** Gives up an upload. Safe to call twice; a file that has arrived stays. */
export async function cancelUpload(owner: User, fileId: string): Promise<void> {
  const file = await getFile(owner, fileId);
  const cancelled = await markCancelled(file.id);
  if (cancelled) return abortUpload(file);
  if (file.state === "cancelled" || file.state === "failed") return;
  throw new AppError("conflict", "This file has already arrived; its upload can no longer be cancelled.");
}

/** Gives up uploads of which nothing was heard for a week; resolves to how many. */
export async function sweepUploads(olderThanMs = PAUSED_UPLOAD_MS): Promise<number> {
  const forgotten = await failForgotten(olderThanMs, NEVER_ARRIVED);
  for (const file of forgotten) await abortUpload(file);
  return forgotten.length;
}

export async function requireDataset(owner: User, datasetId: string): Promise<void> {
  if (!(await ownsDataset(owner, datasetId))) throw noSuchDataset();
}

export async function getFile(owner: User, fileId: string): Promise<FileRow> {
  const file = await findFile(owner, fileId);
  if (!file) throw new AppError("not_found", "There is no such file.");
  return file;
}

export async function abortUpload({ bucket, objectKey, uploadId }: StoredUnder): Promise<void> {
  if (uploadId && bucket === null) await abortMultipart(objectKey, uploadId);
}

/** Removes what a file that is gone left in the store: parts and object. What was imported in place stays where it lies. */
export async function discardUpload(file: StoredUnder): Promise<void> {
  if (file.bucket !== null) return;
  await abortUpload(file);
  await deletePrefix(file.objectKey);
}

async function signPart(
  { fileId, number, crc32 }: PartRef,
  file: FileRow | undefined,
): Promise<SignedPart | undefined> {
  if (file?.state !== "uploading" || !file.uploadId) return undefined;
  const plan = planOf(file);
  if (number > plan.partCount)
    throw new AppError(
      "invalid_input",
      `The file ${file.path} has ${plan.partCount} parts; there is no part ${number}.`,
    );
  if (keepsChecksums() && crc32 === null)
    throw new AppError("invalid_input", `Part ${number} of ${file.path} needs its CRC-32 to be signed.`);
  const part = { number, bytes: bytesOfPart(plan, number), crc32: keepsChecksums() ? crc32 : null };
  return { fileId, ...part, ...(await presignPart(file.objectKey, file.uploadId, part)) };
}

const noSuchDataset = () => new AppError("not_found", "There is no such dataset.");
