import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BucketUnderTest, named, openBucket } from "./bucket-under-test.ts";

let bucket: BucketUnderTest;

beforeAll(async () => {
  bucket = await openBucket();
});
afterAll(() => bucket.close());

test.each(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const)(
  "a %s is verified, kept and returned",
  async (algorithm) => {
    const sent = await bucket.put(`sum-${algorithm}`, "hello", { ChecksumAlgorithm: algorithm });
    const field = `Checksum${algorithm}` as const;
    const found = await bucket.head(`sum-${algorithm}`, { ChecksumMode: "ENABLED" });
    expect(found[field]).toBeTruthy();
    expect(found[field]).toBe(sent[field]);
    expect((await bucket.head(`sum-${algorithm}`))[field]).toBeUndefined();
  },
);

test("a wrong checksum or MD5 is refused and nothing is stored", async () => {
  await expect(bucket.put("wrong", "hello", { ChecksumCRC32: "AAAAAA==" })).rejects.toThrow(named("BadDigest"));
  const ContentMD5 = createHash("md5").update("other").digest("base64");
  await expect(bucket.put("wrong", "hello", { ContentMD5 })).rejects.toThrow(named("BadDigest"));
  await expect(bucket.put("wrong", "hello", { ContentMD5: "short" })).rejects.toThrow(named("InvalidDigest"));
  await expect(bucket.get("wrong")).rejects.toThrow(named("NoSuchKey"));
});

test("a wrong checksum leaves the object that was there", async () => {
  await bucket.put("there", "old");
  await expect(bucket.put("there", "new", { ChecksumCRC32: "AAAAAA==" })).rejects.toThrow(named("BadDigest"));
  expect(await bucket.text("there")).toBe("old");
});
