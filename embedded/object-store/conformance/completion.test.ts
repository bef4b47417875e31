import { afterAll, beforeAll, expect, test } from "vitest";
import { type BucketUnderTest, named, openBucket } from "./bucket-under-test.ts";
import { beginUpload, PART_BYTES } from "./upload-under-test.ts";

const TOGETHER = 4;

let bucket: BucketUnderTest;

beforeAll(async () => {
  bucket = await openBucket();
});
afterAll(() => bucket.close());

/** What a store may say to a completion that somebody else has made already. */
const GONE = /^(NoSuchUpload|PreconditionFailed|ConditionalRequestConflict)$/;

test("completing again answers the same or that the upload is gone, and never changes the object", async () => {
  const upload = await beginUpload(bucket, "twice");
  const part = await upload.send(1, "once");
  const { ETag } = await upload.complete([part]);
  const again = await upload.complete([part]).catch((error) => error);
  if (again instanceof Error) expect(again.name).toMatch(GONE);
  else expect(again.ETag).toBe(ETag);
  expect(await bucket.head("twice")).toMatchObject({ ETag, ContentLength: 4 });
  const other = { PartNumber: 1, ETag: '"0123456789abcdef0123456789abcdef"' };
  await upload.complete([other]).catch((error) => expect(error.name).toMatch(/^(NoSuchUpload|InvalidPart)$/));
  expect(await bucket.text("twice")).toBe("once");
});

test("several completions at once make one object", async () => {
  const upload = await beginUpload(bucket, "together");
  const parts = [await upload.send(1, Buffer.alloc(PART_BYTES, "a")), await upload.send(2, "end")];
  const answers = await Promise.allSettled(
    Array.from({ length: TOGETHER }, () => upload.complete(parts, { IfNoneMatch: "*" })),
  );
  const { ETag } = await bucket.head("together");
  const done = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value.ETag] : []));
  const refused = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason.name] : []));
  expect(done.length).toBeGreaterThan(0);
  for (const tag of done) expect(tag).toBe(ETag);
  for (const name of refused) expect(name).toMatch(GONE);
  expect((await bucket.bytes("together")).length).toBe(PART_BYTES + 3);
});

test("a size that differs from the parts' is refused, the right one is taken", async () => {
  const upload = await beginUpload(bucket, "sized");
  const parts = [await upload.send(1, Buffer.alloc(PART_BYTES)), await upload.send(2, "end")];
  for (const MpuObjectSize of [PART_BYTES, PART_BYTES + 2, PART_BYTES + 4])
    await expect(upload.complete(parts, { MpuObjectSize })).rejects.toThrow(named("InvalidRequest"));
  await expect(bucket.head("sized")).rejects.toThrow(named("NotFound"));
  await upload.complete(parts, { MpuObjectSize: PART_BYTES + 3 });
  expect(await bucket.head("sized")).toMatchObject({ ContentLength: PART_BYTES + 3 });
});

test("an aborted upload is gone: no part, no completion, and no second abort does anything", async () => {
  const upload = await beginUpload(bucket, "aborted");
  const part = await upload.send(1, "x");
  await upload.abort();
  await upload.abort().catch((error) => expect(error.name).toBe("NoSuchUpload"));
  await expect(upload.send(2, "x")).rejects.toThrow(named("NoSuchUpload"));
  await expect(upload.complete([part])).rejects.toThrow(named("NoSuchUpload"));
  await expect(bucket.head("aborted")).rejects.toThrow(named("NotFound"));
});

test("aborting a completed upload leaves its object alone", async () => {
  const upload = await beginUpload(bucket, "kept");
  await upload.complete([await upload.send(1, "kept")]);
  await upload.abort().catch((error) => expect(error.name).toBe("NoSuchUpload"));
  expect(await bucket.text("kept")).toBe("kept");
});

test("of a completion and an abort at once, either the object is whole or there is none", async () => {
  const upload = await beginUpload(bucket, "either");
  const parts = [await upload.send(1, Buffer.alloc(PART_BYTES, "a")), await upload.send(2, "end")];
  const [completed] = await Promise.allSettled([upload.complete(parts), upload.abort()]);
  if (completed.status === "fulfilled") expect((await bucket.bytes("either")).length).toBe(PART_BYTES + 3);
  else await expect(bucket.head("either")).rejects.toThrow(named("NotFound"));
});
