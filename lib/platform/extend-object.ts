import { stat } from "node:fs/promises";
import { UploadPartCopyCommand } from "@aws-sdk/client-s3";
import { AppError } from "./errors.ts";
import { completeParts, sendPart } from "./file-parts.ts";
import { findObject, type StoredObject } from "./find-object.ts";
import { abortMultipart, createMultipart, type StoredPart } from "./multipart.ts";
import { persist } from "./persist.ts";
import { asked, at, bare, keepsChecksums, s3, statusOf, storeIsAway } from "./s3.ts";

/** S3 takes smaller parts only as the last one; what copies larger ones may be silent for longer than is waited. */
export const EXTENDED_BYTES = { least: 5 * 2 ** 20, most: 512 * 2 ** 20 };

/** An object of our own bucket, as the store described it. */
export type Base = StoredObject & { key: string };

/**
 * Makes an object of all bytes of another and those of a file behind them. The first never leave the store; the file is
 * made meanwhile. Resolves to undefined when there is no file after all, or when the store does not copy. Fails with
 * corrupt_object when it copied other bytes than it keeps.
 */
export async function extendObject(
  base: Base,
  { key, contentType }: { key: string; contentType: string },
  makeTail: () => Promise<string | undefined>,
  signal?: AbortSignal,
): Promise<StoredObject | undefined> {
  const uploadId = await persist(() => createMultipart(key, contentType, { checksums: keepsChecksums() }), signal);
  let stored: StoredObject | undefined;
  try {
    const [copied, tail] = await bothOf(
      persist(() => copyPart(base, key, uploadId, signal), signal),
      makeTail(),
    );
    if (copied && tail !== undefined) stored = await join(key, uploadId, copied, tail, signal);
  } finally {
    if (!stored) await abortMultipart(key, uploadId).catch(() => {});
  }
  return stored;
}

/** Both have ended, whatever becomes of them, before anything is taken back. */
async function bothOf<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return [await a, await b];
}

async function join(key: string, uploadId: string, copied: StoredPart, path: string, signal?: AbortSignal) {
  const { size } = await stat(path);
  const tail = await persist(() => sendPart(path, key, uploadId, { number: 2, start: 0, end: size }, signal), signal);
  const whole = { bytes: copied.bytes + size, crc32: null };
  await completeParts(key, uploadId, [copied, tail], whole, signal);
  const stored = await persist(() => findObject(key), signal);
  if (stored?.bytes !== whole.bytes) throw storeIsAway(`it kept ${stored?.bytes} of ${whole.bytes} bytes`);
  return stored;
}

/** Undefined when the store refuses: what reads the object itself will say why, if it cannot be had at all. */
async function copyPart(base: Base, key: string, UploadId: string, signal?: AbortSignal) {
  const { Bucket, Key } = at(base.key);
  const CopySource = [Bucket, ...Key.split("/")].map((name) => encodeURIComponent(name ?? "")).join("/");
  const from = { CopySource, CopySourceIfMatch: `"${base.etag}"` };
  const command = new UploadPartCopyCommand({ ...at(key), UploadId, PartNumber: 1, ...from });
  try {
    const { CopyPartResult: made } = await asked(s3().send(command, { abortSignal: signal }));
    const part: StoredPart = {
      number: 1,
      bytes: base.bytes,
      etag: bare(made?.ETag),
      crc32: made?.ChecksumCRC32 ?? null,
    };
    if (base.crc32 && part.crc32 && base.crc32 !== part.crc32) throw damaged(base, part);
    return part;
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

function isRefusal(error: unknown): boolean {
  const status = statusOf(error) ?? statusOf(error instanceof AppError ? error.cause : undefined) ?? 0;
  return (status >= 400 && status < 500) || status === 501;
}

function damaged(base: Base, { crc32 }: StoredPart): AppError {
  const cause = `${base.key}: CRC-32 ${base.crc32} is kept, ${crc32} was copied`;
  return new AppError("corrupt_object", "The object store copied other bytes than it keeps. They are copied again.", {
    cause,
  });
}
