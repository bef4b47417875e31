import { writeFile } from "node:fs/promises";
import type { Readable } from "node:stream";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { directGet } from "./direct-get.ts";
import { env } from "./env.ts";
import { AppError } from "./errors.ts";
import { type OpenedObject, objectBytes } from "./object-bytes.ts";
import { persist } from "./persist.ts";
import { asked, at, bare, isMissing, keepsChecksums, type Place, required, s3, statusOf, storeIsAway } from "./s3.ts";

const URL_SECONDS = 300;
/** Ranges of fewer bytes are not worth a connection of their own. */
const DIRECT_BYTES = 4 * 2 ** 20;
const CHECKSUM_MODE = "x-amz-checksum-mode";

/** The bytes of `[start, end)`; shorter at the object's end. Fails with object_changed when the object is no longer the one with this ETag. */
export async function readRange(place: Place, etag: string, start: number, end: number): Promise<Buffer> {
  if (end <= start) return Buffer.alloc(0);
  return persist(async () => {
    const large = end - start >= DIRECT_BYTES ? await readDirectly(place, etag, start, end) : undefined;
    if (large) return large;
    const got = await fetchObject(place, { etag, range: `bytes=${start}-${end - 1}` });
    if (!got) return Buffer.alloc(0);
    const bytes = await required(got.Body, "Body").transformToByteArray().catch(broken);
    const [, last, size] = /(\d+)\/(\d+)$/.exec(got.ContentRange ?? "") ?? [];
    const expected = size === undefined ? bytes.length : Math.min(end, Number(size)) - start;
    if (bytes.length !== expected) throw storeIsAway(`${bytes.length} of ${expected} bytes up to ${last}`);
    return Buffer.from(bytes);
  });
}

/** Undefined when the store does not simply give all of it. */
async function readDirectly(place: Place, etag: string, start: number, end: number): Promise<Buffer | undefined> {
  const Range = `bytes=${start}-${end - 1}`;
  const opened = await openDirectly(place, { etag, Range });
  const bytes = Buffer.allocUnsafeSlow(end - start);
  let filled = 0;
  try {
    if (opened?.bytes === bytes.length)
      for await (const chunk of opened.chunks) {
        bytes.set(chunk, filled);
        filled += chunk.length;
      }
  } catch (cause) {
    throw storeIsAway(cause);
  }
  return filled === bytes.length ? bytes : undefined;
}

function broken(cause: unknown): never {
  throw storeIsAway(cause);
}

/** The whole object as a stream, for passing on to a client. */
export async function openObject(place: Place): Promise<Readable> {
  const got = await fetchObject(place, {});
  return required(got?.Body as Readable | undefined, "Body");
}

export interface DownloadOptions {
  etag?: string;
  /** Looks at the bytes as they pass, and says which are kept. */
  through?: (chunks: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;
  signal?: AbortSignal;
}

/** Writes an object into a file, whole and as the store keeps it. */
export async function downloadObject(
  place: Place,
  path: string,
  { etag, through = (chunks) => chunks, signal }: DownloadOptions = {},
): Promise<void> {
  const open = async (from: number, known = etag) =>
    (from === 0 ? await openDirectly(place, { etag: known, signal }) : undefined) ??
    openFrom(place, known, from, signal);
  await writeFile(path, through(objectBytes(open, signal)));
}

/** Undefined when the store does not simply give the object. */
async function openDirectly(
  place: Place,
  { etag, Range, signal }: { etag: string | undefined; Range?: string; signal?: AbortSignal | undefined },
): Promise<OpenedObject | undefined> {
  const IfMatch = etag && `"${etag}"`;
  const ChecksumMode = keepsChecksums() && !Range ? "ENABLED" : undefined;
  const url = await getSignedUrl(s3(), new GetObjectCommand({ ...at(place), IfMatch, ChecksumMode, Range }), {
    expiresIn: URL_SECONDS,
    unhoistableHeaders: new Set([CHECKSUM_MODE]),
  });
  const headers = {
    ...(IfMatch ? { "If-Match": IfMatch } : {}),
    ...(Range ? { Range } : {}),
    ...(ChecksumMode ? { [CHECKSUM_MODE]: ChecksumMode } : {}),
  };
  return directGet(url, headers, signal, env().S3_SILENCE_MS);
}

async function openFrom(
  place: Place,
  etag: string | undefined,
  from: number,
  signal: AbortSignal | undefined,
): Promise<OpenedObject> {
  const got = await fetchObject(place, { etag, range: from > 0 ? `bytes=${from}-` : undefined, signal });
  return {
    chunks: required(got?.Body as Readable | undefined, "Body"),
    bytes: from + (got?.ContentLength ?? 0),
    etag: bare(got?.ETag),
    // A part of an object has no checksum; the first answer told the whole one's.
    crc32: from === 0 && got?.ChecksumType === "FULL_OBJECT" ? (got.ChecksumCRC32 ?? null) : null,
  };
}

/** Undefined when the range begins behind the object's end. */
async function fetchObject(
  place: Place,
  { etag, range, signal }: { etag?: string; range?: string; signal?: AbortSignal },
) {
  const ChecksumMode = keepsChecksums() && !range ? "ENABLED" : undefined;
  const command = new GetObjectCommand({ ...at(place), IfMatch: etag && `"${etag}"`, Range: range, ChecksumMode });
  try {
    return await asked(s3().send(command, { abortSignal: signal }));
  } catch (error) {
    if (isMissing(error)) throw new AppError("object_missing", missing(place), { cause: error });
    if (statusOf(error) === 412) throw new AppError("object_changed", changed(place), { cause: error });
    if (statusOf(error) === 416) return undefined;
    throw error;
  }
}

const missing = (place: Place): string =>
  isOurs(place)
    ? "The uploaded bytes are no longer in the object store. Upload the file again."
    : `There is no object ${addressOf(place)} any more. Put it back, or import the file from elsewhere.`;

const changed = (place: Place): string =>
  isOurs(place)
    ? "The object in the store is no longer the one that was uploaded. Upload the file again."
    : `The object ${addressOf(place)} has changed since it was imported. Import it again.`;

const isOurs = (place: Place): boolean => typeof place === "string" || place.bucket === null;

const addressOf = (place: Place): string => {
  const { Bucket, Key } = at(place);
  return `s3://${Bucket}/${Key}`;
};
