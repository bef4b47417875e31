import { ListObjectsV2Command, S3ServiceException } from "@aws-sdk/client-s3";
import { AppError } from "./errors.ts";
import { asked, bare, s3, statusOf } from "./s3.ts";

/** An object as a list tells of it. */
export interface ListedObject {
  key: string;
  bytes: number;
  etag: string;
  modified: Date | null;
  /** It has to be restored before it can be read. */
  isArchived: boolean;
}

const ARCHIVES = ["GLACIER", "DEEP_ARCHIVE"];
/** How stores say that a bucket is not where they were asked for it. */
const ELSEWHERE = ["PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"];

/**
 * At most 1,000 objects of any bucket below a prefix, in the order of their keys, from behind the key `after`; `next`
 * is what to ask for after them. Fails with not_found, forbidden or invalid_input when the bucket cannot be listed.
 */
export async function listObjects(
  bucket: string,
  prefix: string,
  after?: string,
): Promise<{ objects: ListedObject[]; next: string | null }> {
  const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, StartAfter: after });
  const page = await bucketAsked(bucket, s3().send(command));
  const objects = (page.Contents ?? []).map(({ Key = "", Size = 0, ETag, LastModified = null, StorageClass }) => ({
    key: Key,
    bytes: Size,
    etag: bare(ETag),
    modified: LastModified,
    isArchived: ARCHIVES.includes(StorageClass ?? ""),
  }));
  return { objects, next: page.IsTruncated ? (objects.at(-1)?.key ?? null) : null };
}

async function bucketAsked<T>(bucket: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    throw whyNot(bucket, cause) ?? (await asked(Promise.reject(cause)));
  }
}

function whyNot(bucket: string, cause: unknown): AppError | undefined {
  if (!(cause instanceof S3ServiceException)) return undefined;
  const status = statusOf(cause);
  if (ELSEWHERE.includes(cause.name) || status === 301)
    return new AppError("invalid_input", `The bucket ${bucket} lies in another region than AWS_REGION says.`, {
      cause,
    });
  if (cause.name === "NoSuchBucket" || status === 404)
    return new AppError("not_found", `There is no bucket ${bucket} in the object store.`, { cause });
  if (cause.name !== "AccessDenied" && cause.name !== "AllAccessDisabled") return undefined;
  const rights = "They need s3:ListBucket there, and s3:GetObject on its objects.";
  return new AppError("forbidden", `The server's credentials may not list the bucket ${bucket}. ${rights}`, { cause });
}
