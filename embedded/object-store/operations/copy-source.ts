import type { Bucket } from "#embedded/object-store/files/bucket.ts";
import type { ObjectRecord } from "#embedded/object-store/files/object-record.ts";
import { S3Error } from "#embedded/object-store/wire/s3-error.ts";
import type { Call } from "./call.ts";
import { checkReadConditions } from "./entity-tag.ts";

/** The object that a copy reads, and the bucket it is in. */
export type CopySource = { bucket: Bucket; record: ObjectRecord };

/** Finds what x-amz-copy-source names; throws when it is not there or its conditions do not hold. */
export function findCopySource({ request, store }: Call): CopySource {
  const path = decodeSource(request.headers["x-amz-copy-source"] ?? "");
  const mark = path.indexOf("/");
  const bucket = store.find(path.slice(0, mark));
  if (!bucket) throw new S3Error("NoSuchBucket", "The bucket to copy from does not exist.");
  const record = bucket.objects.find(path.slice(mark + 1));
  if (!record) throw new S3Error("NoSuchKey", "The key to copy from does not exist.");
  checkReadConditions(request.headers, record, "x-amz-copy-source-");
  return { bucket, record };
}

/** The bytes from `start` to `end` (inclusive) of the source, each chunk one of its own. */
export async function* readCopySource(
  { bucket, record }: CopySource,
  start?: number,
  end?: number,
): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of bucket.blobs.read(record.blobs, start, end)) yield Buffer.from(chunk);
}

function decodeSource(header: string): string {
  try {
    return decodeURIComponent(header.replace(/^\//, ""));
  } catch (cause) {
    throw new S3Error("InvalidArgument", "x-amz-copy-source is not valid percent-encoded UTF-8.", { cause });
  }
}
