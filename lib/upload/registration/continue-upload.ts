import { isKind } from "#lib/platform/errors.ts";
import type { User } from "#lib/platform/session.ts";
import { abortMultipart, deletePrefix, keepsChecksums, type StoredPart } from "#lib/platform/storage.ts";
import { finishUpload } from "#lib/upload/complete-upload.ts";
import type { ArrivedPart } from "#lib/upload/contract.ts";
import { bytesOfPart, planOf } from "#lib/upload/part-plan.ts";
import type { FileRow } from "#lib/upload/queries.ts";
import { findParts } from "#lib/upload/unfinished.ts";
import { openUploads } from "./open-uploads.ts";

/** What the store holds of an unfinished upload: parts, or the finished object when only its note was lost. */
export interface Continued {
  arrived: ArrivedPart[];
  finished?: { crc32: string | null };
  /** Why it cannot go on: it was cancelled this very moment. */
  overtaken?: string;
}

/** Goes on with an upload by what the store says of it; one that the store no longer knows is opened again. */
export async function continueUpload(owner: User, file: FileRow): Promise<Continued> {
  const parts = await findParts(file);
  if (!parts) return reopenOrFinish(owner, file);
  const plan = planOf(file);
  const whole = parts.filter(({ number, bytes }) => number <= plan.partCount && bytes === bytesOfPart(plan, number));
  if (!whole.some(isUnproven)) return { arrived: whole.map(viewPart) };
  await reopen(file);
  return { arrived: [] };
}

/** The upload was begun while checksums were off: parts with and without them do not mix. */
const isUnproven = ({ crc32 }: StoredPart): boolean => keepsChecksums() !== Boolean(crc32);

const viewPart = ({ number, etag, crc32 = null }: StoredPart): ArrivedPart => ({ number, etag, crc32 });

async function reopenOrFinish(owner: User, file: FileRow): Promise<Continued> {
  try {
    const finished = await finishUpload(owner, file);
    return { arrived: [], finished };
  } catch (error) {
    if (isKind(error, "conflict")) return { arrived: [], overtaken: error.message };
    if (isKind(error, "object_changed")) await deletePrefix(file.objectKey);
    else if (!isKind(error, "object_missing")) throw error;
  }
  await openUploads([file]);
  return { arrived: [] };
}

async function reopen(file: FileRow): Promise<void> {
  await openUploads([file]);
  if (file.uploadId) await abortMultipart(file.objectKey, file.uploadId);
}
