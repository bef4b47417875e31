import { randomUUID } from "node:crypto";
import { S3Client } from "@aws-sdk/client-s3";
import { env } from "#lib/platform/env.ts";
import { UPLOAD_PREFIX } from "./bucket-settings.ts";

/** The bucket that is looked at. Without credentials the SDK finds its own, as everywhere else. */
export interface CheckedBucket {
  name: string;
  endpoint: string | null;
  region: string;
  checksums: boolean;
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/** What a check works with. */
export interface Probe {
  bucket: CheckedBucket;
  client: S3Client;
  /** Where the pages are that send to the bucket. */
  origin: string;
  /** Aborted when time is up. */
  signal: AbortSignal;
}

export function configuredBucket(): CheckedBucket {
  const { S3_BUCKET, S3_ENDPOINT, AWS_REGION, S3_CHECKSUMS } = env();
  return { name: S3_BUCKET, endpoint: S3_ENDPOINT ?? null, region: AWS_REGION, checksums: S3_CHECKSUMS === "on" };
}

export function openProbe(bucket: CheckedBucket, origin: string, signal: AbortSignal): Probe {
  const client = new S3Client({
    region: bucket.region,
    ...(bucket.endpoint ? { endpoint: bucket.endpoint, forcePathStyle: true } : {}),
    ...(bucket.credentials ? { credentials: bucket.credentials } : {}),
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    maxAttempts: 1,
  });
  return { bucket, client, origin, signal };
}

/** The bucket's address. */
export const bucketUrl = ({ endpoint, name, region }: CheckedBucket): string =>
  endpoint ? `${endpoint.replace(/\/$/, "")}/${name}` : `https://${name}.s3.${region}.amazonaws.com/`;

/** A new object of ours, beside the uploaded files, because the rights to those are what matters. */
export const probeObject = ({ bucket }: Probe): { Bucket: string; Key: string } => ({
  Bucket: bucket.name,
  Key: `${UPLOAD_PREFIX}storage-check/${randomUUID()}`,
});
