import { createHash, randomBytes } from "node:crypto";
import { ListMultipartUploadsCommand, UploadPartCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BucketUnderTest, named, openBucket } from "./bucket-under-test.ts";
import { beginUpload, PART_BYTES } from "./upload-under-test.ts";

let bucket: BucketUnderTest;

beforeAll(async () => {
  bucket = await openBucket();
});
afterAll(() => bucket.close());

const md5 = (...pieces: Buffer[]) => pieces.reduce((hash, piece) => hash.update(piece), createHash("md5")).digest();

test("parts sent in any order through presigned addresses become one object with S3's ETag", async () => {
  const parts = [randomBytes(PART_BYTES), randomBytes(PART_BYTES + 3), randomBytes(100)];
  const upload = await beginUpload(bucket, "joined", { ContentType: "text/csv", Metadata: { n: "3" } });
  const etags: string[] = [];
  for (const PartNumber of [3, 1, 2]) {
    const body = parts[PartNumber - 1];
    const command = new UploadPartCommand({ ...upload.where, PartNumber, ContentLength: body?.length });
    const sent = await fetch(await getSignedUrl(bucket.client, command), { method: "PUT", body });
    etags[PartNumber - 1] = sent.headers.get("etag") ?? "";
  }
  const bytes = Buffer.concat(parts);
  const { ETag } = await upload.complete(etags.map((tag, n) => ({ ETag: tag, PartNumber: n + 1 })));
  expect(ETag).toBe(`"${md5(...parts.map((part) => md5(part))).toString("hex")}-3"`);
  expect(await bucket.head("joined")).toMatchObject({
    ETag,
    ContentLength: bytes.length,
    ContentType: "text/csv",
    Metadata: { n: "3" },
  });
  expect((await bucket.bytes("joined")).equals(bytes)).toBe(true);
  const across = { Range: `bytes=${PART_BYTES - 2}-${2 * PART_BYTES + 5}` };
  expect((await bucket.bytes("joined", across)).equals(bytes.subarray(PART_BYTES - 2, 2 * PART_BYTES + 6))).toBe(true);
  expect(await bucket.head("joined", { PartNumber: 2 })).toMatchObject({
    PartsCount: 3,
    ContentLength: PART_BYTES + 3,
  });
  expect((await bucket.bytes("joined", { PartNumber: 3 })).equals(bytes.subarray(-100))).toBe(true);
});

test("part numbers may leave gaps, and the last part may be small or empty", async () => {
  const upload = await beginUpload(bucket, "gaps");
  const parts = [await upload.send(7, Buffer.alloc(PART_BYTES, "a")), await upload.send(10_000, "z")];
  await upload.complete(parts);
  expect(await bucket.head("gaps")).toMatchObject({ ContentLength: PART_BYTES + 1 });
  const empty = await beginUpload(bucket, "nothing");
  await empty.complete([await empty.send(1, "")]);
  expect(await bucket.head("nothing")).toMatchObject({ ContentLength: 0 });
});

test("a part sent again replaces the first, and only named parts become the object", async () => {
  const upload = await beginUpload(bucket, "again");
  const old = await upload.send(1, "old");
  const fresh = await upload.send(1, "new");
  await upload.send(2, "never named");
  await expect(upload.complete([old])).rejects.toThrow(named("InvalidPart"));
  await upload.complete([fresh]);
  expect(await bucket.text("again")).toBe("new");
});

test("of a part sent several times at once, one arrives whole", async () => {
  const upload = await beginUpload(bucket, "side by side");
  const bodies = ["a", "b", "c", "d"].map((letter) => Buffer.alloc(100_000, letter));
  await Promise.all(bodies.map((body) => upload.send(1, body)));
  const kept = await Promise.any(
    bodies.map((body) => upload.complete([{ PartNumber: 1, ETag: `"${md5(body).toString("hex")}"` }])),
  );
  expect(kept.ETag).toBeTruthy();
  const bytes = await bucket.bytes("side by side");
  expect(bodies.some((body) => body.equals(bytes))).toBe(true);
});

test("parts that are missing, out of order, too small or of another ETag are refused and can be mended", async () => {
  const upload = await beginUpload(bucket, "mend");
  const small = await upload.send(1, "small");
  const large = await upload.send(2, Buffer.alloc(PART_BYTES));
  const end = await upload.send(3, "end");
  await expect(upload.complete([small, large])).rejects.toThrow(named("EntityTooSmall"));
  await expect(upload.complete([large, { ...end, PartNumber: 4 }])).rejects.toThrow(named("InvalidPart"));
  await expect(upload.complete([large, { ...end, ETag: small.ETag }])).rejects.toThrow(named("InvalidPart"));
  await expect(upload.complete([])).rejects.toThrow(named(/^(MalformedXML|InvalidRequest)$/));
  const mended = await upload.send(1, Buffer.alloc(PART_BYTES));
  await expect(upload.complete([large, mended])).rejects.toThrow(named("InvalidPartOrder"));
  await expect(bucket.head("mend")).rejects.toThrow(named("NotFound"));
  await upload.complete([mended, large, end]);
  expect(await bucket.head("mend")).toMatchObject({ ContentLength: 2 * PART_BYTES + 3 });
});

test.each([0, 10_001])("part number %i is refused", async (number) => {
  const upload = await beginUpload(bucket, "numbers");
  await expect(upload.send(number, "x")).rejects.toThrow(named("InvalidArgument"));
});

test("an upload answers only to its own key", async () => {
  const mine = await beginUpload(bucket, "mine");
  const command = new UploadPartCommand({ ...mine.where, ...bucket.at("yours"), PartNumber: 1, Body: "x" });
  await expect(bucket.client.send(command)).rejects.toThrow(named("NoSuchUpload"));
  expect(await mine.send(1, "x")).toHaveProperty("ETag");
});

test("nothing of an upload is seen before it is completed", async () => {
  const upload = await beginUpload(bucket, "unseen");
  await upload.send(1, Buffer.alloc(PART_BYTES));
  await expect(bucket.head("unseen")).rejects.toThrow(named("NotFound"));
  await expect(bucket.get("unseen")).rejects.toThrow(named("NoSuchKey"));
});

test("uploads in progress are listed by key, in pages", async () => {
  const names = ["in/b", "in/a", "in/c", "in/ü"];
  const ids = new Map<string, string>();
  for (const name of names) ids.set(name, (await beginUpload(bucket, name)).id);
  const where = { Bucket: bucket.endpoint.bucket, Prefix: `${bucket.prefix}in/` };
  const list = (more = {}) => bucket.client.send(new ListMultipartUploadsCommand({ ...where, ...more }));
  const expected = ["in/a", "in/b", "in/c", "in/ü"].map((name) => ({
    Key: bucket.prefix + name,
    UploadId: ids.get(name),
  }));
  expect((await list()).Uploads).toMatchObject(expected);
  const first = await list({ MaxUploads: 2 });
  expect(first).toMatchObject({ IsTruncated: true, Uploads: expected.slice(0, 2) });
  const rest = await list({ KeyMarker: first.NextKeyMarker, UploadIdMarker: first.NextUploadIdMarker });
  expect(rest.Uploads).toMatchObject(expected.slice(2));
});
