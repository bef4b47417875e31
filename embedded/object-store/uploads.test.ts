import { ListMultipartUploadsCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect } from "vitest";
import { type BucketUnderTest, named, openBucket } from "./conformance/bucket-under-test.ts";
import { beginUpload, crc32Of, PART_BYTES } from "./conformance/upload-under-test.ts";
import { test } from "./embedded-only-under-test.ts";

let bucket: BucketUnderTest;

beforeAll(async () => {
  bucket = await openBucket();
});
afterAll(() => bucket.close());

test("completing again with the same parts answers the same; with others, or replaced, the upload is gone", async () => {
  const upload = await beginUpload(bucket, "twice");
  const part = await upload.send(1, "once");
  const complete = () => upload.complete([part], { IfNoneMatch: "*" });
  const [one, two] = await Promise.all([complete(), complete()]);
  const three = await complete();
  expect([two.ETag, three.ETag]).toEqual([one.ETag, one.ETag]);
  const other = { PartNumber: 1, ETag: '"0123456789abcdef0123456789abcdef"' };
  await expect(upload.complete([other])).rejects.toThrow(named("NoSuchUpload"));
  await bucket.put("twice", "replaced");
  await expect(upload.complete([part])).rejects.toThrow(named("NoSuchUpload"));
});

test("a part that is too small is named with its size", async () => {
  const upload = await beginUpload(bucket, "small");
  const parts = [await upload.send(1, "small"), await upload.send(2, "end")];
  await expect(upload.complete(parts)).rejects.toThrow(
    expect.objectContaining({ name: "EntityTooSmall", PartNumber: "1", MinSizeAllowed: String(PART_BYTES) }),
  );
});

test("a completion answers with the object's address", async () => {
  const upload = await beginUpload(bucket, "where");
  const { Location } = await upload.complete([await upload.send(1, "x")]);
  expect(Location).toBe(bucket.url("where"));
});

test("an upload with the whole object's checksum makes it itself of parts that came without", async () => {
  const upload = await beginUpload(bucket, "whole", { ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" });
  const done = await upload.complete([await upload.send(1, "bare")]);
  expect(done).toMatchObject({ ChecksumCRC32: crc32Of("bare"), ChecksumType: "FULL_OBJECT" });
});

test("an upload with composite checksums is completed only with each part's", async () => {
  const upload = await beginUpload(bucket, "composite", { ChecksumAlgorithm: "CRC32" });
  const part = await upload.send(1, "x", { ChecksumCRC32: crc32Of("x") });
  await expect(upload.complete([part])).rejects.toThrow(named("InvalidRequest"));
});

test("a part's checksum is refused when the upload was created for none", async () => {
  const upload = await beginUpload(bucket, "without");
  await expect(upload.send(1, "x", { ChecksumAlgorithm: "CRC32" })).rejects.toThrow(named("InvalidRequest"));
});

test("uploads of one key are listed in the order in which they were started", async () => {
  const ids: string[] = [];
  for (const name of ["in/b", "in/a", "in/b"]) ids.push((await beginUpload(bucket, name)).id);
  const where = { Bucket: bucket.endpoint.bucket, Prefix: `${bucket.prefix}in/` };
  const list = async (more = {}) => bucket.client.send(new ListMultipartUploadsCommand({ ...where, ...more }));
  const expected = [ids[1], ids[0], ids[2]];
  expect((await list()).Uploads?.map(({ UploadId }) => UploadId)).toEqual(expected);
  const first = await list({ MaxUploads: 2 });
  expect(first).toMatchObject({ NextKeyMarker: `${bucket.prefix}in/b`, NextUploadIdMarker: ids[0] });
  const rest = await list({ KeyMarker: first.NextKeyMarker, UploadIdMarker: first.NextUploadIdMarker });
  expect(rest.Uploads?.map(({ UploadId }) => UploadId)).toEqual([ids[2]]);
  expect((await list({ KeyMarker: `${bucket.prefix}in/a` })).Uploads).toHaveLength(2);
});
