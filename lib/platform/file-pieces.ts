import { open } from "node:fs/promises";

const PIECE_BYTES = 2 ** 18;

/** The bytes of `[start, end)` of a file. Pieces share one buffer: each is good until the next is asked for. */
export async function* filePieces(path: string, start = 0, end = Number.MAX_SAFE_INTEGER): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
  await using file = await open(path);
  for (let at = start; at < end; ) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(PIECE_BYTES, end - at), at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
