import { createCRC32 } from "hash-wasm";

/** The CRC-32 of a blob, a piece at a time; made for a Worker, because it keeps its thread busy. */
export async function crc32OfBlob(bytes: Blob, signal: AbortSignal): Promise<number> {
  const hasher = await createCRC32();
  const reader = bytes.stream().getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    signal.throwIfAborted();
    hasher.update(piece.value);
  }
  return Number.parseInt(hasher.digest("hex"), 16);
}
