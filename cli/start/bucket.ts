import { CreateBucketCommand, PutBucketCorsCommand, S3Client, S3ServiceException } from "@aws-sdk/client-s3";

/** How the application reaches the object store, as its environment variables. */
export interface StoreEnvironment {
  S3_ENDPOINT: string;
  S3_BUCKET: string;
  AWS_REGION: string;
  AWS_ACCESS_KEY_ID: string;
  AWS_SECRET_ACCESS_KEY: string;
}

/** Makes the bucket on the first start, and lets the application's pages send file parts to it. */
export async function prepareBucket(store: StoreEnvironment, origins: string[]): Promise<void> {
  const client = new S3Client({
    endpoint: store.S3_ENDPOINT,
    region: store.AWS_REGION,
    credentials: { accessKeyId: store.AWS_ACCESS_KEY_ID, secretAccessKey: store.AWS_SECRET_ACCESS_KEY },
    forcePathStyle: true,
  });
  const rule = {
    AllowedOrigins: origins,
    AllowedMethods: ["GET", "HEAD", "PUT"],
    AllowedHeaders: ["*"],
    ExposeHeaders: ["ETag"],
    MaxAgeSeconds: 3600,
  };
  try {
    await client.send(new CreateBucketCommand({ Bucket: store.S3_BUCKET })).catch(unlessItExists);
    await client.send(new PutBucketCorsCommand({ Bucket: store.S3_BUCKET, CORSConfiguration: { CORSRules: [rule] } }));
  } finally {
    client.destroy();
  }
}

function unlessItExists(error: unknown): void {
  const isThere = error instanceof S3ServiceException && /^BucketAlready/.test(error.name);
  if (!isThere) throw error;
}
