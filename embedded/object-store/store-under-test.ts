import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { startObjectStore } from "./server.ts";

export const CREDENTIALS = { accessKeyId: "AKIDTEST", secretAccessKey: "a secret for tests" };
export const REGION = "eu-central-1";
/** Who signs requests that the SDK would not send. */
export const SIGNATORY = { region: REGION, credentials: CREDENTIALS };
export const BUCKET = "drawer";
export const MIB = 2 ** 20;

/** A client as the application makes it; `options` override its defaults. */
export function clientOf(url: string, options: S3ClientConfig = {}): S3Client {
  const defaults = { region: REGION, credentials: CREDENTIALS, forcePathStyle: true, maxAttempts: 1 };
  return new S3Client({ endpoint: url, ...defaults, ...options });
}

/** A store in this process with one bucket, on a temporary directory. */
export async function openStore() {
  const dataDir = await temporaryDirectory();
  const store = await startObjectStore({ dataDir, port: 0, region: REGION, ...CREDENTIALS });
  const client = clientOf(store.url);
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const close = async () => {
    client.destroy();
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { dataDir, url: store.url, client, close };
}

export function temporaryDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), "parquetry-store-"));
}
