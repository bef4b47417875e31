import { AppError, isKind } from "#lib/platform/errors.ts";
import type { User } from "#lib/platform/session.ts";
import {
  completeMultipart,
  deletePrefix,
  type ExpectedObject,
  findObject,
  listParts,
  type StoredPart,
} from "#lib/platform/storage.ts";
import type { CompletedPart, FileView } from "./contract.ts";
import { fromBase64, joinCrc32, toBase64 } from "./crc32.ts";
import { bytesOfPart, type PartPlan, planOf } from "./part-plan.ts";
import { type FileRow, markUploaded } from "./queries.ts";
import { discardUpload, getFile } from "./upload.ts";
import { viewFile } from "./view.ts";

/**
 * Puts the parts together once the store holds every one, in full and as the client sent it, checks the whole, and asks
 * for the file's inspection. Safe to call twice. While bytes are missing (object_missing) or differ (object_changed) the
 * file stays uploading.
 */
export async function completeUpload(owner: User, fileId: string, sent: CompletedPart[]): Promise<FileView> {
  const file = await getFile(owner, fileId);
  if (file.state !== "uploading") return viewFile(arrived(file));
  const plan = planOf(file);
  if (sent.length !== plan.partCount)
    throw new AppError("invalid_input", `This file has ${plan.partCount} parts; ETags came for ${sent.length}.`);
  const crc32 = await assemble(file, plan, sent);
  const { etag, crc32: confirmed } = await finishUpload(owner, file, crc32);
  const after = await getFile(owner, file.id);
  return viewFile({ ...arrived(after), etag, crc32: confirmed });
}

/**
 * Checks the whole object and marks the file uploaded. Fails with object_missing when there is no object, with
 * object_changed when it is not the one that was sent, and with conflict when the upload was cancelled meanwhile.
 */
export async function finishUpload(owner: User, file: FileRow, sentCrc32: string | null = null) {
  const stored = await verified(file, sentCrc32);
  const removed = await markUploaded(owner, file, stored);
  for (const earlier of removed ?? []) await discardUpload(earlier);
  if (removed) return stored;
  const after = await getFile(owner, file.id);
  if (!after.etag) await deletePrefix(file.objectKey);
  arrived(after);
  return stored;
}

/** A file that has arrived, whatever became of it since. */
function arrived(file: FileRow): FileRow {
  if (file.etag) return file;
  throw new AppError("conflict", file.failure ?? "The upload of this file was cancelled. Upload it again.");
}

/** Resolves to the whole's checksum. An upload that is gone may have been completed before; the object itself then has to be right. */
async function assemble(file: FileRow, plan: PartPlan, sent: CompletedPart[]): Promise<string | null> {
  const { objectKey, uploadId } = file;
  const crc32 = joined(plan, sent);
  if (!uploadId) throw neverArrived();
  try {
    const parts = await listParts(objectKey, uploadId);
    for (const [index, part] of sent.entries()) checkPart(plan, index + 1, part, parts[index]);
    if (parts.length > plan.partCount)
      throw new AppError("object_changed", "The object store holds more parts than this file has. Upload it again.");
    await completeMultipart(objectKey, uploadId, parts, { bytes: plan.bytes, crc32 });
  } catch (error) {
    const mayBeDone = isKind(error, "object_missing") || isKind(error, "conflict");
    if (!mayBeDone || !(await findObject(objectKey))) throw error;
  }
  return crc32;
}

/** The whole's checksum from its parts'; null when they have none. */
function joined(plan: PartPlan, sent: CompletedPart[]): string | null {
  let whole = 0;
  for (const [index, { crc32 }] of sent.entries()) {
    if (crc32 === null) return null;
    whole = joinCrc32(whole, fromBase64(crc32), bytesOfPart(plan, index + 1));
  }
  return toBase64(whole);
}

function checkPart(plan: PartPlan, number: number, sent: CompletedPart, stored?: StoredPart): void {
  const which = `Part ${number} of ${plan.partCount}`;
  if (stored?.number !== number)
    throw new AppError("object_missing", `${which} has not arrived in the object store. Send it again.`);
  const bytes = bytesOfPart(plan, number);
  if (stored.bytes !== bytes)
    throw new AppError("object_missing", `${which} arrived with ${stored.bytes} of ${bytes} bytes. Send it again.`);
  const differs = (stored.crc32 ?? null) !== sent.crc32 || stored.etag !== sent.etag.replaceAll('"', "");
  if (differs)
    throw new AppError("object_changed", `${which} in the object store is not the one that was sent. Send it again.`);
}

async function verified(
  file: FileRow,
  sentCrc32: string | null,
): Promise<{ etag: string } & Pick<ExpectedObject, "crc32">> {
  const stored = await findObject(file.objectKey);
  if (!stored) throw neverArrived();
  if (stored.bytes !== Number(file.bytes)) {
    const sentence = `The object store holds ${stored.bytes} bytes of this file, not ${file.bytes}. Upload it again.`;
    throw new AppError("object_changed", sentence);
  }
  if (sentCrc32 && stored.crc32 && stored.crc32 !== sentCrc32)
    throw new AppError("object_changed", "The object in the store is not the file that was sent. Upload it again.");
  return { etag: stored.etag, crc32: stored.crc32 ?? sentCrc32 };
}

const neverArrived = () =>
  new AppError("object_missing", "The bytes of this file are not in the object store. Upload it again.");
