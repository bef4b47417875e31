import { createReadStream } from "node:fs";
import { stat, writeFile } from "node:fs/promises";
import { addAbortSignal, type Readable } from "node:stream";
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
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { directGet } from "./direct-get.ts";
import { env } from "./env.ts";
import { AppError } from "./errors.ts";

const PART_URL_SECONDS = 900;
const CRC32_HEADER = "x-amz-checksum-crc32";
const DOWNLOAD_URL_SECONDS = 300;
const SINGLE_PUT_BYTES = 64 * 2 ** 20;
const PARQUET_PART_BYTES = 32 * 2 ** 20;

/** Errors that mean the application is set up wrongly, whatever was asked. */
const REFUSALS = ["NoSuchBucket", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken"];

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

let client: S3Client | undefined;

/** WHEN_REQUIRED: otherwise the SDK signs the checksum of an empty body into a presigned part URL. */
function s3(): S3Client {
  const { S3_ENDPOINT, AWS_REGION } = env();
  client ??= new S3Client({
    region: AWS_REGION,
    ...(S3_ENDPOINT ? { endpoint: S3_ENDPOINT, forcePathStyle: true } : {}),
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  return client;
}

const at = (key: string) => ({ Bucket: env().S3_BUCKET, Key: key });

export const keepsChecksums = (): boolean => env().S3_CHECKSUMS === "on";

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

/** The bytes of `[start, end)`; shorter at the object's end. Fails with object_changed when the object is no longer the one with this ETag. */
export async function readRange(key: string, etag: string, start: number, end: number): Promise<Buffer> {
  if (end <= start) return Buffer.alloc(0);
  const got = await fetchObject(key, etag, `bytes=${start}-${end - 1}`);
  return Buffer.from(await required(got.Body, "Body").transformToByteArray());
}

/** The whole object as a stream, for passing on to a client. */
export async function openObject(key: string): Promise<Readable> {
  return readable((await fetchObject(key)).Body);
}

export interface DownloadOptions {
  etag?: string;
  /** Looks at the bytes as they pass, and says which are kept. */
  through?: (chunks: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;
  signal?: AbortSignal;
}

/** Writes an object into a file. */
export async function downloadObject(
  key: string,
  path: string,
  { etag, through = (chunks) => chunks, signal }: DownloadOptions = {},
): Promise<void> {
  await writeFile(path, through((await openDirectly(key, etag, signal)) ?? (await openWhole(key, etag, signal))));
}

/** Undefined when the store does not simply give the object. */
async function openDirectly(key: string, etag: string | undefined, signal: AbortSignal | undefined) {
  const IfMatch = etag && `"${etag}"`;
  const url = await getSignedUrl(s3(), new GetObjectCommand({ ...at(key), IfMatch }), {
    expiresIn: DOWNLOAD_URL_SECONDS,
  });
  return directGet(url, IfMatch ? { "If-Match": IfMatch } : {}, signal);
}

async function openWhole(key: string, etag: string | undefined, signal: AbortSignal | undefined): Promise<Readable> {
  const body = readable((await fetchObject(key, etag)).Body);
  return signal ? addAbortSignal(signal, body) : body;
}

/** Uploads a local file, in parts when it is large; resolves to what the store then holds. */
export async function uploadFile(path: string, key: string, contentType: string): Promise<StoredObject> {
  const { size } = await stat(path);
  if (size <= SINGLE_PUT_BYTES) {
    const Body = createReadStream(path);
    await asked(s3().send(new PutObjectCommand({ ...at(key), Body, ContentLength: size, ContentType: contentType })));
  } else await uploadInParts(path, size, key, contentType);
  const stored = await findObject(key);
  if (stored?.bytes !== size)
    throw new AppError("storage_unavailable", "The object store kept fewer bytes than were sent.");
  return stored;
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

async function uploadInParts(path: string, size: number, key: string, contentType: string): Promise<void> {
  const uploadId = await createMultipart(key, contentType);
  const parts: StoredPart[] = [];
  for (let start = 0; start < size; start += PARQUET_PART_BYTES) {
    const bytes = Math.min(PARQUET_PART_BYTES, size - start);
    const Body = createReadStream(path, { start, end: start + bytes - 1 });
    const number = parts.length + 1;
    const sent = await asked(
      s3().send(
        new UploadPartCommand({ ...at(key), UploadId: uploadId, PartNumber: number, Body, ContentLength: bytes }),
      ),
    );
    parts.push({ number, bytes, etag: bare(sent.ETag) });
  }
  await completeMultipart(key, uploadId, parts);
}

async function fetchObject(key: string, etag?: string, range?: string) {
  try {
    return await asked(s3().send(new GetObjectCommand({ ...at(key), IfMatch: etag && `"${etag}"`, Range: range })));
  } catch (error) {
    if (isMissing(error))
      throw new AppError(
        "object_missing",
        "The uploaded bytes are no longer in the object store. Upload the file again.",
        { cause: error },
      );
    if (statusOf(error) === 412)
      throw new AppError(
        "object_changed",
        "The object in the store is no longer the one that was uploaded. Upload the file again.",
        { cause: error },
      );
    if (statusOf(error) === 416) return { Body: undefined };
    throw error;
  }
}

/** Translates what cannot be the caller's fault: no connection, a wrong set-up, or a store that fails after the SDK's own retries. */
async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof S3ServiceException && REFUSALS.includes(error.name))
      throw new AppError(
        "storage_unavailable",
        `The object store refuses this application (${error.name}). Check the bucket and the credentials it was started with.`,
        { cause: error },
      );
    const status = statusOf(error);
    if (status !== undefined && status < 500) throw error;
    throw new AppError("storage_unavailable", "The object store does not answer. It will be tried again.", {
      cause: error,
    });
  }
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

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

const isMissing = (error: unknown): boolean => statusOf(error) === 404;

const bare = (etag: string | undefined): string => (etag ?? "").replaceAll('"', "");

function required<T>(value: T | undefined, name: string): T {
  if (value === undefined)
    throw new AppError("storage_unavailable", "The object store gave an answer that makes no sense.", { cause: name });
  return value;
}

function readable(body: unknown): Readable {
  return required(body as Readable | undefined, "Body");
}
