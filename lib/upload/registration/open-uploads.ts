import { abortMultipart, createMultipart, keepsChecksums } from "#lib/platform/storage.ts";
import { keepUploadIds } from "./queries.ts";

const CONTENT_TYPES: Record<string, string> = { gz: "application/gzip", zst: "application/zstd" };

/** A file that has no upload in the store, or none any more. */
export interface Unopened {
  id: string;
  path: string;
  objectKey: string;
  uploadId?: string | null;
}

/** Opens an upload for each. The rows are there already: whatever happens here, a sweep finds what was opened. */
export async function openUploads(files: Unopened[]): Promise<void> {
  const opened = await Promise.all(
    files.map(async ({ id, path, objectKey, uploadId: before = null }) => {
      const uploadId = await createMultipart(objectKey, contentType(path), { checksums: keepsChecksums() });
      return { fileId: id, objectKey, before, uploadId };
    }),
  );
  const kept = await keepUploadIds(opened);
  const overtaken = opened.filter(({ fileId }) => !kept.has(fileId));
  await Promise.all(overtaken.map(({ objectKey, uploadId }) => abortMultipart(objectKey, uploadId)));
}

const contentType = (path: string): string =>
  CONTENT_TYPES[path.slice(path.lastIndexOf(".") + 1).toLowerCase()] ?? "text/csv";
