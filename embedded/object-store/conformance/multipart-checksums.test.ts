import { randomBytes } from "node:crypto";
import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BucketUnderTest, named, openBucket } from "./bucket-under-test.ts";
import { errorCode } from "./signing-under-test.ts";
import { beginUpload, crc32Of, PART_BYTES } from "./upload-under-test.ts";

const WHOLE = { ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" } as const;
const WRONG = "AAAAAA==";

let bucket: BucketUnderTest;

beforeAll(async () => {
  bucket = await openBucket();
});
afterAll(() => bucket.close());

test("parts with their checksums become an object with the checksum of the whole", async () => {
  const bodies = [randomBytes(PART_BYTES), randomBytes(PART_BYTES + 1), randomBytes(1000)];
  const ChecksumCRC32 = crc32Of(...bodies);
  const upload = await beginUpload(bucket, "whole", WHOLE);
  const parts = [];
  for (const [n, body] of bodies.entries()) {
    const sum = crc32Of(body);
    parts.push({ ...(await upload.send(n + 1, body, { ChecksumCRC32: sum })), ChecksumCRC32: sum });
  }
  const wrong = { ChecksumCRC32: WRONG, ChecksumType: "FULL_OBJECT" as const };
  await expect(upload.complete(parts, wrong)).rejects.toThrow(named("BadDigest"));
  await expect(bucket.head("whole")).rejects.toThrow(named("NotFound"));
  const done = await upload.complete(parts, { ...wrong, ChecksumCRC32 });
  expect(done).toMatchObject({ ChecksumCRC32, ChecksumType: "FULL_OBJECT" });
  const found = await bucket.head("whole", { ChecksumMode: "ENABLED" });
  expect(found).toMatchObject({ ChecksumCRC32, ChecksumType: "FULL_OBJECT" });
  expect((await bucket.bytes("whole", { ChecksumMode: "ENABLED" })).equals(Buffer.concat(bodies))).toBe(true);
});

test("a part named with another checksum than its own is refused", async () => {
  const upload = await beginUpload(bucket, "swapped", WHOLE);
  const part = await upload.send(1, "x", { ChecksumCRC32: crc32Of("x") });
  const named32 = { ...part, ChecksumCRC32: WRONG };
  await expect(upload.complete([named32])).rejects.toThrow(named(/^(InvalidPart|BadDigest|InvalidRequest)$/));
  await expect(bucket.head("swapped")).rejects.toThrow(named("NotFound"));
});

test("a part that is not what its checksum says is refused and not kept", async () => {
  const upload = await beginUpload(bucket, "part", WHOLE);
  await upload.send(1, "kept", { ChecksumCRC32: crc32Of("kept") });
  await expect(upload.send(1, "other", { ChecksumCRC32: WRONG })).rejects.toThrow(named("BadDigest"));
  await expect(upload.send(2, "other", { ChecksumCRC32: WRONG })).rejects.toThrow(named("BadDigest"));
  const { Parts } = await bucket.client.send(new ListPartsCommand(upload.where));
  expect(Parts).toMatchObject([{ PartNumber: 1, ChecksumCRC32: crc32Of("kept") }]);
});

test("a presigned part is bound to its length and its checksum", async () => {
  const upload = await beginUpload(bucket, "bound", WHOLE);
  const ChecksumCRC32 = crc32Of("hello");
  const command = new UploadPartCommand({ ...upload.where, PartNumber: 1, ContentLength: 5, ChecksumCRC32 });
  const url = await getSignedUrl(bucket.client, command, { unhoistableHeaders: new Set(["x-amz-checksum-crc32"]) });
  expect(new URL(url).searchParams.get("X-Amz-SignedHeaders")).toBe("content-length;host;x-amz-checksum-crc32");
  const put = async (body: string, sum = ChecksumCRC32) => {
    const answer = await fetch(url, { method: "PUT", body, headers: { "x-amz-checksum-crc32": sum } });
    return [answer.status, await errorCode(answer)];
  };
  expect(await put("hello!")).toEqual([403, "SignatureDoesNotMatch"]);
  expect(await put("hell")).toEqual([403, "SignatureDoesNotMatch"]);
  expect(await put("hallo")).toEqual([400, "BadDigest"]);
  expect(await put("hallo", crc32Of("hallo"))).toEqual([403, "SignatureDoesNotMatch"]);
  expect((await fetch(url, { method: "PUT", body: "hello" })).status).toBe(403);
  expect(await put("hello")).toEqual([200, undefined]);
  const { Parts } = await bucket.client.send(new ListPartsCommand(upload.where));
  expect(Parts).toMatchObject([{ PartNumber: 1, Size: 5, ChecksumCRC32 }]);
});

test("a composite checksum, as the SDK makes it by default, is held to each part's", async () => {
  const bodies = [randomBytes(PART_BYTES), randomBytes(10)];
  const client = bucket.newClient({ requestChecksumCalculation: "WHEN_SUPPORTED" });
  const where = bucket.at("composite");
  const { UploadId = "" } = await client.send(
    new CreateMultipartUploadCommand({ ...where, ChecksumAlgorithm: "CRC32" }),
  );
  const Parts: CompletedPart[] = [];
  for (const [n, Body] of bodies.entries()) {
    const command = new UploadPartCommand({ ...where, UploadId, PartNumber: n + 1, Body, ChecksumAlgorithm: "CRC32" });
    const { ETag, ChecksumCRC32 } = await client.send(command);
    expect(ChecksumCRC32).toBe(crc32Of(Body));
    Parts.push({ PartNumber: n + 1, ETag, ChecksumCRC32 });
  }
  const swapped = Parts.map((part) => ({ ...part, ChecksumCRC32: WRONG }));
  const complete = (parts: CompletedPart[]) =>
    client.send(new CompleteMultipartUploadCommand({ ...where, UploadId, MultipartUpload: { Parts: parts } }));
  await expect(complete(swapped)).rejects.toThrow(named(/^(InvalidPart|BadDigest)$/));
  const done = await complete(Parts);
  const sums = Parts.map((part) => Buffer.from(part.ChecksumCRC32 ?? "", "base64"));
  expect(done.ChecksumCRC32?.replace(/-2$/, "")).toBe(crc32Of(...sums));
});

test("a part without a checksum is refused where each part's is kept", async () => {
  const composite = await beginUpload(bucket, "each", { ChecksumAlgorithm: "CRC32" });
  await expect(composite.send(1, "each")).rejects.toThrow(named("InvalidRequest"));
});

test("a checksum of another algorithm than the upload's is refused", async () => {
  const upload = await beginUpload(bucket, "summed", WHOLE);
  await expect(upload.send(1, "x", { ChecksumAlgorithm: "SHA256" })).rejects.toThrow(
    named(/^(InvalidRequest|BadDigest|InvalidArgument)$/),
  );
});
