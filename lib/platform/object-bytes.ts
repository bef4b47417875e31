import { crc32 } from "node:zlib";
import { AppError } from "./errors.ts";
import { pause } from "./persist.ts";
import { storeIsAway } from "./s3.ts";

/** An answer that has begun to arrive. */
export interface OpenedObject {
  /** Each is good until the next is asked for. */
  chunks: AsyncIterable<Uint8Array>;
  /** How many bytes the whole object has, of which these are the last. */
  bytes: number;
  etag: string;
  /** Of the whole object, in base64; null where the store keeps none. */
  crc32: string | null;
}

/** How often in a row nothing may arrive. */
const TRIES = 5;

/**
 * All bytes of an object. A connection that breaks is followed by another that goes on where it was, as long as some
 * bytes come of it. `open` answers with the bytes from `from` on, of the very object that `etag` names. Fails with
 * storage_unavailable, and with corrupt_object when what arrived is not what the store keeps.
 */
export async function* objectBytes(
  open: (from: number, etag: string | undefined) => Promise<OpenedObject>,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  const seen = { bytes: 0, crc: 0 };
  let whole: OpenedObject | undefined;
  for (let failures = 0; !whole || seen.bytes < whole.bytes; ) {
    try {
      const opened = await open(seen.bytes, whole?.etag);
      whole ??= opened;
      for await (const chunk of opened.chunks) {
        seen.bytes += chunk.length;
        seen.crc = crc32(chunk, seen.crc);
        failures = 0;
        yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      }
      if (seen.bytes < whole.bytes)
        throw new Error(`The answer broke off after ${seen.bytes} of ${whole.bytes} bytes.`);
    } catch (error) {
      signal?.throwIfAborted();
      failures += 1;
      if (error instanceof AppError && error.kind !== "storage_unavailable") throw error;
      if (failures === TRIES) throw error instanceof AppError ? error : storeIsAway(error);
      await pause(failures, signal);
    }
  }
  if (whole.crc32 !== null && whole.crc32 !== base64(seen.crc)) throw damaged(whole.crc32, seen);
}

function damaged(kept: string, seen: { bytes: number; crc: number }): AppError {
  const cause = `CRC-32 ${kept} is kept, ${base64(seen.crc)} arrived with ${seen.bytes} bytes`;
  return new AppError("corrupt_object", "Bytes from the object store were damaged on their way. They are read again.", {
    cause,
  });
}

/** As S3 writes it: four bytes, the highest first. */
export function base64(crc: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc);
  return bytes.toString("base64");
}
