import { rm } from "node:fs/promises";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { z } from "zod";
import { startObjectStore } from "#embedded/object-store/server.ts";
import { BUCKET, CREDENTIALS, REGION, temporaryDirectory } from "#embedded/object-store/store-under-test.ts";

/** Where the bucket under test is and who asks. */
export interface Endpoint {
  url: string;
  bucket: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined };
  close(): Promise<void>;
}

/** Only `npm run test:s3` reaches for a store that the environment names; other tests never do. */
const IS_ASKED_FOR = process.env.MODE === "s3" && Boolean(process.env.S3_ENDPOINT);

const Named = z.object({
  S3_ENDPOINT: z.url(),
  S3_BUCKET: z.string().min(1),
  AWS_REGION: z.string().min(1).default("us-east-1"),
  AWS_ACCESS_KEY_ID: z.string().min(1),
  AWS_SECRET_ACCESS_KEY: z.string().min(1),
  AWS_SESSION_TOKEN: z.string().min(1).optional(),
});

/** Whether the store under test is another one than ours, of which we see neither files nor process. */
export const isForeign = IS_ASKED_FOR;

/** The store that the environment names, else an embedded one of this test file's own. */
export async function openEndpoint(): Promise<Endpoint> {
  if (!IS_ASKED_FOR) return openEmbedded();
  const named = Named.parse(process.env);
  return {
    url: named.S3_ENDPOINT.replace(/\/$/, ""),
    bucket: named.S3_BUCKET,
    region: named.AWS_REGION,
    credentials: {
      accessKeyId: named.AWS_ACCESS_KEY_ID,
      secretAccessKey: named.AWS_SECRET_ACCESS_KEY,
      sessionToken: named.AWS_SESSION_TOKEN,
    },
    close: async () => {},
  };
}

async function openEmbedded(): Promise<Endpoint> {
  const dataDir = await temporaryDirectory();
  const store = await startObjectStore({ dataDir, port: 0, region: REGION, ...CREDENTIALS });
  const client = new S3Client({ endpoint: store.url, region: REGION, credentials: CREDENTIALS, forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  client.destroy();
  const close = async () => {
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url: store.url, bucket: BUCKET, region: REGION, credentials: CREDENTIALS, close };
}
