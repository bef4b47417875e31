import { createHash } from "node:crypto";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BucketUnderTest, named, openBucket } from "./bucket-under-test.ts";
import { errorCode, sendSigned, signHeaders } from "./signing-under-test.ts";

const MINUTE_MS = 60_000;

let bucket: BucketUnderTest;

beforeAll(async () => {
  bucket = await openBucket();
  await bucket.put("note.txt", "hello");
});
afterAll(() => bucket.close());

const note = () => bucket.url("note.txt");
const verdict = async (response: Response) => [response.status, await errorCode(response)];

test("an unsigned request is refused", async () => {
  expect(await verdict(await fetch(note()))).toEqual([403, "AccessDenied"]);
  expect(await verdict(await fetch(note(), { method: "PUT", body: "x" }))).toEqual([403, "AccessDenied"]);
});

test("a key that nobody has and a wrong secret are refused", async () => {
  const { credentials } = bucket.endpoint;
  const get = (given: typeof credentials) =>
    bucket.newClient({ credentials: given }).send(new GetObjectCommand(bucket.at("note.txt")));
  const nobody = { accessKeyId: "AKIAIOSFODNN7NOBODY0", secretAccessKey: credentials.secretAccessKey };
  await expect(get(nobody)).rejects.toThrow();
  const guess = { ...credentials, secretAccessKey: "a guess" };
  await expect(get(guess)).rejects.toThrow(named("SignatureDoesNotMatch"));
});

test("a clock that is more than 15 minutes off is refused, 14 minutes are not", async () => {
  const at = (minutes: number) =>
    sendSigned(bucket.endpoint, note(), { signedAt: new Date(Date.now() + minutes * MINUTE_MS) });
  expect(await verdict(await at(-16))).toEqual([403, "RequestTimeTooSkewed"]);
  expect(await verdict(await at(16))).toEqual([403, "RequestTimeTooSkewed"]);
  expect((await at(-14)).status).toBe(200);
  expect((await at(14)).status).toBe(200);
});

test("a header that was changed or taken away after signing is refused", async () => {
  const headers = await signHeaders(bucket.endpoint, note(), { method: "PUT", headers: { "x-amz-meta-a": "1" } });
  delete headers.host;
  const put = async (changed: Record<string, string>) =>
    verdict(await fetch(note(), { method: "PUT", headers: changed, body: "x" }));
  expect(await put({ ...headers, "x-amz-meta-a": "2" })).toEqual([403, "SignatureDoesNotMatch"]);
  expect((await put({ ...headers, "x-amz-meta-b": "1" }))[0]).toBe(403);
  const { "x-amz-meta-a": _, ...fewer } = headers;
  expect(await put(fewer)).toEqual([403, "SignatureDoesNotMatch"]);
});

test("a signature that was heard on the way opens nothing else", async () => {
  const headers = await signHeaders(bucket.endpoint, note(), {});
  delete headers.host;
  const replay = async (url: string, init: RequestInit = {}) => verdict(await fetch(url, { headers, ...init }));
  expect((await fetch(note(), { headers })).status).toBe(200);
  expect((await fetch(note(), { headers })).status).toBe(200);
  expect(await replay(bucket.url("other.txt"))).toEqual([403, "SignatureDoesNotMatch"]);
  expect(await replay(`${note()}?partNumber=1`)).toEqual([403, "SignatureDoesNotMatch"]);
  expect(await replay(note(), { method: "PUT", body: "x" })).toEqual([403, "SignatureDoesNotMatch"]);
  expect(await replay(note(), { method: "DELETE" })).toEqual([403, "SignatureDoesNotMatch"]);
  expect(await bucket.text("note.txt")).toBe("hello");
});

test("a body that differs from its signed SHA-256 is refused and not stored", async () => {
  const payload = createHash("sha256").update("right").digest("hex");
  const put = (body: string) => sendSigned(bucket.endpoint, bucket.url("hashed.txt"), { method: "PUT", payload, body });
  expect(await verdict(await put("wrong"))).toEqual([400, "XAmzContentSHA256Mismatch"]);
  await expect(bucket.get("hashed.txt")).rejects.toThrow(named("NoSuchKey"));
  expect((await put("right")).status).toBe(200);
});
