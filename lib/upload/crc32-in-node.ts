import { crc32 } from "node:zlib";

/** The CRC-32 of a blob, a piece at a time. */
export async function crc32InNode(bytes: Blob, signal: AbortSignal): Promise<number> {
  let sum = 0;
  for await (const piece of bytes.stream()) {
    signal.throwIfAborted();
    sum = crc32(piece, sum);
  }
  return sum;
}
