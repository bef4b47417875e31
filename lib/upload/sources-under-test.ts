import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { Source } from "./transfer-file.ts";

export const MIB = 2 ** 20;
export const PART = 16 * MIB;

const pieces = new Map<number, Blob>();

/** A file whose every MiB differs from the others and from those of another seed, while few of them are held in memory. */
export function madeFile(path: string, bytes: number, seed = 1): Source {
  const whole = Math.floor(bytes / MIB);
  const parts: BlobPart[] = [];
  for (let index = 0; index < whole; index++) {
    const stamp = `${seed}:${index}\n`.padEnd(32);
    parts.push(stamp, piece((seed + index) % 8).slice(32));
  }
  parts.push(piece(seed % 8).slice(0, bytes - whole * MIB));
  return { path, blob: new Blob(parts), lastModified: Date.UTC(2020, 0, 2) };
}

/** The same file with other bytes at a place: as long, and with the same beginning and end. */
export function changedAt({ path, blob, lastModified }: Source, at: number): Source {
  const changed = [blob.slice(0, at), "changed", blob.slice(at + "changed".length)];
  return { path, blob: new Blob(changed), lastModified };
}

/** SHA-256 and CRC-32 of bytes that come one piece after the other. */
export async function sumsOf(bytes: AsyncIterable<Uint8Array>): Promise<{ sha256: string; crc32: string }> {
  const sha = createHash("sha256");
  let crc = 0;
  for await (const piece of bytes) {
    sha.update(piece);
    crc = crc32(piece, crc);
  }
  const base64 = Buffer.alloc(4);
  base64.writeUInt32BE(crc);
  return { sha256: sha.digest("hex"), crc32: base64.toString("base64") };
}

function piece(seed: number): Blob {
  const known = pieces.get(seed) ?? new Blob([Buffer.alloc(MIB, `2020-01-0${seed},T${seed},Energy,1${seed}.5\n`)]);
  pieces.set(seed, known);
  return known;
}
