import { afterAll, beforeAll, expect, test } from "vitest";
import { type BucketUnderTest, named, openBucket } from "./bucket-under-test.ts";
import { beginUpload } from "./upload-under-test.ts";

const NOT_MODIFIED = expect.objectContaining({ $metadata: expect.objectContaining({ httpStatusCode: 304 }) });
const WRITERS = 8;

let bucket: BucketUnderTest;

beforeAll(async () => {
  bucket = await openBucket();
});
afterAll(() => bucket.close());

test("If-None-Match lets an object be written once", async () => {
  await bucket.put("once", "first", { IfNoneMatch: "*" });
  await expect(bucket.put("once", "second", { IfNoneMatch: "*" })).rejects.toThrow(named("PreconditionFailed"));
  expect(await bucket.text("once")).toBe("first");
});

test("of many who write at once with If-None-Match, one wins", async () => {
  const writers = Array.from({ length: WRITERS }, (_, n) => bucket.put("race", `writer ${n}`, { IfNoneMatch: "*" }));
  const answers = await Promise.allSettled(writers);
  const won = answers.flatMap(({ status }, n) => (status === "fulfilled" ? [`writer ${n}`] : []));
  expect(won).toEqual([await bucket.text("race")]);
  const lost = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason.name] : []));
  for (const name of lost) expect(name).toMatch(/^(PreconditionFailed|ConditionalRequestConflict)$/);
});

test("If-Match on a write is held to what is there", async () => {
  const { ETag } = await bucket.put("swapped", "first");
  await expect(bucket.put("swapped", "second", { IfMatch: '"other"' })).rejects.toThrow(named("PreconditionFailed"));
  await expect(bucket.put("never", "second", { IfMatch: ETag })).rejects.toThrow(named(/^(NoSuchKey|NotFound)$/));
  await bucket.put("swapped", "second", { IfMatch: ETag });
  expect(await bucket.text("swapped")).toBe("second");
});

test("If-Match and If-None-Match on a read are held", async () => {
  const { ETag } = await bucket.put("read", "text");
  expect(await bucket.text("read", { IfMatch: ETag })).toBe("text");
  await expect(bucket.get("read", { IfMatch: '"other"' })).rejects.toThrow(named("PreconditionFailed"));
  await expect(bucket.get("read", { IfNoneMatch: ETag })).rejects.toThrow(NOT_MODIFIED);
});

test("an upload does not overwrite what came first when it says so, and stays to be aborted", async () => {
  await bucket.put("taken", "first");
  const upload = await beginUpload(bucket, "taken");
  const part = await upload.send(1, "second");
  await expect(upload.complete([part], { IfNoneMatch: "*" })).rejects.toThrow(named("PreconditionFailed"));
  await upload.abort();
  expect(await bucket.text("taken")).toBe("first");
});

test("of two uploads that are completed at once with If-None-Match, one wins", async () => {
  const uploads = await Promise.all(["a", "b"].map(() => beginUpload(bucket, "rivals")));
  const parts = await Promise.all(uploads.map((upload, n) => upload.send(1, `rival ${n}`)));
  const answers = await Promise.allSettled(
    uploads.map((upload, n) => upload.complete(parts.slice(n, n + 1), { IfNoneMatch: "*" })),
  );
  const won = answers.flatMap(({ status }, n) => (status === "fulfilled" ? [`rival ${n}`] : []));
  expect(won).toEqual([await bucket.text("rivals")]);
});
