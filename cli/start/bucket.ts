import {
  CreateBucketCommand,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { abandonedUploads, uploadCors } from "#lib/storage-check/bucket-settings.ts";

/** How the application reaches the object store, as its environment variables. */
export interface StoreEnvironment {
  S3_ENDPOINT: string;
  S3_BUCKET: string;
  AWS_REGION: string;
  AWS_ACCESS_KEY_ID: string;
  AWS_SECRET_ACCESS_KEY: string;
}

/** Makes the bucket on the first start, lets the application's pages send file parts to it, and parts of abandoned uploads end. */
export async function prepareBucket(store: StoreEnvironment, origins: string[]): Promise<void> {
  const client = new S3Client({
    endpoint: store.S3_ENDPOINT,
    region: store.AWS_REGION,
    credentials: { accessKeyId: store.AWS_ACCESS_KEY_ID, secretAccessKey: store.AWS_SECRET_ACCESS_KEY },
    forcePathStyle: true,
  });
  const where = { Bucket: store.S3_BUCKET };
  const CORSConfiguration = { CORSRules: [uploadCors(origins)] };
  const LifecycleConfiguration = { Rules: [abandonedUploads()] };
  try {
    await client.send(new CreateBucketCommand(where)).catch(unlessItExists);
    await client.send(new PutBucketCorsCommand({ ...where, CORSConfiguration }));
    await client.send(new PutBucketLifecycleConfigurationCommand({ ...where, LifecycleConfiguration }));
  } finally {
    client.destroy();
  }
}

function unlessItExists(error: unknown): void {
  const isThere = error instanceof S3ServiceException && /^BucketAlready/.test(error.name);
  if (!isThere) throw error;
}
