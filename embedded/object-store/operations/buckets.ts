import type { Reply } from "#embedded/object-store/wire/reply.ts";
import { S3Error } from "#embedded/object-store/wire/s3-error.ts";
import { type Call, getBucket } from "./call.ts";

const LEGACY_REGION = "us-east-1";

export async function listBuckets({ store }: Call): Promise<Reply> {
  const buckets = store.all().map(({ name, settings }) => ({ Name: name, CreationDate: settings.createdAt }));
  return {
    xml: { root: "ListAllMyBucketsResult", content: { Owner: { ID: "parquetry" }, Buckets: { Bucket: buckets } } },
  };
}

/** Creating a bucket twice is refused, except in the oldest region, where S3 lets it pass. */
export async function createBucket({ store, request, region }: Call): Promise<Reply> {
  const name = request.bucket;
  const valid = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes("..") && !/^[\d.]+$/.test(name);
  if (!valid)
    throw new S3Error("InvalidBucketName", "The specified bucket is not valid.", { details: { BucketName: name } });
  if (!(await store.create(name)) && region !== LEGACY_REGION) {
    throw new S3Error("BucketAlreadyOwnedByYou", "The bucket is there already, and it is yours.");
  }
  return { headers: { Location: `/${name}` } };
}

export async function headBucket(call: Call): Promise<Reply> {
  getBucket(call);
  return { headers: { "x-amz-bucket-region": call.region } };
}

export async function deleteBucket(call: Call): Promise<Reply> {
  if (!(await call.store.remove(getBucket(call)))) {
    throw new S3Error("BucketNotEmpty", "The bucket you tried to delete is not empty.");
  }
  return { status: 204 };
}

export async function getBucketLocation(call: Call): Promise<Reply> {
  getBucket(call);
  return {
    xml: { root: "LocationConstraint", content: call.region === LEGACY_REGION ? {} : { "#text": call.region } },
  };
}
