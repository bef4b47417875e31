import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { Application } from "./fixtures.ts";
import { openStore } from "./store.ts";

/** Beside the application's own, and allowed to be imported from. */
export const THEIR_BUCKET = "theirs";

/** Puts objects into it, as somebody else did before. */
export async function fillTheirBucket(application: Application, objects: Record<string, string>): Promise<void> {
  const store = await openStore(application);
  await store.send(new CreateBucketCommand({ Bucket: THEIR_BUCKET })).catch(() => {});
  for (const [key, body] of Object.entries(objects))
    await store.send(new PutObjectCommand({ Bucket: THEIR_BUCKET, Key: key, Body: body }));
}
