import { createHash, randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BUCKET, clientOf, errorCode, MIB, openStore, sendSigned, signHeaders } from "./store-under-test.ts";

let store: Awaited<ReturnType<typeof openStore>>;

beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

const put = (Key: string, Body: PutObjectCommandInput["Body"], more: Partial<PutObjectCommandInput> = {}) =>
  store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }));
const get = (Key: string, more = {}) => store.client.send(new GetObjectCommand({ Bucket: BUCKET, Key, ...more }));
const head = (Key: string, more = {}) => store.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key, ...more }));
const text = async (Key: string, more = {}) => (await get(Key, more)).Body?.transformToString();
const named = (name: string) => expect.objectContaining({ name });
const NOT_MODIFIED = expect.objectContaining({ $metadata: expect.objectContaining({ httpStatusCode: 304 }) });
const blobs = () => readdir(join(store.dataDir, "buckets", BUCKET, "data"));

test("an object comes back as it was sent, with its type, its own metadata and S3's ETag", async () => {
  const body = randomBytes(3 * MIB);
  const before = Math.floor(Date.now() / 1000) * 1000;
  const { ETag } = await put("kept", body, {
    ContentType: "text/csv",
    CacheControl: "no-cache",
    ContentEncoding: "gzip",
    Metadata: { owner: "anna" },
  });
  expect(ETag).toBe(`"${createHash("md5").update(body).digest("hex")}"`);
  const found = await get("kept");
  expect(body.equals((await found.Body?.transformToByteArray()) ?? body.subarray(1))).toBe(true);
  expect(found).toMatchObject({
    ETag,
    ContentLength: body.length,
    ContentType: "text/csv",
    CacheControl: "no-cache",
    ContentEncoding: "gzip",
    AcceptRanges: "bytes",
    Metadata: { owner: "anna" },
  });
  expect(found.LastModified?.getTime()).toBeGreaterThanOrEqual(before);
  expect(await head("kept")).toMatchObject({ ETag, ContentLength: body.length, Metadata: { owner: "anna" } });
});

test("a stream of the SDK, sent in chunks with a trailing checksum, is stored without its framing", async () => {
  const body = randomBytes(2 * MIB + 17);
  await put("streamed", Readable.from([body.subarray(0, 100_000), body.subarray(100_000)]), {
    ContentLength: body.length,
  });
  const found = await get("streamed");
  expect(body.equals((await found.Body?.transformToByteArray()) ?? body.subarray(1))).toBe(true);
  expect(found.ChecksumCRC32).toMatch(/^.{6}==$/);
  expect(found.ContentEncoding).toBeUndefined();
});

test.each(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const)(
  "a %s is verified, kept and returned",
  async (algorithm) => {
    const sent = await put(`sum-${algorithm}`, "hello", { ChecksumAlgorithm: algorithm });
    const field = `Checksum${algorithm}` as const;
    const found = await head(`sum-${algorithm}`, { ChecksumMode: "ENABLED" });
    expect(found[field]).toBeTruthy();
    expect(found[field]).toBe(sent[field]);
    expect(found.ChecksumType).toBe("FULL_OBJECT");
    expect((await head(`sum-${algorithm}`))[field]).toBeUndefined();
  },
);

test("a wrong checksum or MD5 is refused and nothing is stored", async () => {
  await expect(put("wrong", "hello", { ChecksumCRC32: "AAAAAA==" })).rejects.toThrow(named("BadDigest"));
  const ContentMD5 = createHash("md5").update("other").digest("base64");
  await expect(put("wrong", "hello", { ContentMD5 })).rejects.toThrow(named("BadDigest"));
  await expect(put("wrong", "hello", { ContentMD5: "short" })).rejects.toThrow(named("InvalidDigest"));
  await expect(get("wrong")).rejects.toThrow(named("NoSuchKey"));
  const trailer = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n";
  const refused = await sendSigned(`${store.url}/${BUCKET}/wrong`, {
    method: "PUT",
    payload: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    headers: { "x-amz-decoded-content-length": "5", "x-amz-trailer": "x-amz-checksum-crc32" },
    body: trailer,
  });
  expect([refused.status, await errorCode(refused)]).toEqual([400, "BadDigest"]);
});

test.each([
  ["cut off in a chunk", "a\r\nhello", "10"],
  ["longer than announced", "5\r\nhello\r\n0\r\n\r\n", "4"],
  ["shorter than announced", "5\r\nhello\r\n0\r\n\r\n", "6"],
])("a chunked body that is %s is incomplete", async (_, body, length) => {
  const refused = await sendSigned(`${store.url}/${BUCKET}/cut`, {
    method: "PUT",
    payload: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    headers: { "x-amz-decoded-content-length": length },
    body,
  });
  expect([refused.status, await errorCode(refused)]).toEqual([400, "IncompleteBody"]);
});

