import { request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32 } from "node:zlib";

const GIB = 2 ** 30;
const MAX_GIB = 5;
const BLOCK_BYTES = 2 ** 20;

/** How much is streamed: 1 GiB, or up to 5 as S3_TEST_GIB says. */
export const ZEROS_BYTES = Math.min(Math.max(Number(process.env.S3_TEST_GIB ?? 1), 1), MAX_GIB) * GIB;

/** Enough for 5 GiB on a slow disk. */
export const ZEROS_TIMEOUT_MS = 1_800_000;

/** Streams zeros to a presigned address; resolves to the ETag of what arrived. */
export async function putZeros(
  url: string,
  bytes: number,
  headers: Record<string, string> = {},
): Promise<string | undefined> {
  const open = url.startsWith("https:") ? requestSecure : requestPlain;
  const sending = open(url, { method: "PUT", headers: { ...headers, "content-length": bytes } });
  const answered = new Promise<string | undefined>((resolve, reject) => {
    sending.on("error", reject);
    sending.on("response", (response) => resolve(response.resume().headers.etag));
  });
  await pipeline(Readable.from(zeros(bytes)), sending);
  return answered;
}

/** Reads an object to its end and keeps nothing of it. */
export async function measure(url: string): Promise<{ bytes: number; crc32: number }> {
  const { body } = await fetch(url);
  const measured = { bytes: 0, crc32: 0 };
  for await (const piece of body ?? []) {
    measured.bytes += piece.length;
    measured.crc32 = crc32(piece, measured.crc32);
  }
  return measured;
}

export function crc32OfZeros(bytes: number): number {
  let sum = 0;
  for (const block of zeros(bytes)) sum = crc32(block, sum);
  return sum;
}

function* zeros(bytes: number): Generator<Buffer> {
  const block = Buffer.alloc(BLOCK_BYTES);
  for (let left = bytes; left > 0; left -= block.length) yield block.subarray(0, left);
}
