import { createHash, randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  paginateListParts,
  UploadPartCommand,
  type UploadPartCommandInput,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sideBySide } from "#embedded/object-store/files/durable-file.ts";
import { BUCKET, clientOf, MIB, openStore } from "./store-under-test.ts";

const PART_BYTES = 5 * MIB;

let store: Awaited<ReturnType<typeof openStore>>;
let plain: ReturnType<typeof clientOf>;

beforeAll(async () => {
  store = await openStore();
  plain = clientOf(store.url, { requestChecksumCalculation: "WHEN_REQUIRED" });
});
afterAll(() => store.close());

const named = (name: string) => expect.objectContaining({ name });
const md5 = (...bytes: Buffer[]) => bytes.reduce((hash, piece) => hash.update(piece), createHash("md5")).digest();
const crc = (bytes: Buffer) => {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(crc32(bytes));
  return value;
};

async function begin(Key: string, more: Partial<CreateMultipartUploadCommandInput> = {}): Promise<string> {
  const { UploadId = "" } = await plain.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key, ...more }));
  return UploadId;
}

async function send(
  Key: string,
  UploadId: string,
  PartNumber: number,
  Body: UploadPartCommandInput["Body"],
  more: Partial<UploadPartCommandInput> = {},
) {
  const { ETag } = await plain.send(
    new UploadPartCommand({ Bucket: BUCKET, Key, UploadId, PartNumber, Body, ...more }),
  );
  return { PartNumber, ETag };
}

const complete = (
  Key: string,
  UploadId: string,
  Parts: { PartNumber: number; ETag?: string; ChecksumCRC32?: string }[],
  more: Partial<CompleteMultipartUploadCommandInput> = {},
) =>
  plain.send(
    new CompleteMultipartUploadCommand({ Bucket: BUCKET, Key, UploadId, MultipartUpload: { Parts }, ...more }),
  );

const head = (Key: string, more = {}) => plain.send(new HeadObjectCommand({ Bucket: BUCKET, Key, ...more }));

