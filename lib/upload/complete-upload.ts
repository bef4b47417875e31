import { AppError, isKind } from "#lib/platform/errors.ts";
import type { User } from "#lib/platform/session.ts";
import { completeMultipart, deletePrefix, findObject, listParts, type StoredPart } from "#lib/platform/storage.ts";
import type { CompletedPart, FileView } from "./contract.ts";
import { bytesOfPart, type PartPlan, planParts } from "./part-plan.ts";
import { type FileRow, markUploaded } from "./queries.ts";
import { getFile } from "./upload.ts";
import { viewFile } from "./view.ts";

/**
 * Puts the parts together once the store holds every one, in full and as the client saw it stored, and asks for the
 * file's inspection. Safe to call twice. While bytes are missing (object_missing) or differ (object_changed) the file stays uploading.
 */
export async function completeUpload(owner: User, fileId: string, parts: CompletedPart[]): Promise<FileView> {
  const file = await getFile(owner, fileId);
  if (file.state !== "uploading") return viewFile(arrived(file));
  const plan = planParts(Number(file.bytes), file.partBytes);
  if (parts.length !== plan.partCount)
    throw new AppError("invalid_input", `This file has ${plan.partCount} parts; ETags came for ${parts.length}.`);
  await assemble(
    file,
    plan,
    parts.map(({ etag }) => etag),
  );
  const etag = await verifiedEtag(file);
  if (await markUploaded(owner, file.id, etag)) return viewFile({ ...file, state: "uploaded", etag });
  return viewFile(await overtaken(owner, file));
}

/** Meanwhile another call completed the file, or it was cancelled: then nothing refers to the object. */
async function overtaken(owner: User, file: FileRow): Promise<FileRow> {
  const after = await getFile(owner, file.id);
  if (!after.etag) await deletePrefix(file.objectKey);
  return arrived(after);
}

/** A file that has arrived, whatever became of it since. */
function arrived(file: FileRow): FileRow {
  if (file.etag) return file;
  throw new AppError("conflict", file.failure ?? "The upload of this file was cancelled. Upload it again.");
}

/** An upload that is gone may have been completed before; the object itself then has to be right. */
async function assemble({ objectKey, uploadId }: FileRow, plan: PartPlan, etags: string[]): Promise<void> {
  if (!uploadId) throw neverArrived();
  try {
    const parts = await listParts(objectKey, uploadId);
    for (const [index, etag] of etags.entries()) checkPart(plan, index + 1, etag, parts[index]);
    if (parts.length > plan.partCount)
      throw new AppError("object_changed", "The object store holds more parts than this file has. Upload it again.");
    await completeMultipart(objectKey, uploadId, parts);
  } catch (error) {
    if (!isKind(error, "object_missing") || !(await findObject(objectKey))) throw error;
  }
}

function checkPart(plan: PartPlan, number: number, etag: string, stored?: StoredPart): void {
  const which = `Part ${number} of ${plan.partCount}`;
  if (stored?.number !== number)
    throw new AppError("object_missing", `${which} has not arrived in the object store. Send it again.`);
  const bytes = bytesOfPart(plan, number);
  if (stored.bytes !== bytes)
    throw new AppError("object_missing", `${which} arrived with ${stored.bytes} of ${bytes} bytes. Send it again.`);
  if (stored.etag !== etag.replaceAll('"', ""))
    throw new AppError("object_changed", `${which} in the object store is not the one that was sent. Send it again.`);
}

async function verifiedEtag(file: FileRow): Promise<string> {
  const stored = await findObject(file.objectKey);
  if (!stored) throw neverArrived();
  if (stored.bytes === Number(file.bytes)) return stored.etag;
  const sentence = `The object store holds ${stored.bytes} bytes of this file, not ${file.bytes}. Upload it again.`;
  throw new AppError("object_changed", sentence);
}

const neverArrived = () =>
  new AppError("object_missing", "The bytes of this file are not in the object store. Upload it again.");
