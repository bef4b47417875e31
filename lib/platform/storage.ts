import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { crc32 } from "node:zlib";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { env } from "./env.ts";
import { AppError } from "./errors.ts";
import { base64 } from "./object-bytes.ts";
import { persist } from "./persist.ts";
import { asked, at, bare, isMissing, keepsChecksums, required, s3, statusOf, storeIsAway } from "./s3.ts";

export { type DownloadOptions, downloadObject, openObject, readRange } from "./download.ts";
export { keepsChecksums } from "./s3.ts";

const PART_URL_SECONDS = 900;
const CRC32_HEADER = "x-amz-checksum-crc32";
const DOWNLOAD_URL_SECONDS = 300;
const SINGLE_PUT_BYTES = 64 * 2 ** 20;
const FILE_PART_BYTES = 32 * 2 ** 20;
const READ_BYTES = 2 ** 20;

/** Checksums are CRC-32s in base64; null where the store keeps none. */
export interface StoredPart {
  number: number;
  bytes: number;
  etag: string;
  crc32?: string | null;
}

export interface StoredObject {
  bytes: number;
  etag: string;
  /** Of the whole object. */
  crc32?: string | null;
}

/** What an object has to be once its parts are put together. */
export interface ExpectedObject {
  bytes: number;
  crc32: string | null;
}

