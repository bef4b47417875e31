import { z } from "zod";
import { Blob } from "./blob-files.ts";
import { ChecksumAlgorithm } from "./checksum.ts";
import { StoredHeaders } from "./object-record.ts";

export const UploadRecord = z.object({
  id: z.string(),
  key: z.string(),
  startedAt: z.iso.datetime(),
  headers: StoredHeaders,
  checksum: z.object({ algorithm: ChecksumAlgorithm, type: z.enum(["FULL_OBJECT", "COMPOSITE"]) }).optional(),
});
export type UploadRecord = z.infer<typeof UploadRecord>;

/** `etag` is the MD5 in hex, `checksum` base64 in the algorithm of the upload. */
export const PartRecord = z.object({
  number: z.number().int(),
  etag: z.string(),
  checksum: z.string().optional(),
  modifiedAt: z.iso.datetime(),
  blob: Blob,
});
export type PartRecord = z.infer<typeof PartRecord>;

/** An upload in progress and its parts by number. */
export type Upload = UploadRecord & { parts: Map<number, PartRecord> };