test.each([
  ["bytes=0-4", "01234", "bytes 0-4/10"],
  ["bytes=7-", "789", "bytes 7-9/10"],
  ["bytes=-3", "789", "bytes 7-9/10"],
  ["bytes=5-500", "56789", "bytes 5-9/10"],
])("the range %s answers %s", async (Range, expected, ContentRange) => {
  await put("digits", "0123456789");
  const found = await get("digits", { Range });
  expect(found).toMatchObject({ ContentRange, ContentLength: expected.length });
  expect(await found.Body?.transformToString()).toBe(expected);
});

test("a range behind the end is refused, a malformed one is ignored", async () => {
  await put("digits", "0123456789");
  await expect(get("digits", { Range: "bytes=10-" })).rejects.toThrow(named("InvalidRange"));
  expect(await text("digits", { Range: "bytes=5-2" })).toBe("0123456789");
});

test("an empty object is an object", async () => {
  await put("empty", "", { ContentLength: 0 });
  expect(await text("empty")).toBe("");
  expect(await head("empty")).toMatchObject({ ContentLength: 0, ETag: '"d41d8cd98f00b204e9800998ecf8427e"' });
  await expect(get("empty", { Range: "bytes=0-0" })).rejects.toThrow(named("InvalidRange"));
});

test("conditions on reading and writing are held", async () => {
  const { ETag } = await put("once", "first", { IfNoneMatch: "*" });
  await expect(put("once", "second", { IfNoneMatch: "*" })).rejects.toThrow(named("PreconditionFailed"));
  await expect(put("once", "second", { IfMatch: '"other"' })).rejects.toThrow(named("PreconditionFailed"));
  await expect(put("never", "second", { IfMatch: ETag })).rejects.toThrow(named("NoSuchKey"));
  await expect(get("once", { IfMatch: '"other"' })).rejects.toThrow(named("PreconditionFailed"));
  await expect(get("once", { IfNoneMatch: ETag })).rejects.toThrow(NOT_MODIFIED);
  await expect(get("once", { IfModifiedSince: new Date() })).rejects.toThrow(NOT_MODIFIED);
  expect(await text("once", { IfMatch: ETag })).toBe("first");
  await put("once", "second", { IfMatch: ETag });
  expect(await text("once")).toBe("second");
});

test("of many writers that insist on being first, one wins", async () => {
  const tries = Array.from({ length: 8 }, (_, n) => put("race", `writer ${n}`, { IfNoneMatch: "*" }));
  const won = (await Promise.allSettled(tries)).flatMap(({ status }, n) => (status === "fulfilled" ? [n] : []));
  expect(won).toHaveLength(1);
  expect(await text("race")).toBe(`writer ${won[0]}`);
});

test("a presigned download names its file and its type", async () => {
  await put("report", "a,b");
  const command = new GetObjectCommand({
    Bucket: BUCKET,
    Key: "report",
    ResponseContentDisposition: "attachment; filename*=UTF-8''r%C3%A9port.csv",
    ResponseContentType: "text/csv",
  });
  const { headers } = await fetch(await getSignedUrl(store.client, command));
  expect(headers.get("content-disposition")).toBe("attachment; filename*=UTF-8''r%C3%A9port.csv");
  expect(headers.get("content-type")).toBe("text/csv");
  const odd = new GetObjectCommand({ Bucket: BUCKET, Key: "report", ResponseContentDisposition: "żółw" });
  const refused = await fetch(await getSignedUrl(store.client, odd));
  expect([refused.status, await errorCode(refused)]).toEqual([400, "InvalidArgument"]);
});

test("deleting is final, quiet about what is not there, and leaves no bytes", async () => {
  const before = (await blobs()).length;
  await Promise.all([put("gone-1", "1"), put("gone & <2>", "2"), put("gone-3", "3")]);
  await store.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: "gone-1" }));
  await store.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: "gone-1" }));
  const Objects = [{ Key: "gone & <2>" }, { Key: "gone-3" }, { Key: "never there" }];
  const { Deleted, Errors } = await store.client.send(
    new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }),
  );
  expect(Deleted?.map(({ Key }) => Key).sort()).toEqual(["gone & <2>", "gone-3", "never there"]);
  expect(Errors ?? []).toEqual([]);
  await expect(head("gone-1")).rejects.toThrow(named("NotFound"));
  expect(await blobs()).toHaveLength(before);
});

