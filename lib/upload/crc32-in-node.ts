import { crc32 } from "node:zlib";
import { LocalBlob } from "./local-blob.ts";

/** The CRC-32 of a blob, a piece at a time. */
export async function crc32InNode(bytes: Blob, signal: AbortSignal): Promise<number> {
  let sum = 0;
  for await (const piece of bytes instanceof LocalBlob ? bytes.pieces() : bytes.stream()) {
    signal.throwIfAborted();
    sum = crc32(piece, sum);
  }
  return sum;
}
