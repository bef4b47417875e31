import { randomUUID } from "node:crypto";
import { AppError } from "#lib/platform/errors.ts";
import type { User } from "#lib/platform/session.ts";
import { findObject, type StoredObject } from "#lib/platform/storage.ts";
import { inLanes } from "#lib/upload/lanes.ts";
import { whyOverQuota } from "#lib/upload/registration/quota.ts";
import { whyRefused } from "#lib/upload/registration/sift.ts";
import { shownName } from "#lib/upload/shown-name.ts";
import { discardUpload, requireDataset } from "#lib/upload/upload.ts";
import { requireAllowed } from "./allowed.ts";
import type { ObjectsOrder, ObjectsTaken } from "./contract.ts";
import { type FoundObject, findObjects } from "./find-objects.ts";
import { findUnchanged, type ObjectRow, placeObjects } from "./queries.ts";

const HEADS_AT_ONCE = 16;

/**
 * Makes source files of objects that are in a bucket already, where they lie, and asks for their inspection: one page of
 * at most 1,000 keys. Those that are registered and unchanged are only named. Safe to call again. Fails with forbidden,
 * not_found or invalid_input when the bucket cannot be read; what cannot be taken is refused alone, with a sentence.
 */
export async function registerObjects(owner: User, datasetId: string, order: ObjectsOrder): Promise<ObjectsTaken> {
  await requireDataset(owner, datasetId);
  requireAllowed(order.bucket, order.prefix);
  const { found, next } = await findObjects(order);
  const taken: ObjectsTaken = { registered: [], known: [], refused: [], next };
  const unchanged = await findUnchanged(datasetId, order.bucket, found);
  const rows: ObjectRow[] = [];
  await inLanes(HEADS_AT_ONCE, found, async (object) => {
    const { key, name: path, bytes } = object;
    const where = unchanged.get(key);
    if (where !== undefined) return void taken.known.push({ path, bytes, where });
    const row = await rowFor(datasetId, order.bucket, object);
    if (typeof row === "string") taken.refused.push({ path, bytes, message: row, differs: false });
    else rows.push(row);
  });
  const placed = await placeObjects(owner, datasetId, rows, order.replace, whyOverQuota);
  taken.known.push(...placed.known);
  taken.refused.push(...placed.refused);
  taken.registered.push(...placed.registered.map(({ path, bytes }) => ({ path, bytes })));
  for (const earlier of placed.removed) await discardUpload(earlier);
  return taken;
}

/** The row of an object as it is now, or why there is none. */
async function rowFor(datasetId: string, bucket: string, found: FoundObject): Promise<ObjectRow | string> {
  const path = shownName(found.name);
  const refusal = whyRefused(path, found.bytes);
  if (refusal) return refusal;
  if (found.isArchived) return "The object is archived. Restore it in the bucket, then import it again.";
  const stored = await headOf(bucket, found.key);
  if (typeof stored === "string") return stored;
  const { bytes, etag, crc32 = null } = stored;
  const place = { bucket, objectKey: found.key, bytes, etag, crc32, partBytes: 0 };
  const state = "uploaded" as const;
  return { id: randomUUID(), datasetId, path, ...place, state, lastModified: found.modified, completedAt: new Date() };
}

async function headOf(bucket: string, key: string): Promise<StoredObject | string> {
  try {
    return (await findObject({ bucket, key })) ?? "The object was removed while it was being imported.";
  } catch (error) {
    if (error instanceof AppError) throw error;
    return "The server's credentials may not read this object. They need s3:GetObject on it, and on its key if it is encrypted.";
  }
}