async function read(Key: string, more = {}): Promise<Buffer> {
  const { Body } = await plain.send(new GetObjectCommand({ Bucket: BUCKET, Key, ...more }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

test("parts sent in any order through presigned addresses become one object with S3's ETag", async () => {
  const parts = [randomBytes(PART_BYTES), randomBytes(PART_BYTES + 3), randomBytes(100)];
  const UploadId = await begin("joined", { ContentType: "text/csv", Metadata: { n: "3" } });
  const etags: string[] = [];
  for (const PartNumber of [3, 1, 2]) {
    const body = parts[PartNumber - 1];
    const command = new UploadPartCommand({
      Bucket: BUCKET,
      Key: "joined",
      UploadId,
      PartNumber,
      ContentLength: body?.length,
    });
    const sent = await fetch(await getSignedUrl(plain, command), { method: "PUT", body });
    etags[PartNumber - 1] = sent.headers.get("etag") ?? "";
  }
  const bytes = Buffer.concat(parts);
  const Parts = etags.map((ETag, n) => ({ ETag, PartNumber: n + 1 }));
  const { ETag, Location } = await complete("joined", UploadId, Parts, {
    MpuObjectSize: bytes.length,
    IfNoneMatch: "*",
  });
  expect(ETag).toBe(`"${md5(...parts.map((part) => md5(part))).toString("hex")}-3"`);
  expect(Location).toBe(`${store.url}/${BUCKET}/joined`);
  expect(await head("joined")).toMatchObject({
    ETag,
    ContentLength: bytes.length,
    ContentType: "text/csv",
    Metadata: { n: "3" },
  });
  expect((await read("joined")).equals(bytes)).toBe(true);
  const across = { Range: `bytes=${PART_BYTES - 2}-${2 * PART_BYTES + 5}` };
  expect((await read("joined", across)).equals(bytes.subarray(PART_BYTES - 2, 2 * PART_BYTES + 6))).toBe(true);
  expect(await head("joined", { PartNumber: 2 })).toMatchObject({ PartsCount: 3, ContentLength: PART_BYTES + 3 });
  expect((await read("joined", { PartNumber: 3 })).equals(bytes.subarray(-100))).toBe(true);
});

test("an upload of one small part, or of an empty one, is an object", async () => {
  const UploadId = await begin("tiny");
  await complete("tiny", UploadId, [await send("tiny", UploadId, 7, "x")]);
  expect((await read("tiny")).toString()).toBe("x");
  const empty = await begin("nothing");
  await complete("nothing", empty, [await send("nothing", empty, 1, "")]);
  expect(await head("nothing")).toMatchObject({ ContentLength: 0 });
});

test("a part sent again replaces the first, and only named parts become the object", async () => {
  const UploadId = await begin("again");
  const old = await send("again", UploadId, 1, "old");
  const fresh = await send("again", UploadId, 1, "new");
  await send("again", UploadId, 2, "never named");
  await expect(complete("again", UploadId, [old])).rejects.toThrow(named("InvalidPart"));
  await complete("again", UploadId, [fresh]);
  expect((await read("again")).toString()).toBe("new");
});

test("parts that are missing, out of order, too small or of another size are refused and can be mended", async () => {
  const UploadId = await begin("mend");
  const first = await send("mend", UploadId, 1, "small");
  const second = await send("mend", UploadId, 2, "end");
  await expect(complete("mend", UploadId, [second, first])).rejects.toThrow(named("InvalidPartOrder"));
  await expect(complete("mend", UploadId, [first, first])).rejects.toThrow(named("InvalidPartOrder"));
  await expect(complete("mend", UploadId, [first, { ...second, PartNumber: 3 }])).rejects.toThrow(named("InvalidPart"));
  await expect(complete("mend", UploadId, [first, second])).rejects.toThrow(
    expect.objectContaining({ name: "EntityTooSmall", PartNumber: "1", MinSizeAllowed: String(PART_BYTES) }),
  );
  await expect(complete("mend", UploadId, [])).rejects.toThrow(named("MalformedXML"));
  const large = await send("mend", UploadId, 1, Buffer.alloc(PART_BYTES));
  const size = { MpuObjectSize: PART_BYTES };
  await expect(complete("mend", UploadId, [large, second], size)).rejects.toThrow(named("InvalidRequest"));
  await expect(head("mend")).rejects.toThrow(named("NotFound"));
  await complete("mend", UploadId, [large, second]);
  expect(await head("mend")).toMatchObject({ ContentLength: PART_BYTES + 3 });
});

test.each([0, 10_001])("part number %i is refused", async (number) => {
  const UploadId = await begin("numbers");
  await expect(send("numbers", UploadId, number, "x")).rejects.toThrow(named("InvalidArgument"));
});

test("completing again with the same parts answers the same; with others the upload is gone", async () => {
  const UploadId = await begin("twice");
  const part = await send("twice", UploadId, 1, "once");
  const [one, two] = await Promise.all([
    complete("twice", UploadId, [part], { IfNoneMatch: "*" }),
    complete("twice", UploadId, [part], { IfNoneMatch: "*" }),
  ]);
  const three = await complete("twice", UploadId, [part], { IfNoneMatch: "*" });
  expect([two.ETag, three.ETag]).toEqual([one.ETag, one.ETag]);
  const other = { PartNumber: 1, ETag: '"0123456789abcdef0123456789abcdef"' };
  await expect(complete("twice", UploadId, [other])).rejects.toThrow(named("NoSuchUpload"));
  await plain.send(new PutObjectCommand({ Bucket: BUCKET, Key: "twice", Body: "replaced" }));
  await expect(complete("twice", UploadId, [part])).rejects.toThrow(named("NoSuchUpload"));
});

test("an upload does not overwrite what came first when it says so, and stays to be aborted", async () => {
  await plain.send(new PutObjectCommand({ Bucket: BUCKET, Key: "taken", Body: "first" }));
  const UploadId = await begin("taken");
  const part = await send("taken", UploadId, 1, "second");
  const late = complete("taken", UploadId, [part], { IfNoneMatch: "*" });
  await expect(late).rejects.toThrow(named("PreconditionFailed"));
  await plain.send(new AbortMultipartUploadCommand({ Bucket: BUCKET, Key: "taken", UploadId }));
  expect((await read("taken")).toString()).toBe("first");
});

test("an aborted upload is gone with its bytes", async () => {
  const data = join(store.dataDir, "buckets", BUCKET, "data");
  const before = (await readdir(data)).length;
  const UploadId = await begin("aborted");
  const part = await send("aborted", UploadId, 1, "x");
  const abort = () => plain.send(new AbortMultipartUploadCommand({ Bucket: BUCKET, Key: "aborted", UploadId }));
  await abort();
  await expect(abort()).rejects.toThrow(named("NoSuchUpload"));
  await expect(send("aborted", UploadId, 2, "x")).rejects.toThrow(named("NoSuchUpload"));
  await expect(complete("aborted", UploadId, [part])).rejects.toThrow(named("NoSuchUpload"));
  expect(await readdir(data)).toHaveLength(before);
});

test("an upload answers only to its own key", async () => {
  const UploadId = await begin("mine");
  await expect(send("yours", UploadId, 1, "x")).rejects.toThrow(named("NoSuchUpload"));
  await expect(complete("yours", UploadId, [{ PartNumber: 1, ETag: "x" }])).rejects.toThrow(named("NoSuchUpload"));
  expect(await send("mine", UploadId, 1, "x")).toHaveProperty("ETag");
});

test("1,001 parts are listed in pages, in order of their numbers", async () => {
  const UploadId = await begin("listed");
  const numbers = Array.from({ length: 1001 }, (_, n) => 1001 - n);
  await sideBySide(numbers, async (n) => void (await send("listed", UploadId, n, `part ${n}`)));
  const where = { Bucket: BUCKET, Key: "listed", UploadId };
  const pages = [];
  for await (const page of paginateListParts({ client: plain }, where)) pages.push(page.Parts ?? []);
  expect(pages.map((page) => page.length)).toEqual([1000, 1]);
  expect(pages.flat().map(({ PartNumber }) => PartNumber)).toEqual([...numbers].reverse());
  expect(pages[0]?.[9]).toMatchObject({ Size: 7, ETag: `"${md5(Buffer.from("part 10")).toString("hex")}"` });
  const few = await plain.send(new ListPartsCommand({ ...where, MaxParts: 2, PartNumberMarker: "5" }));
  expect(few).toMatchObject({
    IsTruncated: true,
    NextPartNumberMarker: "7",
    Parts: [{ PartNumber: 6 }, { PartNumber: 7 }],
  });
});

test("uploads in progress are listed by key and start, in pages", async () => {
  const keys = ["in/b", "in/a", "in/b", "in/ü"];
  const ids: string[] = [];
  for (const key of keys) ids.push(await begin(key));
  const list = (more = {}) => plain.send(new ListMultipartUploadsCommand({ Bucket: BUCKET, Prefix: "in/", ...more }));
  const expected = [ids[1], ids[0], ids[2], ids[3]];
  expect((await list()).Uploads?.map(({ UploadId }) => UploadId)).toEqual(expected);
  const first = await list({ MaxUploads: 2 });
  expect(first).toMatchObject({ IsTruncated: true, NextKeyMarker: "in/b", NextUploadIdMarker: ids[0] });
  const rest = await list({ KeyMarker: first.NextKeyMarker, UploadIdMarker: first.NextUploadIdMarker });
  expect(rest.Uploads?.map(({ UploadId }) => UploadId)).toEqual(expected.slice(2));
  expect((await list({ KeyMarker: "in/b" })).Uploads?.map(({ Key }) => Key)).toEqual(["in/ü"]);
});

test("an upload with a checksum of the whole joins it from its parts", async () => {
  const parts = [randomBytes(PART_BYTES), randomBytes(1000)];
  const UploadId = await begin("whole", { ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" });
  const sent = [];
  for (const [n, bytes] of parts.entries()) sent.push(await send("whole", UploadId, n + 1, bytes));
  const wrong = { ChecksumCRC32: "AAAAAA==", ChecksumType: "FULL_OBJECT" as const };
  await expect(complete("whole", UploadId, sent, wrong)).rejects.toThrow(named("BadDigest"));
  const ChecksumCRC32 = crc(Buffer.concat(parts)).toString("base64");
  const done = await complete("whole", UploadId, sent, { ...wrong, ChecksumCRC32 });
  expect(done).toMatchObject({ ChecksumCRC32, ChecksumType: "FULL_OBJECT" });
  expect(await head("whole", { ChecksumMode: "ENABLED" })).toMatchObject({
    ChecksumCRC32,
    ChecksumType: "FULL_OBJECT",
  });
  expect((await read("whole", { ChecksumMode: "ENABLED" })).length).toBe(PART_BYTES + 1000);
});

test("an upload with a composite checksum, as the SDK makes it by default, is held to each part's", async () => {
  const parts = [randomBytes(PART_BYTES), randomBytes(10)];
  const where = { Bucket: BUCKET, Key: "composite" };
  const { UploadId = "", ChecksumAlgorithm } = await store.client.send(
    new CreateMultipartUploadCommand({ ...where, ChecksumAlgorithm: "CRC32" }),
  );
  expect(ChecksumAlgorithm).toBe("CRC32");
  const Parts = [];
  for (const [n, Body] of parts.entries()) {
    const command = new UploadPartCommand({ ...where, UploadId, PartNumber: n + 1, Body });
    const { ETag, ChecksumCRC32 } = await store.client.send(command);
    expect(ChecksumCRC32).toBe(crc(Body).toString("base64"));
    Parts.push({ PartNumber: n + 1, ETag, ChecksumCRC32 });
  }
  const listed = await plain.send(new ListPartsCommand({ ...where, UploadId }));
  expect(listed.Parts?.map(({ ChecksumCRC32 }) => ChecksumCRC32)).toEqual(Parts.map((part) => part.ChecksumCRC32));
  const bare = Parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag }));
  await expect(complete("composite", UploadId, bare)).rejects.toThrow(named("InvalidRequest"));
  const swapped = Parts.map((part) => ({ ...part, ChecksumCRC32: "AAAAAA==" }));
  await expect(complete("composite", UploadId, swapped)).rejects.toThrow(named("InvalidPart"));
  const done = await complete("composite", UploadId, Parts);
  const ChecksumCRC32 = `${crc(Buffer.concat(parts.map(crc))).toString("base64")}-2`;
  expect(done).toMatchObject({ ChecksumCRC32, ChecksumType: "COMPOSITE" });
});

test("a part with a wrong checksum, or one the upload was not created for, is refused", async () => {
  const UploadId = await begin("summed", { ChecksumAlgorithm: "CRC32" });
  await expect(send("summed", UploadId, 1, "x", { ChecksumCRC32: "AAAAAA==" })).rejects.toThrow(named("BadDigest"));
  await expect(send("summed", UploadId, 1, "x", { ChecksumAlgorithm: "SHA256" })).rejects.toThrow(
    named("InvalidRequest"),
  );
  const without = await begin("without");
  await expect(send("without", without, 1, "x", { ChecksumAlgorithm: "CRC32" })).rejects.toThrow(
    named("InvalidRequest"),
  );
});

test("a copy of a multipart object has the MD5 of its bytes as ETag", async () => {
  const UploadId = await begin("of parts");
  const bytes = randomBytes(PART_BYTES);
  const Parts = [await send("of parts", UploadId, 1, bytes), await send("of parts", UploadId, 2, "tail")];
  await complete("of parts", UploadId, Parts);
  const CopySource = `${BUCKET}/of%20parts`;
  await plain.send(new CopyObjectCommand({ Bucket: BUCKET, Key: "of one", CopySource }));
  const whole = Buffer.concat([bytes, Buffer.from("tail")]);
  expect(await head("of one")).toMatchObject({ ETag: `"${md5(whole).toString("hex")}"`, ContentLength: whole.length });
  expect((await read("of one")).equals(whole)).toBe(true);
});
