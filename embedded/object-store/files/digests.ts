import { createHash } from "node:crypto";
import { type ChecksumAlgorithm, startChecksum } from "./checksum.ts";

/** What is computed of bytes while they pass: MD5 for the ETag (hex), and one checksum (base64) if asked for. */
export type Digests = { update(piece: Buffer): void; finish(): { md5: string; checksum?: string } };

export async function startDigests(algorithm: ChecksumAlgorithm | undefined): Promise<Digests> {
  const md5 = createHash("md5");
  const checksum = algorithm && (await startChecksum(algorithm));
  return {
    update: (piece) => {
      md5.update(piece);
      checksum?.update(piece);
    },
    finish: () => ({ md5: md5.digest("hex"), checksum: checksum?.digest().toString("base64") }),
  };
}