test("a copy has the bytes and the type of its source, and outlives it", async () => {
  await put("a source+ä", "copied", { ContentType: "text/csv", Metadata: { n: "1" } });
  const copy = (Key: string, more = {}) =>
    store.client.send(
      new CopyObjectCommand({
        Bucket: BUCKET,
        Key,
        CopySource: `${BUCKET}/${encodeURIComponent("a source+ä")}`,
        ...more,
      }),
    );
  await copy("copy-1");
  await copy("copy-2", { MetadataDirective: "REPLACE", ContentType: "text/plain" });
  await expect(copy("a source+ä")).rejects.toThrow(named("InvalidRequest"));
  await expect(copy("copy-3", { CopySourceIfMatch: '"other"' })).rejects.toThrow(named("PreconditionFailed"));
  await store.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: "a source+ä" }));
  expect(await text("copy-1")).toBe("copied");
  expect(await head("copy-1")).toMatchObject({ ContentType: "text/csv", Metadata: { n: "1" } });
  expect(await head("copy-2")).toMatchObject({ ContentType: "text/plain", Metadata: {} });
});

test("an object that is replaced while it is read is read to its old end", async () => {
  const old = Buffer.alloc(24 * MIB, "o");
  await put("moving", old);
  const reading = await get("moving");
  await put("moving", "new");
  const read = await reading.Body?.transformToByteArray();
  expect(read?.length).toBe(old.length);
  expect(await text("moving")).toBe("new");
});

test("a client that goes away in the middle leaves nothing behind", async () => {
  const before = (await blobs()).length;
  const url = new URL(`${store.url}/${BUCKET}/abandoned`);
  const headers = await signHeaders(url.href, { method: "PUT" });
  const lines = Object.entries({ ...headers, "content-length": String(10 * MIB) }).map(([n, v]) => `${n}: ${v}`);
  const socket = connect(Number(url.port), url.hostname);
  socket.write(`PUT ${url.pathname} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
  socket.write(Buffer.alloc(MIB));
  const unfinished = join(store.dataDir, "buckets", BUCKET, "tmp");
  await expect.poll(() => readdir(unfinished)).toHaveLength(1);
  socket.destroy();
  await expect.poll(() => readdir(unfinished)).toEqual([]);
  await expect(get("abandoned")).rejects.toThrow(named("NoSuchKey"));
  expect(await blobs()).toHaveLength(before);
});

test("what is not there, not allowed or not done is said with S3's codes", async () => {
  const at = (path: string, method = "GET", headers = {}) => sendSigned(`${store.url}/${path}`, { method, headers });
  const code = async (response: Response) => [response.status, await errorCode(response)];
  expect(await code(await at("nowhere/key"))).toEqual([404, "NoSuchBucket"]);
  expect(await code(await at(`${BUCKET}/nothing`))).toEqual([404, "NoSuchKey"]);
  expect(await code(await at(`${BUCKET}/k?acl`))).toEqual([501, "NotImplemented"]);
  expect(await code(await at(`${BUCKET}/k?tagging`, "PUT"))).toEqual([501, "NotImplemented"]);
  expect(await code(await at(`${BUCKET}/k`, "PATCH"))).toEqual([405, "MethodNotAllowed"]);
  expect(await code(await at(`${BUCKET}/k`, "PUT", { "x-amz-tagging": "a=b" }))).toEqual([501, "NotImplemented"]);
  expect(await code(await at(`${BUCKET}/${"k".repeat(1025)}`))).toEqual([400, "KeyTooLongError"]);
  expect(await code(await at("No_Bucket", "PUT"))).toEqual([400, "InvalidBucketName"]);
  expect(await code(await fetch(`${store.url}/${BUCKET}/%ff`))).toEqual([400, "InvalidURI"]);
  expect((await at(`${BUCKET}/nothing`)).headers.get("x-amz-request-id")).toMatch(/^[0-9A-F]{16}$/);
});

test("a client that waits for a go-ahead before sending its body gets it, or the refusal at once", async () => {
  const patient = clientOf(store.url, { expectContinueHeader: true });
  await patient.send(new PutObjectCommand({ Bucket: BUCKET, Key: "patient", Body: Buffer.alloc(3 * MIB) }));
  expect(await head("patient")).toMatchObject({ ContentLength: 3 * MIB });
  const refused = new PutObjectCommand({
    Bucket: BUCKET,
    Key: "patient",
    Body: Buffer.alloc(3 * MIB),
    IfNoneMatch: "*",
  });
  await expect(patient.send(refused)).rejects.toThrow(named("PreconditionFailed"));
  patient.destroy();
});
