import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketCorsCommand,
  GetBucketLocationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect } from "vitest";
import { named } from "./conformance/bucket-under-test.ts";
import { errorCode, sendSigned } from "./conformance/signing-under-test.ts";
import { test } from "./embedded-only-under-test.ts";
import { BUCKET, openStore, SIGNATORY } from "./store-under-test.ts";

const APP = "http://127.0.0.1:3000";

let store: Awaited<ReturnType<typeof openStore>>;

beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

test("buckets are created, found, listed and removed when empty", async () => {
  await store.client.send(new CreateBucketCommand({ Bucket: "second" }));
  await expect(store.client.send(new CreateBucketCommand({ Bucket: "second" }))).rejects.toThrow(
    named("BucketAlreadyOwnedByYou"),
  );
  expect(await store.client.send(new HeadBucketCommand({ Bucket: "second" }))).toMatchObject({
    BucketRegion: "eu-central-1",
  });
  const location = await store.client.send(new GetBucketLocationCommand({ Bucket: "second" }));
  expect(location.LocationConstraint).toBe("eu-central-1");
  const { Buckets } = await store.client.send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).toEqual([BUCKET, "second"]);
  await store.client.send(new PutObjectCommand({ Bucket: "second", Key: "k", Body: "v" }));
  await expect(store.client.send(new DeleteBucketCommand({ Bucket: "second" }))).rejects.toThrow(
    named("BucketNotEmpty"),
  );
  await expect(store.client.send(new HeadBucketCommand({ Bucket: "third" }))).rejects.toThrow(named("NotFound"));
});

test("a bucket without rules, or with none any more, answers no page", async () => {
  const preflight = (headers: Record<string, string>) =>
    fetch(`${store.url}/${BUCKET}/key`, { method: "OPTIONS", headers: { Origin: APP, ...headers } });
  const asks = { "Access-Control-Request-Method": "PUT" };
  expect(await errorCode(await preflight(asks))).toBe("AccessForbidden");
  const CORSRules = [{ AllowedOrigins: [APP], AllowedMethods: ["PUT"] }];
  await store.client.send(new PutBucketCorsCommand({ Bucket: BUCKET, CORSConfiguration: { CORSRules } }));
  expect((await preflight(asks)).status).toBe(200);
  expect((await preflight({})).status).toBe(400);
  await store.client.send(new DeleteBucketCorsCommand({ Bucket: BUCKET }));
  expect((await preflight(asks)).status).toBe(403);
});

test("a lifecycle rule that would not be carried out is refused", async () => {
  const Rules = [{ Status: "Enabled" as const, Filter: { Prefix: "" }, Expiration: { Days: 1 } }];
  const command = new PutBucketLifecycleConfigurationCommand({ Bucket: BUCKET, LifecycleConfiguration: { Rules } });
  await expect(store.client.send(command)).rejects.toThrow(named("NotImplemented"));
});

test("what is not there, not allowed or not done is said with S3's codes", async () => {
  const at = (path: string, method = "GET", headers = {}) =>
    sendSigned(SIGNATORY, `${store.url}/${path}`, { method, headers });
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
