import { randomUUID } from "node:crypto";
import { checksumHeader } from "#embedded/object-store/files/checksum.ts";
import type { PartRecord, Upload, UploadRecord } from "#embedded/object-store/files/upload-record.ts";
import type { Reply } from "#embedded/object-store/wire/reply.ts";
import { S3Error } from "#embedded/object-store/wire/s3-error.ts";
import { type Call, getBucket } from "./call.ts";
import { receiveBlob } from "./request-body.ts";
import { readStoredHeaders } from "./stored-headers.ts";
import { readUploadChecksum, refuseOtherAlgorithm } from "./upload-checksum.ts";

const MAX_PARTS = 10_000;
const ABORTED = { kept: [], result: true };

export async function createUpload(call: Call): Promise<Reply> {
  const { key, bucket } = call.request;
  const record: UploadRecord = {
    id: newUploadId(),
    key,
    startedAt: new Date().toISOString(),
    headers: readStoredHeaders(call),
    checksum: readUploadChecksum(call),
  };
  await getBucket(call).uploads.start(record);
  const { checksum } = record;
  const headers: Record<string, string> = checksum
    ? { "x-amz-checksum-algorithm": checksum.algorithm, "x-amz-checksum-type": checksum.type }
    : {};
  const content = { Bucket: bucket, Key: key, UploadId: record.id };
  return { headers, xml: { root: "InitiateMultipartUploadResult", content } };
}

export async function uploadPart(call: Call): Promise<Reply> {
  const number = readPartNumber(call);
  const upload = getUpload(call);
  refuseOtherAlgorithm(call, upload);
  const { blob, md5, checksum } = await receiveBlob(call, getBucket(call), upload.checksum?.algorithm);
  await addPart(call, upload, { number, blob, etag: md5, checksum });
  const { algorithm } = upload.checksum ?? {};
  return { headers: { ETag: `"${md5}"`, ...(algorithm && checksum ? { [checksumHeader(algorithm)]: checksum } : {}) } };
}

/** Takes a part whose bytes have arrived; they are removed when the upload ended in the meantime. */
export async function addPart(
  call: Call,
  { id }: Upload,
  arrived: Omit<PartRecord, "modifiedAt">,
): Promise<PartRecord> {
  const { uploads, blobs } = getBucket(call);
  const part = { ...arrived, modifiedAt: new Date().toISOString() };
  const added = await uploads.addPart(id, part).catch(async (error) => {
    await blobs.remove([part.blob]);
    throw error;
  });
  if (!added) throw noSuchUpload();
  return part;
}

export async function abortUpload(call: Call): Promise<Reply> {
  const ended = await getBucket(call).uploads.end(uploadId(call), call.request.key, async () => ABORTED);
  if (!ended) throw noSuchUpload();
  return { status: 204 };
}

/** The upload that the request names; an upload of another key is not found. */
export function getUpload(call: Call): Upload {
  const upload = getBucket(call).uploads.find(uploadId(call), call.request.key);
  if (upload) return upload;
  throw noSuchUpload();
}

export function uploadId({ request }: Call): string {
  return request.query.get("uploadId") ?? "";
}

export function noSuchUpload(): S3Error {
  return new S3Error("NoSuchUpload", "The upload does not exist: it was completed, aborted or never created.");
}

/** Begins with the time, which puts the uploads of a key in the order in which they were started. */
function newUploadId(): string {
  return `${Date.now().toString(16).padStart(12, "0")}-${randomUUID()}`;
}

export function readPartNumber({ request }: Call): number {
  const text = request.query.get("partNumber") ?? "";
  const number = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= MAX_PARTS) return number;
  const message = `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`;
  throw new S3Error("InvalidArgument", message, { details: { ArgumentName: "partNumber" } });
}
