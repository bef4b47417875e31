import { createHash } from "node:crypto";
import { GetObjectCommand, PutObjectCommand, UploadPartCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  BUCKET,
  CREDENTIALS,
  clientOf,
  errorCode,
  openStore,
  sendSigned,
  signHeaders,
  testSigner,
} from "./store-under-test.ts";

let store: Awaited<ReturnType<typeof openStore>>;
const MINUTE_MS = 60_000;

beforeAll(async () => {
  store = await openStore();
  await store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: "note.txt", Body: "hello" }));
});
afterAll(() => store.close());

const note = () => `${store.url}/${BUCKET}/note.txt`;
const presignedGet = (options = {}) =>
  getSignedUrl(store.client, new GetObjectCommand({ Bucket: BUCKET, Key: "note.txt" }), options);

async function expectRefusal(response: Response, status: number, code: string): Promise<void> {
  expect([response.status, await errorCode(response)]).toEqual([status, code]);
}

test("an unsigned request is refused, except for the health of the server", async () => {
  await expectRefusal(await fetch(note()), 403, "AccessDenied");
  expect((await fetch(`${store.url}/-/health`)).status).toBe(200);
});

test("a foreign key, a wrong secret and another region are refused each in its own words", async () => {
  const get = (credentials: typeof CREDENTIALS, region?: string) =>
    clientOf(store.url, { credentials, ...(region ? { region } : {}) }).send(
      new GetObjectCommand({ Bucket: BUCKET, Key: "note.txt" }),
    );
  await expect(get({ ...CREDENTIALS, accessKeyId: "NOBODY" })).rejects.toThrow(
    expect.objectContaining({ name: "InvalidAccessKeyId" }),
  );
  await expect(get({ ...CREDENTIALS, secretAccessKey: "guess" })).rejects.toThrow(
    expect.objectContaining({ name: "SignatureDoesNotMatch" }),
  );
  await expect(get(CREDENTIALS, "us-west-2")).rejects.toThrow(
    expect.objectContaining({ name: "AuthorizationHeaderMalformed", Region: "eu-central-1" }),
  );
});

test("a clock that is more than 15 minutes off is refused, 14 minutes are not", async () => {
  const at = (minutes: number) => sendSigned(note(), { signedAt: new Date(Date.now() + minutes * MINUTE_MS) });
  await expectRefusal(await at(-16), 403, "RequestTimeTooSkewed");
  await expectRefusal(await at(16), 403, "RequestTimeTooSkewed");
  expect((await at(-14)).status).toBe(200);
  expect((await at(14)).status).toBe(200);
});

test("a header that was changed, added or left unsigned after signing is refused", async () => {
  const headers = await signHeaders(note(), { method: "PUT", headers: { "x-amz-meta-a": "1" } });
  delete headers.host;
  const put = (changed: Record<string, string>) => fetch(note(), { method: "PUT", headers: changed, body: "x" });
  await expectRefusal(await put({ ...headers, "x-amz-meta-a": "2" }), 403, "SignatureDoesNotMatch");
  await expectRefusal(await put({ ...headers, "x-amz-meta-b": "1" }), 403, "AccessDenied");
  const { "x-amz-meta-a": _, ...fewer } = headers;
  await expectRefusal(await put(fewer), 403, "SignatureDoesNotMatch");
});

test("a body that differs from its signed SHA-256 is refused and not stored", async () => {
  const payload = createHash("sha256").update("right").digest("hex");
  const url = `${store.url}/${BUCKET}/hashed.txt`;
  const put = (body: string) => sendSigned(url, { method: "PUT", payload, body });
  await expectRefusal(await put("wrong"), 400, "XAmzContentSHA256Mismatch");
  await expectRefusal(await sendSigned(url), 404, "NoSuchKey");
  expect((await put("right")).status).toBe(200);
});

test("a presigned address opens the object until it expires", async () => {
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS);
  expect(await (await fetch(await presignedGet())).text()).toBe("hello");
  const fresh = await presignedGet({ signingDate: minutesAgo(20), expiresIn: 1260 });
  expect((await fetch(fresh)).status).toBe(200);
  const expired = await fetch(await presignedGet({ signingDate: minutesAgo(20), expiresIn: 1199 }));
  expect(expired.status).toBe(403);
  expect(await expired.text()).toMatch(/<Code>AccessDenied<\/Code><Message>Request has expired<\/Message>/);
  const early = await fetch(await presignedGet({ signingDate: minutesAgo(-20) }));
  expect(await early.text()).toContain("not yet valid");
});

test.each([
  ["0", 403, "AccessDenied"],
  ["-1", 400, "AuthorizationQueryParametersError"],
  ["604801", 400, "AuthorizationQueryParametersError"],
  ["soon", 400, "AuthorizationQueryParametersError"],
])("an expiry of %s seconds is refused", async (expires, status, code) => {
  const url = (await presignedGet()).replace(/X-Amz-Expires=\d+/, `X-Amz-Expires=${expires}`);
  await expectRefusal(await fetch(url), status, code);
});

