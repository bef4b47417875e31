import { z } from "zod";
import { Blob } from "./blob-files.ts";
import { Checksum } from "./checksum.ts";

/** The headers an object was stored with (lower-case), its own `x-amz-meta-*` among them. */
export const StoredHeaders = z.record(z.string(), z.string());
export type StoredHeaders = z.infer<typeof StoredHeaders>;

/** What is known of an object. Its bytes are `blobs` end to end: one for each part it was uploaded in. */
export const ObjectRecord = z.object({
  key: z.string(),
  bytes: z.number(),
  etag: z.string(),
  modifiedAt: z.iso.datetime(),
  headers: StoredHeaders,
  checksum: Checksum.optional(),
  uploadId: z.string().optional(),
  blobs: z.array(Blob).min(1),
});
export type ObjectRecord = z.infer<typeof ObjectRecord>;
