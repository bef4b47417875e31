import { S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { env } from "./env.ts";
import { AppError } from "./errors.ts";

/** Errors that mean the application is set up wrongly, whatever was asked. */
const REFUSALS = ["NoSuchBucket", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken"];
const MAX_ATTEMPTS = 5;
const CONNECT_MS = 5_000;

let client: S3Client | undefined;

/** WHEN_REQUIRED: otherwise the SDK signs the checksum of an empty body into a presigned part URL. */
export function s3(): S3Client {
  const { S3_ENDPOINT, AWS_REGION, S3_SILENCE_MS } = env();
  client ??= new S3Client({
    region: AWS_REGION,
    ...(S3_ENDPOINT ? { endpoint: S3_ENDPOINT, forcePathStyle: true } : {}),
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: S3_SILENCE_MS },
  });
  return client;
}

/** A key of our own bucket, or an object of another one, which is only ever read. */
export type Place = string | { bucket: string | null; key: string };

export const at = (place: Place) =>
  typeof place === "string"
    ? { Bucket: env().S3_BUCKET, Key: place }
    : { Bucket: place.bucket ?? env().S3_BUCKET, Key: place.key };

export const keepsChecksums = (): boolean => env().S3_CHECKSUMS === "on";

/** Translates what cannot be the caller's fault: no connection, a wrong set-up, or a store that fails after the SDK's own retries. */
export async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof S3ServiceException && REFUSALS.includes(error.name))
      throw new AppError(
        "storage_unavailable",
        `The object store refuses this application (${error.name}). Check the bucket and the credentials it was started with.`,
        { cause: error },
      );
    const status = statusOf(error);
    if (status !== undefined && status < 500) throw error;
    throw storeIsAway(error);
  }
}

export const storeIsAway = (cause: unknown): AppError =>
  new AppError("storage_unavailable", "The object store does not answer. It will be tried again.", { cause });

export const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

export const isMissing = (error: unknown): boolean => statusOf(error) === 404;

export const bare = (etag: string | undefined): string => (etag ?? "").replaceAll('"', "");

export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined)
    throw new AppError("storage_unavailable", "The object store gave an answer that makes no sense.", { cause: name });
  return value;
}
