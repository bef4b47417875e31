import { afterAll, beforeAll, expect, test } from "vitest";
import { type BucketUnderTest, named, openBucket } from "./bucket-under-test.ts";

let bucket: BucketUnderTest;

beforeAll(async () => {
  bucket = await openBucket();
  await bucket.put("digits", "0123456789");
  await bucket.put("empty", "", { ContentLength: 0 });
});
afterAll(() => bucket.close());

test.each([
  ["bytes=0-4", "01234", "bytes 0-4/10"],
  ["bytes=3-3", "3", "bytes 3-3/10"],
  ["bytes=7-", "789", "bytes 7-9/10"],
  ["bytes=-3", "789", "bytes 7-9/10"],
  ["bytes=5-500", "56789", "bytes 5-9/10"],
])("the range %s answers %s", async (Range, expected, ContentRange) => {
  const found = await bucket.get("digits", { Range });
  expect(found).toMatchObject({ ContentRange, ContentLength: expected.length });
  expect(await found.Body?.transformToString()).toBe(expected);
});

test("a range behind the end is refused, a malformed one is ignored", async () => {
  await expect(bucket.get("digits", { Range: "bytes=10-" })).rejects.toThrow(named("InvalidRange"));
  await expect(bucket.get("empty", { Range: "bytes=0-0" })).rejects.toThrow(named("InvalidRange"));
  expect(await bucket.text("digits", { Range: "bytes=5-2" })).toBe("0123456789");
});

test("a range of a version that is gone is refused rather than mixed with the new one", async () => {
  const { ETag: old } = await bucket.put("moving", "old old old");
  await bucket.put("moving", "new new new");
  const next = bucket.get("moving", { Range: "bytes=4-6", IfMatch: old });
  await expect(next).rejects.toThrow(named("PreconditionFailed"));
});
