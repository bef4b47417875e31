import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { directPut } from "./direct-put.ts";
import { env } from "./env.ts";
import { checksumOf, completeParts, sendPart } from "./file-parts.ts";
import { findObject, type StoredObject } from "./find-object.ts";
import { abortMultipart, CRC32_HEADER, createMultipart, type StoredPart } from "./multipart.ts";
import { persist } from "./persist.ts";
import { asked, at, keepsChecksums, s3, storeIsAway } from "./s3.ts";

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
  const ChecksumCRC32 = await checksumOf(path);
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
    await completeParts(key, uploadId, parts, { bytes: size, crc32: (await checksumOf(path)) ?? null }, signal);
  } catch (error) {
    await abortMultipart(key, uploadId).catch(() => {});
    throw error;
  }
}
