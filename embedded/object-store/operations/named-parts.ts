import { z } from "zod";
import { checksumElement } from "#embedded/object-store/files/checksum.ts";
import type { PartRecord, Upload } from "#embedded/object-store/files/upload-record.ts";
import { S3Error } from "#embedded/object-store/wire/s3-error.ts";
import { bareTag } from "./entity-tag.ts";

const MIN_PART_BYTES = 5 * 2 ** 20;

/** A part as the client names it when it completes an upload. */
export const NamedPart = z.object({
  PartNumber: z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number),
  ETag: z.string().transform(bareTag),
  ChecksumCRC32: z.string().optional(),
  ChecksumCRC32C: z.string().optional(),
  ChecksumCRC64NVME: z.string().optional(),
  ChecksumSHA1: z.string().optional(),
  ChecksumSHA256: z.string().optional(),
});
export type NamedPart = z.infer<typeof NamedPart>;

/** The parts that arrived, as named; throws when one is missing, different, out of order or too small. */
export function chooseParts(upload: Upload, named: NamedPart[]): PartRecord[] {
  if (named.some(({ PartNumber }, place) => PartNumber <= (named[place - 1]?.PartNumber ?? 0))) {
    throw new S3Error("InvalidPartOrder", "The list of parts was not in ascending order.");
  }
  const parts = named.map((name) => choosePart(upload, name));
  const small = parts.slice(0, -1).find(({ blob }) => blob.bytes < MIN_PART_BYTES);
  if (!small) return parts;
  throw new S3Error("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", {
    details: {
      ProposedSize: String(small.blob.bytes),
      MinSizeAllowed: String(MIN_PART_BYTES),
      PartNumber: String(small.number),
      ETag: small.etag,
    },
  });
}

function choosePart(upload: Upload, name: NamedPart): PartRecord {
  const part = upload.parts.get(name.PartNumber);
  if (part?.etag !== name.ETag || !checksumAgrees(upload, part, name)) {
    const message = "One or more of the specified parts could not be found, or its ETag or checksum differs.";
    throw new S3Error("InvalidPart", message, {
      details: { UploadId: upload.id, PartNumber: String(name.PartNumber), ETag: name.ETag },
    });
  }
  return part;
}

/** An upload with a composite checksum is completed only when every part brings its own. */
function checksumAgrees({ checksum }: Upload, part: PartRecord, name: NamedPart): boolean {
  if (!checksum) return true;
  const given = name[checksumElement(checksum.algorithm)];
  if (given !== undefined) return given === part.checksum;
  if (checksum.type === "FULL_OBJECT") return true;
  const message = `The upload was created using a ${checksum.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${name.PartNumber} in the request.`;
  throw new S3Error("InvalidRequest", message);
}
