import { createHash } from "node:crypto";
import { ListPartsCommand, type ListPartsCommandOutput } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sideBySide } from "#embedded/object-store/files/durable-file.ts";
import { type BucketUnderTest, named, openBucket } from "./bucket-under-test.ts";
import { beginUpload, crc32Of, type UploadUnderTest } from "./upload-under-test.ts";

const PARTS = 1001;
const bodyOf = (number: number) => `part ${number}`;

let bucket: BucketUnderTest;
let upload: UploadUnderTest;

beforeAll(async () => {
  bucket = await openBucket();
  upload = await beginUpload(bucket, "listed", { ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" });
  const numbers = Array.from({ length: PARTS }, (_, n) => PARTS - n);
  await sideBySide(numbers, async (number) => {
    await upload.send(number, bodyOf(number), { ChecksumCRC32: crc32Of(bodyOf(number)) });
  });
});
afterAll(() => bucket.close());

test("1,001 parts are listed in pages, in order, each with its size, ETag and checksum", async () => {
  const pages: ListPartsCommandOutput[] = [];
  // Some stores name a next marker behind the last page, too, with which the SDK's own paging never ends.
  do {
    const PartNumberMarker = pages.at(-1)?.NextPartNumberMarker;
    pages.push(await bucket.client.send(new ListPartsCommand({ ...upload.where, PartNumberMarker })));
  } while (pages.at(-1)?.IsTruncated);
  expect(pages.map(({ Parts, IsTruncated }) => [Parts?.length, IsTruncated])).toEqual([
    [1000, true],
    [1, false],
  ]);
  expect(pages[0]).toMatchObject({ ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT", MaxParts: 1000 });
  const found = pages.flatMap(({ Parts = [] }) =>
    Parts.map(({ PartNumber, Size, ETag, ChecksumCRC32 }) => ({ PartNumber, Size, ETag, ChecksumCRC32 })),
  );
  const expected = Array.from({ length: PARTS }, (_, n) => ({
    PartNumber: n + 1,
    Size: bodyOf(n + 1).length,
    ETag: `"${createHash("md5")
      .update(bodyOf(n + 1))
      .digest("hex")}"`,
    ChecksumCRC32: crc32Of(bodyOf(n + 1)),
  }));
  expect(found).toEqual(expected);
});

test("a page begins behind its marker and is no longer than asked for", async () => {
  const ask = { ...upload.where, MaxParts: 2, PartNumberMarker: "5" };
  expect(await bucket.client.send(new ListPartsCommand(ask))).toMatchObject({
    IsTruncated: true,
    NextPartNumberMarker: "7",
    Parts: [{ PartNumber: 6 }, { PartNumber: 7 }],
  });
  const last = { ...upload.where, PartNumberMarker: "1001" };
  expect((await bucket.client.send(new ListPartsCommand(last))).Parts ?? []).toEqual([]);
});

test("an upload that is not there has no parts to list", async () => {
  const other = await beginUpload(bucket, "gone");
  await other.abort();
  await expect(bucket.client.send(new ListPartsCommand(other.where))).rejects.toThrow(named("NoSuchUpload"));
});
