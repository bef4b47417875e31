import { GetObjectCommand, UploadPartCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BucketUnderTest, openBucket } from "./bucket-under-test.ts";
import { beginUpload, crc32Base64 } from "./upload-under-test.ts";
import { crc32OfZeros, measure, putZeros, ZEROS_BYTES, ZEROS_TIMEOUT_MS } from "./zeros-under-test.ts";

const PART_BYTES = 256 * 2 ** 20;
const SIDE_BY_SIDE = 4;
const CRC32_HEADER = "x-amz-checksum-crc32";
const BOUND = { expiresIn: 3600, unhoistableHeaders: new Set([CRC32_HEADER]) };

let bucket: BucketUnderTest;

beforeAll(async () => {
  bucket = await openBucket();
});
afterAll(() => bucket.close(), ZEROS_TIMEOUT_MS);

test("gigabytes of zeros in parts, several at once, come back whole", { timeout: ZEROS_TIMEOUT_MS }, async () => {
  const upload = await beginUpload(bucket, "zeros", { ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" });
  const waiting = Array.from({ length: ZEROS_BYTES / PART_BYTES }, (_, n) => n + 1);
  const parts: { PartNumber: number; ETag: string | undefined; ChecksumCRC32: string }[] = [];
  const ChecksumCRC32 = crc32Base64(crc32OfZeros(PART_BYTES));
  const sender = async () => {
    for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
      const part = { PartNumber: number, ContentLength: PART_BYTES, ChecksumCRC32 };
      const url = await getSignedUrl(bucket.client, new UploadPartCommand({ ...upload.where, ...part }), BOUND);
      const ETag = await putZeros(url, PART_BYTES, { [CRC32_HEADER]: ChecksumCRC32 });
      parts.push({ PartNumber: number, ETag, ChecksumCRC32 });
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, sender));
  parts.sort((left, right) => left.PartNumber - right.PartNumber);
  const whole = crc32Base64(crc32OfZeros(ZEROS_BYTES));
  await upload.complete(parts, { MpuObjectSize: ZEROS_BYTES, ChecksumCRC32: whole, ChecksumType: "FULL_OBJECT" });
  const url = await getSignedUrl(bucket.client, new GetObjectCommand(bucket.at("zeros")), { expiresIn: 3600 });
  expect(await measure(url)).toEqual({ bytes: ZEROS_BYTES, crc32: crc32OfZeros(ZEROS_BYTES) });
});
