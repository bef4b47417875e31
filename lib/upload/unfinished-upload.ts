import { z } from "zod";
import { Count } from "#lib/platform/wire.ts";

/** An upload that can be gone on with by choosing the same file again, until `expiresAt`. */
export const UnfinishedUpload = z.object({
  fileId: z.uuid(),
  path: z.string(),
  bytes: Count,
  fingerprint: z.string().nullable(),
  lastModified: z.iso.datetime().nullable(),
  partBytes: z.number().int().positive(),
  partCount: z.number().int().positive(),
  arrivedParts: Count,
  arrivedBytes: Count,
  expiresAt: z.iso.datetime(),
});
export type UnfinishedUpload = z.infer<typeof UnfinishedUpload>;

/** The newest hundred, and how many there are. */
export const UnfinishedUploads = z.object({ uploads: z.array(UnfinishedUpload), total: Count });
export type UnfinishedUploads = z.infer<typeof UnfinishedUploads>;
