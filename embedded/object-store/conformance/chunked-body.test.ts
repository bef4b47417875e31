import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BucketUnderTest, openBucket } from "./bucket-under-test.ts";
import { errorCode, newSigner, sendSigned, signHeaders } from "./signing-under-test.ts";
import { crc32Of } from "./upload-under-test.ts";

const UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
const BODY_BYTES = 2 * 2 ** 20 + 17;

let bucket: BucketUnderTest;

beforeAll(async () => {
  bucket = await openBucket();
});
afterAll(() => bucket.close());

test("a stream of the SDK, sent in chunks with a trailing checksum, is stored without its framing", async () => {
  const client = bucket.newClient({ requestChecksumCalculation: "WHEN_SUPPORTED" });
  const body = randomBytes(BODY_BYTES);
  const Body = Readable.from([body.subarray(0, 100_000), body.subarray(100_000)]);
  await client.send(new PutObjectCommand({ ...bucket.at("streamed"), Body, ContentLength: body.length }));
  const found = await client.send(new GetObjectCommand({ ...bucket.at("streamed"), ChecksumMode: "ENABLED" }));
  expect(body.equals((await found.Body?.transformToByteArray()) ?? body.subarray(1))).toBe(true);
  expect(found.ChecksumCRC32).toBe(crc32Of(body));
  expect(found.ContentEncoding ?? "").not.toContain("aws-chunked");
});

const sendTrailing = (name: string, body: string, headers: Record<string, string>) =>
  sendSigned(bucket.endpoint, bucket.url(name), { method: "PUT", payload: UNSIGNED_TRAILER, headers, body });

const trailer = (sum: string) => `5\r\nhello\r\n0\r\nx-amz-checksum-crc32:${sum}\r\n\r\n`;
const announced = { "x-amz-decoded-content-length": "5", "x-amz-trailer": "x-amz-checksum-crc32" };

test("a checksum that comes behind the body is verified like one before it", async () => {
  expect((await sendTrailing("trailing", trailer(crc32Of("hello")), announced)).status).toBe(200);
  expect(await bucket.text("trailing")).toBe("hello");
  const refused = await sendTrailing("wrong", trailer("AAAAAA=="), announced);
  expect([refused.status, await errorCode(refused)]).toEqual([400, "BadDigest"]);
  await expect(bucket.get("wrong")).rejects.toThrow();
});

test.each([
  ["cut off in a chunk", "a\r\nhello", "10"],
  ["longer than announced", "5\r\nhello\r\n0\r\n\r\n", "4"],
  ["shorter than announced", "5\r\nhello\r\n0\r\n\r\n", "6"],
])("a chunked body that is %s is refused and not stored", async (_, body, length) => {
  const refused = await sendTrailing("cut", body, { "x-amz-decoded-content-length": length });
  expect(refused.status).toBe(400);
  await expect(bucket.get("cut")).rejects.toThrow();
});

/** A body in signed chunks; `tamper` may change the bytes after they were signed. */
async function sendSignedChunks(name: string, chunks: string[], tamper: (text: string) => string) {
  const { endpoint } = bucket;
  const signedAt = new Date();
  const headers = await signHeaders(endpoint, bucket.url(name), {
    method: "PUT",
    signedAt,
    payload: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    headers: { "x-amz-decoded-content-length": String(chunks.join("").length), "content-encoding": "aws-chunked" },
  });
  delete headers.host;
  const scope = `${headers["x-amz-date"]?.slice(0, 8)}/${endpoint.region}/s3/aws4_request`;
  let previous = /Signature=(\w+)/.exec(headers.authorization ?? "")?.[1] ?? "";
  let body = "";
  for (const chunk of [...chunks, ""]) {
    const hashes = [createHash("sha256").digest("hex"), createHash("sha256").update(chunk).digest("hex")];
    const text = ["AWS4-HMAC-SHA256-PAYLOAD", headers["x-amz-date"], scope, previous, ...hashes].join("\n");
    previous = await newSigner(endpoint).sign(text, { signingDate: signedAt });
    body += `${chunk.length.toString(16)};chunk-signature=${previous}\r\n${chunk}\r\n`;
  }
  return fetch(bucket.url(name), { method: "PUT", headers, body: tamper(body) });
}

test("a body in signed chunks is stored without its framing, and a changed chunk is refused", async () => {
  const chunks = ["a".repeat(8192), "b".repeat(8192), "the end"];
  expect((await sendSignedChunks("chunked", chunks, (body) => body)).status).toBe(200);
  expect(await bucket.text("chunked")).toBe(chunks.join(""));
  const refused = await sendSignedChunks("changed", chunks, (body) => body.replace("the end", "the ant"));
  expect([refused.status, await errorCode(refused)]).toEqual([403, "SignatureDoesNotMatch"]);
  await expect(bucket.get("changed")).rejects.toThrow();
});
