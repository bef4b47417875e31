import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { AppError } from "./errors.ts";
import { asked, at, bare, isMissing, required, s3, statusOf } from "./s3.ts";

const PART_URL_SECONDS = 900;
export const CRC32_HEADER = "x-amz-checksum-crc32";

/** Checksums are CRC-32s in base64; null where the store keeps none. */
export interface StoredPart {
  number: number;
  bytes: number;
  etag: string;
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
