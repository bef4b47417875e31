import type { Bucket } from "#embedded/object-store/files/bucket.ts";
import type { Store } from "#embedded/object-store/files/store.ts";
import type { Payload } from "#embedded/object-store/wire/payload.ts";
import { S3Error } from "#embedded/object-store/wire/s3-error.ts";
import type { S3Request } from "#embedded/object-store/wire/s3-request.ts";

/** One authenticated request and what it acts on. `openBody` starts reading what the client sends. */
export type Call = { request: S3Request; store: Store; region: string; openBody(): Payload };

export function getBucket({ store, request }: Pick<Call, "store" | "request">): Bucket {
  const bucket = store.find(request.bucket);
  if (bucket) return bucket;
  throw new S3Error("NoSuchBucket", "The bucket does not exist.", { details: { BucketName: request.bucket } });
}

/** A whole number from the query, capped at `most`. */
export function readCount({ request }: Call, name: string, most: number): number {
  const text = request.query.get(name);
  if (text === null) return most;
  if (!/^\d{1,9}$/.test(text)) {
    throw new S3Error("InvalidArgument", `${name} must be a whole number.`, { details: { ArgumentName: name } });
  }
  return Math.min(Number(text), most);
}