/** With `checksums` each part has to bring its CRC-32, from which the store makes the whole object's. */
export async function createMultipart(
  key: string,
  contentType: string,
  { checksums = false }: { checksums?: boolean } = {},
): Promise<string> {
  const kept = checksums ? ({ ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" } as const) : {};
  const command = new CreateMultipartUploadCommand({ ...at(key), ContentType: contentType, ...kept });
  return required((await asked(s3().send(command))).UploadId, "UploadId");
}

/** A URL that takes, for 15 minutes, exactly `bytes` bytes of this checksum as part `number`, with these headers, and nothing else. */
export async function presignPart(
  key: string,
  uploadId: string,
  { number, bytes, crc32 }: { number: number; bytes: number; crc32: string | null },
): Promise<{ url: string; headers: Record<string, string> }> {
  const part = { UploadId: uploadId, PartNumber: number, ContentLength: bytes, ChecksumCRC32: crc32 ?? undefined };
  const url = await getSignedUrl(s3(), new UploadPartCommand({ ...at(key), ...part }), {
    expiresIn: PART_URL_SECONDS,
    unhoistableHeaders: new Set([CRC32_HEADER]),
  });
  return { url, headers: crc32 ? { [CRC32_HEADER]: crc32 } : {} };
}

/** Every part the store holds for an upload, over all pages. Fails with object_missing when there is no such upload. */
export async function listParts(key: string, uploadId: string): Promise<StoredPart[]> {
  const parts: StoredPart[] = [];
  let marker: string | undefined;
  do {
    const page = await uploadAsked(
      s3().send(new ListPartsCommand({ ...at(key), UploadId: uploadId, PartNumberMarker: marker })),
    );
    for (const { PartNumber = 0, Size = 0, ETag, ChecksumCRC32 = null } of page.Parts ?? [])
      parts.push({ number: PartNumber, bytes: Size, etag: bare(ETag), crc32: ChecksumCRC32 });
    marker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
  } while (marker);
  return parts;
}

/**
 * Puts the parts together; with `expected` only to an object of this size and checksum, where none lies yet. Fails with
 * object_missing when there is no such upload, perhaps because it is already complete, with conflict when there is an
 * object, and with object_changed when the parts are not those.
 */
export async function completeMultipart(
  key: string,
  uploadId: string,
  parts: StoredPart[],
  expected?: ExpectedObject,
): Promise<void> {
  const Parts: CompletedPart[] = parts.map(({ number, etag, crc32 }) => ({
    PartNumber: number,
    ETag: etag,
    ChecksumCRC32: expected?.crc32 && crc32 ? crc32 : undefined,
  }));
  const whole = expected?.crc32 ? ({ ChecksumCRC32: expected.crc32, ChecksumType: "FULL_OBJECT" } as const) : {};
  const conditions = expected ? { MpuObjectSize: expected.bytes, IfNoneMatch: "*", ...whole } : {};
  const command = new CompleteMultipartUploadCommand({
    ...at(key),
    UploadId: uploadId,
    MultipartUpload: { Parts },
    ...conditions,
  });
  await uploadAsked(s3().send(command)).catch(refusedParts);
}

function refusedParts(cause: unknown): never {
  const status = statusOf(cause);
  if (status === 412) throw new AppError("conflict", "There is an object under this file's key already.", { cause });
  if (status === 409)
    throw new AppError("storage_unavailable", "The object store is busy with this very file. It will be tried again.", {
      cause,
    });
  if (status !== 400) throw cause;
  const name = cause instanceof Error ? cause.name : "";
  const sentence = `The object store could not put this file's parts together (${name}). Upload it again.`;
  throw new AppError("object_changed", sentence, { cause });
}

/** Safe to call for an upload that is already gone. */
export async function abortMultipart(key: string, uploadId: string): Promise<void> {
  await asked(s3().send(new AbortMultipartUploadCommand({ ...at(key), UploadId: uploadId }))).catch((error) => {
    if (!isMissing(error)) throw error;
  });
}

/** What lies under a key, or undefined. */
export async function findObject(key: string): Promise<StoredObject | undefined> {
  try {
    const ChecksumMode = keepsChecksums() ? "ENABLED" : undefined;
    const head = await asked(s3().send(new HeadObjectCommand({ ...at(key), ChecksumMode })));
    const crc32 = head.ChecksumType === "FULL_OBJECT" ? (head.ChecksumCRC32 ?? null) : null;
    return { bytes: head.ContentLength ?? 0, etag: bare(head.ETag), crc32 };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Uploads a local file, in parts when it is large; resolves to what the store then holds, which is what the file has. */
export async function uploadFile(
  path: string,
  key: string,
  contentType: string,
  signal?: AbortSignal,
): Promise<StoredObject> {
  const { size } = await stat(path);
  if (size <= SINGLE_PUT_BYTES) await persist(() => put(path, size, key, contentType, signal), signal);
  else await uploadInParts(path, size, key, contentType, signal);
  const stored = await persist(() => findObject(key), signal);
  if (stored?.bytes !== size) throw storeIsAway(`it kept ${stored?.bytes} of ${size} bytes`);
  return stored;
}

async function put(path: string, size: number, key: string, contentType: string, signal?: AbortSignal): Promise<void> {
  const body = { Body: createReadStream(path), ContentLength: size, ContentType: contentType };
  const command = new PutObjectCommand({ ...at(key), ...body, ChecksumCRC32: await checksum(path) });
  await asked(s3().send(command, { abortSignal: signal }));
}

async function uploadInParts(path: string, size: number, key: string, contentType: string, signal?: AbortSignal) {
  const uploadId = await persist(() => createMultipart(key, contentType, { checksums: keepsChecksums() }), signal);
  const parts: StoredPart[] = [];
  try {
    for (let start = 0; start < size; start += FILE_PART_BYTES) {
      const part = { number: parts.length + 1, start, end: Math.min(size, start + FILE_PART_BYTES) };
      parts.push(await persist(() => sendPart(path, key, uploadId, part, signal), signal));
    }
    await complete(key, uploadId, parts, { bytes: size, crc32: (await checksum(path)) ?? null }, signal);
  } catch (error) {
    await abortMultipart(key, uploadId).catch(() => {});
    throw error;
  }
}

async function sendPart(
  path: string,
  key: string,
  UploadId: string,
  { number, start, end }: { number: number; start: number; end: number },
  signal?: AbortSignal,
): Promise<StoredPart> {
  const range = { start, end: end - 1 };
  const crc32 = await checksum(path, range);
  const body = { Body: createReadStream(path, range), ContentLength: end - start, ChecksumCRC32: crc32 };
  const command = new UploadPartCommand({ ...at(key), UploadId, PartNumber: number, ...body });
  const sent = await asked(s3().send(command, { abortSignal: signal }));
  return { number, bytes: end - start, etag: bare(sent.ETag), crc32 };
}

/** A completion whose answer was lost has taken effect: then the object is there, as it has to be. */
async function complete(
  key: string,
  uploadId: string,
  parts: StoredPart[],
  whole: ExpectedObject,
  signal?: AbortSignal,
) {
  try {
    await persist(() => completeMultipart(key, uploadId, parts, whole), signal);
  } catch (error) {
    const stored = await findObject(key);
    if (stored?.bytes !== whole.bytes || (whole.crc32 && stored.crc32 !== whole.crc32)) throw error;
  }
}

/** The CRC-32 of a file or a part of it, as S3 writes it; undefined for a store that keeps none. */
async function checksum(path: string, range: { start?: number; end?: number } = {}): Promise<string | undefined> {
  if (!keepsChecksums()) return undefined;
  let sum = 0;
  for await (const chunk of createReadStream(path, { ...range, highWaterMark: READ_BYTES })) sum = crc32(chunk, sum);
  return base64(sum);
}

export async function presignDownload(key: string, fileName: string): Promise<string> {
  const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`;
  const command = new GetObjectCommand({ ...at(key), ResponseContentDisposition: disposition });
  return getSignedUrl(s3(), command, { expiresIn: DOWNLOAD_URL_SECONDS });
}

export async function deletePrefix(prefix: string): Promise<number> {
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
export async function listUploads(prefix: string): Promise<{ key: string; uploadId: string }[]> {
  const where = { Bucket: env().S3_BUCKET, Prefix: prefix };
  const uploads: { key: string; uploadId: string }[] = [];
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
    for (const { Key = "", UploadId = "" } of page.Uploads ?? []) uploads.push({ key: Key, uploadId: UploadId });
    [KeyMarker, UploadIdMarker, isMore] = [page.NextKeyMarker, page.NextUploadIdMarker, page.IsTruncated ?? false];
  }
  return uploads;
}

async function uploadAsked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await asked(answer);
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new AppError("object_missing", "The object store no longer knows this upload. Upload the file again.", {
      cause: error,
    });
  }
}