test("a presigned address works for its method, key and query only", async () => {
  const url = await presignedGet();
  await expectRefusal(await fetch(url, { method: "PUT", body: "x" }), 403, "SignatureDoesNotMatch");
  await expectRefusal(await fetch(url.replace("note.txt", "other.txt")), 403, "SignatureDoesNotMatch");
  await expectRefusal(await fetch(`${url}&response-content-type=text/html`), 403, "SignatureDoesNotMatch");
  await expectRefusal(await fetch(url.replace(/.$/, (c) => (c === "0" ? "1" : "0"))), 403, "SignatureDoesNotMatch");
  await expectRefusal(await fetch(url, { headers: { "x-amz-meta-a": "1" } }), 403, "AccessDenied");
  const twice = await signHeaders(url, {});
  await expectRefusal(
    await fetch(url, { headers: { authorization: twice.authorization ?? "" } }),
    400,
    "InvalidArgument",
  );
});

test("a signed length and a signed checksum bind what a presigned part may carry", async () => {
  const client = clientOf(store.url, { requestChecksumCalculation: "WHEN_REQUIRED" });
  const ChecksumCRC32 = "NhCmhg==";
  const command = new PutObjectCommand({ Bucket: BUCKET, Key: "bound", ContentLength: 5, ChecksumCRC32 });
  const url = await getSignedUrl(client, command, { unhoistableHeaders: new Set(["x-amz-checksum-crc32"]) });
  expect(url).toContain("content-length%3Bhost%3Bx-amz-checksum-crc32");
  const put = (body: string, headers = { "x-amz-checksum-crc32": ChecksumCRC32 }) =>
    fetch(url, { method: "PUT", body, headers });
  await expectRefusal(await put("hello!"), 403, "SignatureDoesNotMatch");
  await expectRefusal(await put("hallo"), 400, "BadDigest");
  await expectRefusal(await put("hello", { "x-amz-checksum-crc32": "AAAAAA==" }), 403, "SignatureDoesNotMatch");
  expect((await put("hello")).headers.get("x-amz-checksum-crc32")).toBe(ChecksumCRC32);
});

test("a checksum that was hoisted into a presigned address holds like a header", async () => {
  const client = clientOf(store.url, { requestChecksumCalculation: "WHEN_SUPPORTED" });
  const url = await getSignedUrl(client, new PutObjectCommand({ Bucket: BUCKET, Key: "hoisted" }));
  expect(url).toContain("x-amz-checksum-crc32=AAAAAA");
  await expectRefusal(await fetch(url, { method: "PUT", body: "hello" }), 400, "BadDigest");
});

/** A body in signed chunks; `tamper` may change the bytes after they were signed. */
async function sendSignedChunks(key: string, chunks: string[], tamper: (text: string) => string) {
  const url = `${store.url}/${BUCKET}/${key}`;
  const signedAt = new Date();
  const headers = await signHeaders(url, {
    method: "PUT",
    signedAt,
    payload: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    headers: { "x-amz-decoded-content-length": String(chunks.join("").length), "content-encoding": "aws-chunked" },
  });
  delete headers.host;
  const scope = `${headers["x-amz-date"]?.slice(0, 8)}/eu-central-1/s3/aws4_request`;
  let previous = /Signature=(\w+)/.exec(headers.authorization ?? "")?.[1] ?? "";
  let body = "";
  for (const chunk of [...chunks, ""]) {
    const hashes = [createHash("sha256").digest("hex"), createHash("sha256").update(chunk).digest("hex")];
    const text = ["AWS4-HMAC-SHA256-PAYLOAD", headers["x-amz-date"], scope, previous, ...hashes].join("\n");
    previous = await testSigner().sign(text, { signingDate: signedAt });
    body += `${chunk.length.toString(16)};chunk-signature=${previous}\r\n${chunk}\r\n`;
  }
  return fetch(url, { method: "PUT", headers, body: tamper(body) });
}

test("a body in signed chunks is stored without its framing, and a changed chunk is refused", async () => {
  const chunks = ["a".repeat(8192), "b".repeat(8192), "the end"];
  expect((await sendSignedChunks("chunked", chunks, (body) => body)).status).toBe(200);
  const stored = await sendSigned(`${store.url}/${BUCKET}/chunked`);
  expect(await stored.text()).toBe(chunks.join(""));
  expect(stored.headers.get("content-encoding")).toBeNull();
  const refused = await sendSignedChunks("changed", chunks, (body) => body.replace("the end", "the ant"));
  await expectRefusal(refused, 403, "SignatureDoesNotMatch");
  await expectRefusal(await sendSigned(`${store.url}/${BUCKET}/changed`), 404, "NoSuchKey");
});

test("a way of signing bodies that is not verified here is refused, not ignored", async () => {
  const payload = "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD";
  const headers = { "x-amz-decoded-content-length": "1" };
  const refused = await sendSigned(note(), { method: "PUT", payload, headers, body: "x" });
  await expectRefusal(refused, 501, "NotImplemented");
});

test("a part's address cannot be used for another part", async () => {
  const command = new UploadPartCommand({ Bucket: BUCKET, Key: "k", UploadId: "u", PartNumber: 1 });
  const url = (await getSignedUrl(store.client, command)).replace("partNumber=1", "partNumber=2");
  await expectRefusal(await fetch(url, { method: "PUT", body: "x" }), 403, "SignatureDoesNotMatch");
});
