import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { PutObjectCommand, UploadPartCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { directPut } from "./direct-put.ts";
import { env } from "./env.ts";
import { filePieces } from "./file-pieces.ts";
import { findObject, type StoredObject } from "./find-object.ts";
import {
  abortMultipart,
  CRC32_HEADER,
  completeMultipart,
  createMultipart,
  type ExpectedObject,
  presignPart,
  type StoredPart,
} from "./multipart.ts";
import { base64 } from "./object-bytes.ts";
import { persist } from "./persist.ts";
import { asked, at, bare, keepsChecksums, s3, storeIsAway } from "./s3.ts";

const URL_SECONDS = 900;
const SINGLE_PUT_BYTES = 64 * 2 ** 20;
const FILE_PART_BYTES = 32 * 2 ** 20;

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

async function put(path: string, size: number, key: string, ContentType: string, signal?: AbortSignal): Promise<void> {
  const ChecksumCRC32 = await checksum(path);
  const object = { ...at(key), ContentType, ContentLength: size, ChecksumCRC32 };
  if (ChecksumCRC32) {
    const options = { expiresIn: URL_SECONDS, unhoistableHeaders: new Set([CRC32_HEADER]) };
    const url = await getSignedUrl(s3(), new PutObjectCommand(object), options);
    const headers = { [CRC32_HEADER]: ChecksumCRC32, "Content-Type": ContentType };
    if (await directPut(url, headers, path, { start: 0, end: size }, signal, env().S3_SILENCE_MS)) return;
  }
  const command = new PutObjectCommand({ ...object, Body: createReadStream(path) });
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
  uploadId: string,
  { number, start, end }: { number: number; start: number; end: number },
  signal?: AbortSignal,
): Promise<StoredPart> {
  const crc32 = await checksum(path, start, end);
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
    // It may also have been there before, and then the parts lie beside it.
    await abortMultipart(key, uploadId);
  }
}

/** The CRC-32 of a file or a part of it, as S3 writes it; undefined for a store that keeps none. */
async function checksum(path: string, start?: number, end?: number): Promise<string | undefined> {
  if (!keepsChecksums()) return undefined;
  let sum = 0;
  for await (const piece of filePieces(path, start, end)) sum = crc32(piece, sum);
  return base64(sum);
}
