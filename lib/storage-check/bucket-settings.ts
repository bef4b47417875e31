import type { CORSRule, LifecycleRule } from "@aws-sdk/client-s3";
import { PAUSED_UPLOAD_DAYS } from "#lib/upload/contract.ts";

/** Where uploaded files lie in the bucket. */
export const UPLOAD_PREFIX = "raw/";
/** A day later than the application itself gives up on an upload. */
export const ABORT_AFTER_DAYS = PAUSED_UPLOAD_DAYS + 1;
export const CRC32_HEADER = "x-amz-checksum-crc32";

/** Lets pages at these origins send parts and read what the store says of them. */
export const uploadCors = (origins: string[]): CORSRule => ({
  AllowedOrigins: origins,
  AllowedMethods: ["GET", "HEAD", "PUT"],
  AllowedHeaders: ["*"],
  ExposeHeaders: ["ETag", CRC32_HEADER],
  MaxAgeSeconds: 3600,
});

/** Removes the parts of uploads that nobody went on with. */
export const abandonedUploads = (): LifecycleRule => ({
  ID: "parquetry-abandoned-uploads",
  Status: "Enabled",
  Filter: { Prefix: UPLOAD_PREFIX },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: ABORT_AFTER_DAYS },
});
