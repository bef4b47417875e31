import { GetObjectCommand, PutObjectCommand, UploadPartCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BucketUnderTest, named, openBucket } from "./bucket-under-test.ts";
import { errorCode } from "./signing-under-test.ts";
import { beginUpload, crc32Of } from "./upload-under-test.ts";

const MINUTE_MS = 60_000;

let bucket: BucketUnderTest;

beforeAll(async () => {
  bucket = await openBucket();
  await bucket.put("note.txt", "hello");
});
afterAll(() => bucket.close());

const presignedGet = (options = {}) =>
  getSignedUrl(bucket.client, new GetObjectCommand(bucket.at("note.txt")), options);
const verdict = async (response: Response) => [response.status, await errorCode(response)];
const refusal = async (url: string, init?: RequestInit) => verdict(await fetch(url, init));

test("a presigned address opens the object until it expires", async () => {
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS);
  expect(await (await fetch(await presignedGet())).text()).toBe("hello");
  const fresh = await presignedGet({ signingDate: minutesAgo(20), expiresIn: 1260 });
  expect((await fetch(fresh)).status).toBe(200);
  const expired = await presignedGet({ signingDate: minutesAgo(20), expiresIn: 1199 });
  expect(await refusal(expired)).toEqual([403, "AccessDenied"]);
  const early = await presignedGet({ signingDate: minutesAgo(-20) });
  expect((await fetch(early)).status).toBe(403);
});

test.each(["0", "-1", "604801", "soon"])("an expiry of %s seconds is refused", async (expires) => {
  const url = (await presignedGet()).replace(/X-Amz-Expires=\d+/, `X-Amz-Expires=${expires}`);
  expect([400, 403]).toContain((await fetch(url)).status);
});

test("a presigned address works for its method, key and query only", async () => {
  const url = await presignedGet();
  const refused = [403, "SignatureDoesNotMatch"];
  expect(await refusal(url, { method: "PUT", body: "x" })).toEqual(refused);
  expect(await refusal(url.replace("note.txt", "other.txt"))).toEqual(refused);
  expect(await refusal(`${url}&response-content-type=text/html`)).toEqual(refused);
  const tampered = url.replace(/(X-Amz-Signature=)(.)/, (_, name, c) => name + (c === "0" ? "1" : "0"));
  expect(await refusal(tampered)).toEqual(refused);
});

test("a part's address cannot be used for another part", async () => {
  const upload = await beginUpload(bucket, "parts");
  const command = new UploadPartCommand({ ...upload.where, PartNumber: 1 });
  const url = (await getSignedUrl(bucket.client, command)).replace("partNumber=1", "partNumber=2");
  expect(await refusal(url, { method: "PUT", body: "x" })).toEqual([403, "SignatureDoesNotMatch"]);
});

test("a signed length and a signed checksum bind what a presigned object may carry", async () => {
  const ChecksumCRC32 = crc32Of("hello");
  const command = new PutObjectCommand({ ...bucket.at("bound"), ContentLength: 5, ChecksumCRC32 });
  const url = await getSignedUrl(bucket.client, command, { unhoistableHeaders: new Set(["x-amz-checksum-crc32"]) });
  const put = (body: string, sum = ChecksumCRC32) =>
    fetch(url, { method: "PUT", body, headers: { "x-amz-checksum-crc32": sum } });
  expect(await verdict(await put("hello!"))).toEqual([403, "SignatureDoesNotMatch"]);
  expect(await verdict(await put("hallo"))).toEqual([400, "BadDigest"]);
  expect(await verdict(await put("hallo", crc32Of("hallo")))).toEqual([403, "SignatureDoesNotMatch"]);
  await expect(bucket.head("bound")).rejects.toThrow(named("NotFound"));
  expect((await put("hello")).headers.get("x-amz-checksum-crc32")).toBe(ChecksumCRC32);
});

test("a part that is replayed after the upload was completed changes nothing", async () => {
  const upload = await beginUpload(bucket, "replayed");
  const command = new UploadPartCommand({ ...upload.where, PartNumber: 1, ContentLength: 5 });
  const url = await getSignedUrl(bucket.client, command);
  const ETag = (await fetch(url, { method: "PUT", body: "right" })).headers.get("etag") ?? "";
  await upload.complete([{ PartNumber: 1, ETag }]);
  expect(await refusal(url, { method: "PUT", body: "wrong" })).toEqual([404, "NoSuchUpload"]);
  expect(await bucket.text("replayed")).toBe("right");
});

test("an object that is replayed replaces the first, unless it was signed to be written once", async () => {
  const plain = await getSignedUrl(bucket.client, new PutObjectCommand(bucket.at("plain")));
  for (const body of ["first", "second"]) await fetch(plain, { method: "PUT", body });
  expect(await bucket.text("plain")).toBe("second");
  const once = new PutObjectCommand({ ...bucket.at("once"), IfNoneMatch: "*" });
  const url = await getSignedUrl(bucket.client, once, { unhoistableHeaders: new Set(["if-none-match"]) });
  const put = (body: string) => fetch(url, { method: "PUT", body, headers: { "if-none-match": "*" } });
  expect((await put("first")).status).toBe(200);
  expect(await verdict(await put("second"))).toEqual([412, "PreconditionFailed"]);
  expect(await bucket.text("once")).toBe("first");
});

test("an answer is named and typed as its presigned address says", async () => {
  const command = new GetObjectCommand({
    ...bucket.at("note.txt"),
    ResponseContentType: "text/csv",
    ResponseContentDisposition: "attachment; filename*=UTF-8''%C5%BC.csv",
  });
  const { headers } = await fetch(await getSignedUrl(bucket.client, command));
  expect(headers.get("content-type")).toBe("text/csv");
  expect(headers.get("content-disposition")).toBe("attachment; filename*=UTF-8''%C5%BC.csv");
});
