import { readdir } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect } from "vitest";
import { named } from "./conformance/bucket-under-test.ts";
import { signHeaders } from "./conformance/signing-under-test.ts";
import { test } from "./embedded-only-under-test.ts";
import { BUCKET, clientOf, MIB, openStore, SIGNATORY } from "./store-under-test.ts";

/** Names that a file system would stumble over. */
const ODD_KEYS = [
  "a/../../../../etc/passwd",
  "..",
  "../up",
  "./here",
  "//double//slash/",
  "aux",
  "trailing/",
  "trailing",
  "new\nline\rand\ttab",
  "back\\slash:colon*star?question#hash",
  "CASE",
  "case",
  "l".repeat(1024),
  "ü".repeat(512),
];

let store: Awaited<ReturnType<typeof openStore>>;
let plain: ReturnType<typeof clientOf>;

beforeAll(async () => {
  store = await openStore();
  plain = clientOf(store.url, { requestChecksumCalculation: "WHEN_REQUIRED" });
});
afterAll(() => store.close());

const put = (Key: string, Body: string | Buffer) =>
  store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
const get = (Key: string) => store.client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
const text = async (Key: string) => (await get(Key)).Body?.transformToString();
const blobs = () => readdir(join(store.dataDir, "buckets", BUCKET, "data"));

test("names that no file could have are keys like any other", async () => {
  for (const key of ODD_KEYS) await put(key, key);
  for (const key of ODD_KEYS) expect(await text(key)).toBe(key);
  const { Contents = [] } = await store.client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  const inOrder = [...ODD_KEYS].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect(Contents.map(({ Key }) => Key)).toEqual(inOrder);
});

test("a list that begins nowhere, or where nobody said, is refused or empty", async () => {
  const list = (more = {}) => store.client.send(new ListObjectsV2Command({ Bucket: BUCKET, ...more }));
  expect(await list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
  await expect(list({ ContinuationToken: "made up" })).rejects.toThrow(named("InvalidArgument"));
});

test("what is deleted or replaced leaves no bytes", async () => {
  const before = (await blobs()).length;
  await put("gone", "1");
  await put("gone", "2");
  expect(await blobs()).toHaveLength(before + 1);
  await store.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: "gone" }));
  expect(await blobs()).toHaveLength(before);
});

test("an upload that is aborted, and a part that is never named, leave no bytes", async () => {
  const before = (await blobs()).length;
  const begin = async (Key: string) => {
    const { UploadId } = await plain.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key }));
    return { Bucket: BUCKET, Key, UploadId };
  };
  const send = async (upload: Awaited<ReturnType<typeof begin>>, PartNumber: number) => {
    const { ETag } = await plain.send(new UploadPartCommand({ ...upload, PartNumber, Body: "x" }));
    return { PartNumber, ETag };
  };
  const aborted = await begin("aborted");
  await send(aborted, 1);
  await plain.send(new AbortMultipartUploadCommand(aborted));
  expect(await blobs()).toHaveLength(before);
  const completed = await begin("completed");
  const MultipartUpload = { Parts: [await send(completed, 1)] };
  await send(completed, 2);
  await plain.send(new CompleteMultipartUploadCommand({ ...completed, MultipartUpload }));
  expect(await blobs()).toHaveLength(before + 1);
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
  const headers = await signHeaders(SIGNATORY, url.href, { method: "PUT" });
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
