import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { env } from "./env.ts";
import { isOwnKey, OWN_PREFIXES } from "./own-prefixes.ts";
import { asked, at, s3 } from "./s3.ts";

export { downloadObject, openObject, readRange } from "./download.ts";
export { type Base, EXTENDED_BYTES, extendObject } from "./extend-object.ts";
export { findObject, type StoredObject } from "./find-object.ts";
export { type ListedObject, listObjects } from "./list-objects.ts";
export {
  abortMultipart,
  completeMultipart,
  createMultipart,
  type ExpectedObject,
  listParts,
  presignPart,
  type StoredPart,
} from "./multipart.ts";
export { keepsChecksums } from "./s3.ts";
export { uploadFile } from "./upload-file.ts";

const DOWNLOAD_URL_SECONDS = 300;

export async function presignDownload(key: string, fileName: string): Promise<string> {
  const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`;
  const command = new GetObjectCommand({ ...at(key), ResponseContentDisposition: disposition });
  return getSignedUrl(s3(), command, { expiresIn: DOWNLOAD_URL_SECONDS });
}

/** Deletes what the application made below a prefix; resolves to how many objects. Nothing else is ever deleted. */
export async function deletePrefix(prefix: string): Promise<number> {
  if (!isOwnKey(prefix))
    throw new Error(`Only what lies below ${OWN_PREFIXES.join(" or ")} is ours to delete: ${prefix}`);
  let deleted = 0;
  for (;;) {
    const page = await asked(s3().send(new ListObjectsV2Command({ Bucket: env().S3_BUCKET, Prefix: prefix })));
    const Objects = (page.Contents ?? []).map(({ Key }) => ({ Key }));
    if (Objects.length === 0) return deleted;
    await asked(s3().send(new DeleteObjectsCommand({ Bucket: env().S3_BUCKET, Delete: { Objects, Quiet: true } })));
    deleted += Objects.length;
  }
}

/** The folders right below a prefix, as whole prefixes that end in a slash. */
export async function listFolders(prefix: string): Promise<string[]> {
  const where = { Bucket: env().S3_BUCKET, Prefix: prefix, Delimiter: "/" };
  const folders: string[] = [];
  let next: string | undefined;
  do {
    const page = await asked(s3().send(new ListObjectsV2Command({ ...where, ContinuationToken: next })));
    for (const { Prefix } of page.CommonPrefixes ?? []) if (Prefix) folders.push(Prefix);
    next = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (next);
  return folders;
}

/** The uploads below a prefix that were never completed. */
export async function listUploads(prefix: string): Promise<{ key: string; uploadId: string; since: Date | null }[]> {
  const where = { Bucket: env().S3_BUCKET, Prefix: prefix };
  const uploads: Awaited<ReturnType<typeof listUploads>> = [];
  let [KeyMarker, UploadIdMarker, isMore]: [string | undefined, string | undefined, boolean] = [
    undefined,
    undefined,
    true,
  ];
  while (isMore) {
    const command: ListMultipartUploadsCommand = new ListMultipartUploadsCommand({
      ...where,
      KeyMarker,
      UploadIdMarker,
    });
    const page = await asked(s3().send(command));
    for (const { Key = "", UploadId = "", Initiated: since = null } of page.Uploads ?? [])
      uploads.push({ key: Key, uploadId: UploadId, since });
    [KeyMarker, UploadIdMarker, isMore] = [page.NextKeyMarker, page.NextUploadIdMarker, page.IsTruncated ?? false];
  }
  return uploads;
}
