import { createHash, randomBytes } from "node:crypto";
import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  DeleteObjectCommand,
  ListPartsCommand,
  UploadPartCopyCommand,
  type UploadPartCopyCommandInput,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BucketUnderTest, named, openBucket } from "./bucket-under-test.ts";
import { beginUpload, crc32Of, PART_BYTES, type UploadUnderTest } from "./upload-under-test.ts";

let bucket: BucketUnderTest;

beforeAll(async () => {
  bucket = await openBucket();
});
afterAll(() => bucket.close());

const sourceOf = (name: string) => `${bucket.endpoint.bucket}/${encodeURIComponent(bucket.at(name).Key)}`;
const copy = (from: string, to: string, more: Partial<CopyObjectCommandInput> = {}) =>
  bucket.client.send(new CopyObjectCommand({ ...bucket.at(to), CopySource: sourceOf(from), ...more }));

async function copyPart(
  upload: UploadUnderTest,
  PartNumber: number,
  from: string,
  more: Partial<UploadPartCopyCommandInput> = {},
) {
  const command = new UploadPartCopyCommand({ ...upload.where, PartNumber, CopySource: sourceOf(from), ...more });
  const { CopyPartResult } = await bucket.client.send(command);
  return { PartNumber, ETag: CopyPartResult?.ETag, ChecksumCRC32: CopyPartResult?.ChecksumCRC32 };
}

test("a copy has the bytes and the type of its source, and outlives it", async () => {
  await bucket.put("a source+ä", "copied", { ContentType: "text/csv", Metadata: { n: "1" } });
  await copy("a source+ä", "copy-1");
  await copy("a source+ä", "copy-2", { MetadataDirective: "REPLACE", ContentType: "text/plain" });
  await expect(copy("a source+ä", "a source+ä")).rejects.toThrow(named("InvalidRequest"));
  await expect(copy("a source+ä", "copy-3", { CopySourceIfMatch: '"other"' })).rejects.toThrow(
    named("PreconditionFailed"),
  );
  await bucket.client.send(new DeleteObjectCommand(bucket.at("a source+ä")));
  expect(await bucket.text("copy-1")).toBe("copied");
  expect(await bucket.head("copy-1")).toMatchObject({ ContentType: "text/csv", Metadata: { n: "1" } });
  expect(await bucket.head("copy-2")).toMatchObject({ ContentType: "text/plain", Metadata: {} });
});

test("a copy of a multipart object has the MD5 of its bytes as ETag", async () => {
  const bytes = Buffer.concat([randomBytes(PART_BYTES), Buffer.from("tail")]);
  const upload = await beginUpload(bucket, "of parts");
  const sent = [await upload.send(1, bytes.subarray(0, PART_BYTES)), await upload.send(2, bytes.subarray(PART_BYTES))];
  await upload.complete(sent);
  await copy("of parts", "of one");
  const ETag = `"${createHash("md5").update(bytes).digest("hex")}"`;
  expect(await bucket.head("of one")).toMatchObject({ ETag, ContentLength: bytes.length });
  expect((await bucket.bytes("of one")).equals(bytes)).toBe(true);
});

test("an object is copied range by range into the parts of another, with the checksum of the whole", async () => {
  const bytes = randomBytes(2 * PART_BYTES + 77);
  await bucket.put("large", bytes);
  const upload = await beginUpload(bucket, "assembled", { ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" });
  const spans = [0, PART_BYTES, 2 * PART_BYTES].map((start) => [start, Math.min(start + PART_BYTES, bytes.length)]);
  const parts = [];
  for (const [n, [start = 0, end = 0]] of spans.entries()) {
    const part = await copyPart(upload, n + 1, "large", { CopySourceRange: `bytes=${start}-${end - 1}` });
    expect(part.ETag).toBe(`"${createHash("md5").update(bytes.subarray(start, end)).digest("hex")}"`);
    parts.push({ ...part, ChecksumCRC32: crc32Of(bytes.subarray(start, end)) });
  }
  const { Parts } = await bucket.client.send(new ListPartsCommand(upload.where));
  expect(Parts).toMatchObject(parts);
  const done = await upload.complete(parts, { MpuObjectSize: bytes.length, ChecksumCRC32: crc32Of(bytes) });
  expect(done.ChecksumCRC32).toBe(crc32Of(bytes));
  expect((await bucket.bytes("assembled")).equals(bytes)).toBe(true);
});

test("a whole object becomes a part beside one that was sent", async () => {
  await bucket.put("front", Buffer.alloc(PART_BYTES, "f"));
  const upload = await beginUpload(bucket, "mixed");
  await upload.complete([await copyPart(upload, 1, "front"), await upload.send(2, "end")]);
  expect((await bucket.bytes("mixed", { Range: `bytes=${PART_BYTES - 1}-` })).toString()).toBe("fend");
});

test("a part is not copied from what changed, is missing or is too short", async () => {
  await bucket.put("short", "0123456789");
  const upload = await beginUpload(bucket, "refused");
  const changed = copyPart(upload, 1, "short", { CopySourceIfMatch: '"other"' });
  await expect(changed).rejects.toThrow(named("PreconditionFailed"));
  await expect(copyPart(upload, 1, "missing")).rejects.toThrow(named("NoSuchKey"));
  for (const CopySourceRange of ["bytes=5-10", "bytes=7-3", "bytes=-3", "0-3"])
    await expect(copyPart(upload, 1, "short", { CopySourceRange })).rejects.toThrow(
      named(/^(InvalidRange|InvalidArgument)$/),
    );
  await upload.abort();
  await expect(copyPart(upload, 1, "short")).rejects.toThrow(named("NoSuchUpload"));
});
