import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { env } from "#lib/platform/env.ts";

/** A bucket that somebody filled before, beside the application's own. */
export async function filledBucket(objects: Record<string, string>) {
  const bucket = `theirs-${crypto.randomUUID()}`;
  const client = theirClient();
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const put = (key: string, body: string) =>
    client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  const entries = Object.entries(objects);
  for (let start = 0; start < entries.length; start += 50)
    await Promise.all(entries.slice(start, start + 50).map(([key, body]) => put(key, body)));
  env().PARQUETRY_IMPORT_BUCKETS.push(bucket);
  return { bucket, put };
}

const theirClient = () => new S3Client({ endpoint: env().S3_ENDPOINT ?? "", forcePathStyle: true });
