import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { createCRC32, createCRC64 } from "hash-wasm";
import { z } from "zod";
import { type CrcShape, joinCrc } from "./crc-join.ts";

export const ChecksumAlgorithm = z.enum(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"]);
export type ChecksumAlgorithm = z.infer<typeof ChecksumAlgorithm>;

/** `value` is base64, with `-N` behind it when it is the checksum of N parts' checksums. */
export const Checksum = z.object({
  algorithm: ChecksumAlgorithm,
  type: z.enum(["FULL_OBJECT", "COMPOSITE"]),
  value: z.string(),
});
export type Checksum = z.infer<typeof Checksum>;

export type RunningChecksum = { update(piece: Buffer): void; digest(): Buffer };

/** CRCs that can be joined, so that a multipart object gets the checksum of its whole. */
const JOINABLE: Partial<Record<ChecksumAlgorithm, CrcShape>> = {
  CRC32: { bits: 32, polynomial: 0xedb88320n },
  CRC32C: { bits: 32, polynomial: 0x82f63b78n },
  CRC64NVME: { bits: 64, polynomial: 0x9a6c9329ac4bc9b5n },
};

export async function startChecksum(algorithm: ChecksumAlgorithm): Promise<RunningChecksum> {
  if (algorithm === "CRC32") return startCrc32();
  if (algorithm === "SHA1" || algorithm === "SHA256") return createHash(algorithm.toLowerCase());
  const hasher = await (algorithm === "CRC32C" ? createCRC32(0x82f63b78) : createCRC64("9a6c9329ac4bc9b5"));
  hasher.init();
  return { update: (piece) => hasher.update(piece), digest: () => Buffer.from(hasher.digest("binary")) };
}

/** The checksum of a multipart object from its parts' base64 checksums and sizes, in order. */
export async function joinChecksums(
  algorithm: ChecksumAlgorithm,
  type: Checksum["type"],
  parts: { value: string; bytes: number }[],
): Promise<string> {
  if (type === "FULL_OBJECT") return joinWhole(algorithm, parts);
  const composite = await startChecksum(algorithm);
  for (const { value } of parts) composite.update(Buffer.from(value, "base64"));
  return `${composite.digest().toString("base64")}-${parts.length}`;
}

export function canBeWhole(algorithm: ChecksumAlgorithm): boolean {
  return JOINABLE[algorithm] !== undefined;
}

export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** The element S3's XML uses for a checksum, such as `ChecksumCRC32`. */
export function checksumElement(algorithm: ChecksumAlgorithm): `Checksum${ChecksumAlgorithm}` {
  return `Checksum${algorithm}`;
}

function joinWhole(algorithm: ChecksumAlgorithm, parts: { value: string; bytes: number }[]): string {
  const shape = JOINABLE[algorithm];
  if (!shape) throw new Error(`${algorithm} cannot be joined from its parts`);
  const read = (value: string) => BigInt(`0x${Buffer.from(value, "base64").toString("hex")}`);
  const whole = parts.reduce((joined, part) => joinCrc(shape, joined, read(part.value), part.bytes), 0n);
  return Buffer.from(whole.toString(16).padStart(shape.bits / 4, "0"), "hex").toString("base64");
}

function startCrc32(): RunningChecksum {
  let value = 0;
  return {
    update: (piece) => {
      value = crc32(piece, value);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    },
  };
}
