import { createReadStream } from "node:fs";
import { crc32 } from "node:zlib";
import { UploadPartCommand } from "@aws-sdk/client-s3";
import { directPut } from "./direct-put.ts";
import { env } from "./env.ts";
import { filePieces } from "./file-pieces.ts";
import { findObject } from "./find-object.ts";
import { abortMultipart, completeMultipart, type ExpectedObject, presignPart, type StoredPart } from "./multipart.ts";
import { base64 } from "./object-bytes.ts";
import { persist } from "./persist.ts";
import { asked, at, bare, keepsChecksums, s3 } from "./s3.ts";

/** Sends `[start, end)` of a local file as one part of an upload. */
export async function sendPart(
  path: string,
  key: string,
  uploadId: string,
  { number, start, end }: { number: number; start: number; end: number },
  signal?: AbortSignal,
): Promise<StoredPart> {
  const crc32 = await checksumOf(path, start, end);
  const part = { number, bytes: end - start, crc32 };
  if (crc32) {
    const { url, headers } = await presignPart(key, uploadId, { ...part, crc32 });
    const etag = await directPut(url, headers, path, { start, end }, signal, env().S3_SILENCE_MS);
    if (etag) return { ...part, etag: bare(etag) };
  }
  const body = { Body: createReadStream(path, { start, end: end - 1 }), ContentLength: end - start };
  const named = { ...at(key), UploadId: uploadId, PartNumber: number, ChecksumCRC32: crc32 };
  const sent = await asked(s3().send(new UploadPartCommand({ ...named, ...body }), { abortSignal: signal }));
  return { ...part, etag: bare(sent.ETag) };
}

/** Puts the parts together. A completion whose answer was lost has taken effect: then the object is there, as it has to be. */
export async function completeParts(
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
    // It may also have been there before, and then the parts lie beside it.
    await abortMultipart(key, uploadId);
  }
}

/** The CRC-32 of a file or a part of it, as S3 writes it; undefined for a store that keeps none. */
export async function checksumOf(path: string, start?: number, end?: number): Promise<string | undefined> {
  if (!keepsChecksums()) return undefined;
  let sum = 0;
  for await (const piece of filePieces(path, start, end)) sum = crc32(piece, sum);
  return base64(sum);
}
