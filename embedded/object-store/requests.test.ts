import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, expect } from "vitest";
import { named } from "./conformance/bucket-under-test.ts";
import { errorCode, sendSigned, signHeaders } from "./conformance/signing-under-test.ts";
import { test } from "./embedded-only-under-test.ts";
import { startObjectStore } from "./server.ts";
import {
  BUCKET,
  CREDENTIALS,
  clientOf,
  MIB,
  openStore,
  REGION,
  SIGNATORY,
  temporaryDirectory,
} from "./store-under-test.ts";

let store: Awaited<ReturnType<typeof openStore>>;

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

test("only the health of the server may be asked for without a signature", async () => {
  await expectRefusal(await fetch(note()), 403, "AccessDenied");
  expect((await fetch(`${store.url}/-/health`)).status).toBe(200);
});

test("a request signed for another region is told the right one", async () => {
  const elsewhere = clientOf(store.url, { region: "us-west-2" });
  const get = elsewhere.send(new GetObjectCommand({ Bucket: BUCKET, Key: "note.txt" }));
  await expect(get).rejects.toThrow(
    expect.objectContaining({ name: "AuthorizationHeaderMalformed", Region: "eu-central-1" }),
  );
});

test("a header of S3's own that is left unsigned is refused", async () => {
  const headers = await signHeaders(SIGNATORY, note(), { method: "PUT" });
  delete headers.host;
  const put = { method: "PUT", headers: { ...headers, "x-amz-meta-b": "1" }, body: "x" };
  await expectRefusal(await fetch(note(), put), 403, "AccessDenied");
  await expectRefusal(await fetch(await presignedGet(), { headers: { "x-amz-meta-a": "1" } }), 403, "AccessDenied");
});

test("an address that is too old or too young says so", async () => {
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000);
  const expired = await fetch(await presignedGet({ signingDate: at(-20), expiresIn: 1199 }));
  expect(await expired.text()).toMatch(/<Code>AccessDenied<\/Code><Message>Request has expired<\/Message>/);
  const early = await fetch(await presignedGet({ signingDate: at(20) }));
  expect(await early.text()).toContain("not yet valid");
});

test.each([
  ["0", 403, "AccessDenied"],
  ["-1", 400, "AuthorizationQueryParametersError"],
  ["604801", 400, "AuthorizationQueryParametersError"],
  ["soon", 400, "AuthorizationQueryParametersError"],
])("an expiry of %s seconds is refused in its own words", async (expires, status, code) => {
  const url = (await presignedGet()).replace(/X-Amz-Expires=\d+/, `X-Amz-Expires=${expires}`);
  await expectRefusal(await fetch(url), status, code);
});

test("a request that is signed in its headers and in its address is refused", async () => {
  const url = await presignedGet();
  const { authorization = "" } = await signHeaders(SIGNATORY, url, {});
  await expectRefusal(await fetch(url, { headers: { authorization } }), 400, "InvalidArgument");
});

test("a checksum that was hoisted into a presigned address holds like a header", async () => {
  const client = clientOf(store.url, { requestChecksumCalculation: "WHEN_SUPPORTED" });
  const url = await getSignedUrl(client, new PutObjectCommand({ Bucket: BUCKET, Key: "hoisted" }));
  expect(url).toContain("x-amz-checksum-crc32=AAAAAA");
  await expectRefusal(await fetch(url, { method: "PUT", body: "hello" }), 400, "BadDigest");
});

test("a way of signing bodies that is not verified here is refused, not ignored", async () => {
  const payload = "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD";
  const headers = { "x-amz-decoded-content-length": "1" };
  const refused = await sendSigned(SIGNATORY, note(), { method: "PUT", payload, headers, body: "x" });
  await expectRefusal(refused, 501, "NotImplemented");
});

test("a name that no header can carry is refused, not a failure of the server", async () => {
  const odd = new GetObjectCommand({ Bucket: BUCKET, Key: "note.txt", ResponseContentDisposition: "żółw" });
  await expectRefusal(await fetch(await getSignedUrl(store.client, odd)), 400, "InvalidArgument");
});

test("a client that waits for a go-ahead before sending its body gets it, or the refusal at once", async () => {
  const patient = clientOf(store.url, { expectContinueHeader: true });
  const where = { Bucket: BUCKET, Key: "patient" };
  await patient.send(new PutObjectCommand({ ...where, Body: Buffer.alloc(3 * MIB) }));
  expect(await store.client.send(new HeadObjectCommand(where))).toMatchObject({ ContentLength: 3 * MIB });
  const refused = new PutObjectCommand({ ...where, Body: Buffer.alloc(3 * MIB), IfNoneMatch: "*" });
  await expect(patient.send(refused)).rejects.toThrow(named("PreconditionFailed"));
  patient.destroy();
});

test("a store whose clock is wrong dates its answers by it and refuses those whose clock is right", async () => {
  const anHourAgo = () => new Date(Date.now() - 3_600_000);
  const dataDir = await temporaryDirectory();
  const slow = await startObjectStore({ dataDir, port: 0, region: REGION, ...CREDENTIALS, now: anHourAgo });
  const answer = await sendSigned(SIGNATORY, `${slow.url}/`);
  expect(Date.parse(answer.headers.get("date") ?? "")).toBeLessThan(Date.now() - 3_500_000);
  await expectRefusal(answer, 403, "RequestTimeTooSkewed");
  expect((await sendSigned(SIGNATORY, `${slow.url}/`, { signedAt: anHourAgo() })).status).toBe(200);
  await slow.close();
});
