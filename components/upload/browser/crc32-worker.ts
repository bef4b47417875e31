import { crc32OfBlob } from "#lib/upload/crc32-of-blob.ts";

/** What the page asks of this thread, one at a time: to sum these bytes, or to leave off. */
export type Crc32Question = { bytes: Blob } | "stop";
/** The sum; null when the bytes cannot be read, or when it was left off. */
export type Crc32Answer = { crc32: number | null };

let current = new AbortController();

addEventListener("message", ({ data }: MessageEvent<Crc32Question>) => {
  current.abort();
  if (data === "stop") return;
  current = new AbortController();
  void answer(data.bytes, current.signal);
});

async function answer(bytes: Blob, signal: AbortSignal): Promise<void> {
  const crc32 = await crc32OfBlob(bytes, signal).catch(() => null);
  const message: Crc32Answer = { crc32 };
  postMessage(message);
}
