import { toHex } from "./crc32.ts";

const ENDS_BYTES = 2 ** 20;

/** The CRC-32 of some bytes; in a browser taken off the main thread. Rejects when they cannot be read. */
export type TakeCrc32 = (bytes: Blob, signal: AbortSignal) => Promise<number>;

/** The CRC-32s of the first and the last MiB: with its size, enough to ask whether a file is known. */
export async function takeFingerprint(blob: Blob, crc32: TakeCrc32, signal: AbortSignal): Promise<string> {
  const first = await crc32(blob.slice(0, ENDS_BYTES), signal);
  if (blob.size <= ENDS_BYTES) return `${toHex(first)}-${toHex(first)}`;
  const last = await crc32(blob.slice(blob.size - ENDS_BYTES), signal);
  return `${toHex(first)}-${toHex(last)}`;
}

/** The checksum of a whole file that is so small that its fingerprint covers it. */
export function wholeFrom(fingerprint: string | null, bytes: number): number | undefined {
  return fingerprint !== null && bytes <= ENDS_BYTES ? Number.parseInt(fingerprint.slice(0, 8), 16) : undefined;
}
