import { createHash, randomBytes } from "node:crypto";
import { DeleteObjectCommand, DeleteObjectsCommand, HeadBucketCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BucketUnderTest, named, openBucket } from "./bucket-under-test.ts";

const BODY_BYTES = 3 * 2 ** 20;

let bucket: BucketUnderTest;

beforeAll(async () => {
  bucket = await openBucket();
});
afterAll(() => bucket.close());

test("an object comes back as it was sent, with its type, its own metadata and S3's ETag", async () => {
  const body = randomBytes(BODY_BYTES);
  const { ETag } = await bucket.put("kept", body, {
    ContentType: "text/csv",
    CacheControl: "no-cache",
    ContentEncoding: "gzip",
    Metadata: { owner: "anna" },
  });
  expect(ETag).toBe(`"${createHash("md5").update(body).digest("hex")}"`);
  const found = await bucket.get("kept");
  expect(body.equals((await found.Body?.transformToByteArray()) ?? body.subarray(1))).toBe(true);
  expect(found).toMatchObject({
    ETag,
    ContentLength: body.length,
    ContentType: "text/csv",
    CacheControl: "no-cache",
    ContentEncoding: "gzip",
    AcceptRanges: "bytes",
    Metadata: { owner: "anna" },
  });
  expect(found.LastModified).toBeInstanceOf(Date);
  expect(await bucket.head("kept")).toMatchObject({ ETag, ContentLength: body.length, Metadata: { owner: "anna" } });
});

test("an object that is written again is the new one at once", async () => {
  for (const text of ["first", "second", "third"]) {
    await bucket.put("again", text);
    expect(await bucket.text("again")).toBe(text);
  }
});

test("an empty object is an object", async () => {
  await bucket.put("empty", "", { ContentLength: 0 });
  expect(await bucket.text("empty")).toBe("");
  expect(await bucket.head("empty")).toMatchObject({ ContentLength: 0, ETag: '"d41d8cd98f00b204e9800998ecf8427e"' });
});

test("deleting is final, and quiet about what is not there", async () => {
  const names = ["gone-1", "gone & <2>", "gone-3"];
  await Promise.all(names.map((name) => bucket.put(name, name)));
  await bucket.client.send(new DeleteObjectCommand(bucket.at("gone-1")));
  await bucket.client.send(new DeleteObjectCommand(bucket.at("gone-1")));
  const keys = ["gone & <2>", "gone-3", "never there"].map((name) => bucket.at(name).Key);
  const { Deleted, Errors } = await bucket.client.send(
    new DeleteObjectsCommand({
      Bucket: bucket.endpoint.bucket,
      Delete: { Objects: keys.map((Key) => ({ Key })) },
    }),
  );
  expect(Deleted?.map(({ Key }) => Key).sort()).toEqual([...keys].sort());
  expect(Errors ?? []).toEqual([]);
  for (const name of names) await expect(bucket.head(name)).rejects.toThrow(named("NotFound"));
});

test("what is not there is said so", async () => {
  await expect(bucket.get("nothing")).rejects.toThrow(named("NoSuchKey"));
  await expect(bucket.head("nothing")).rejects.toThrow(named("NotFound"));
  const nowhere = new HeadBucketCommand({ Bucket: `nowhere-${bucket.prefix.slice(12, -1)}` });
  await expect(bucket.client.send(nowhere)).rejects.toThrow(named(/^(NotFound|Forbidden|AccessDenied)$/));
});
