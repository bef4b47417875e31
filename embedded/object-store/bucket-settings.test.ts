import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketCorsCommand,
  DeleteBucketLifecycleCommand,
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BUCKET, errorCode, openStore } from "./store-under-test.ts";

const APP = "http://127.0.0.1:3000";

let store: Awaited<ReturnType<typeof openStore>>;

beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

const named = (name: string) => expect.objectContaining({ name });
const object = () => `${store.url}/${BUCKET}/key`;
const preflight = (headers: Record<string, string>) => fetch(object(), { method: "OPTIONS", headers });
const asks = (origin: string, method: string, names = "content-type,x-amz-checksum-crc32") => ({
  Origin: origin,
  "Access-Control-Request-Method": method,
  "Access-Control-Request-Headers": names,
});

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

test("a page of an allowed origin may upload and read the ETag; others may not", async () => {
  await expect(store.client.send(new GetBucketCorsCommand({ Bucket: BUCKET }))).rejects.toThrow(
    named("NoSuchCORSConfiguration"),
  );
  expect(await errorCode(await preflight(asks(APP, "PUT")))).toBe("AccessForbidden");
  const CORSRules = [
    {
      AllowedOrigins: [APP, "https://*.example.org"],
      AllowedMethods: ["PUT", "GET"],
      AllowedHeaders: ["content-type", "x-amz-checksum-*"],
      ExposeHeaders: ["ETag", "x-amz-checksum-crc32"],
      MaxAgeSeconds: 3000,
    },
  ];
  await store.client.send(new PutBucketCorsCommand({ Bucket: BUCKET, CORSConfiguration: { CORSRules } }));
  const stored = await store.client.send(new GetBucketCorsCommand({ Bucket: BUCKET }));
  expect(stored.CORSRules).toEqual(CORSRules);

  const allowed = await preflight(asks(APP, "PUT"));
  expect(allowed.status).toBe(200);
  expect(Object.fromEntries(allowed.headers)).toMatchObject({
    "access-control-allow-origin": APP,
    "access-control-allow-methods": "PUT, GET",
    "access-control-allow-headers": "content-type, x-amz-checksum-crc32",
    "access-control-max-age": "3000",
  });
  expect((await preflight(asks("https://a.example.org", "GET"))).status).toBe(200);
  expect((await preflight(asks("https://example.com", "PUT"))).status).toBe(403);
  expect((await preflight(asks(APP, "DELETE"))).status).toBe(403);
  expect((await preflight(asks(APP, "PUT", "x-amz-meta-a"))).status).toBe(403);
  expect((await preflight({ Origin: APP })).status).toBe(400);

  const url = await getSignedUrl(store.client, new PutObjectCommand({ Bucket: BUCKET, Key: "key", Body: "x" }));
  const sent = await fetch(url, { method: "PUT", body: "x", headers: { Origin: APP } });
  expect(sent.headers.get("access-control-allow-origin")).toBe(APP);
  expect(sent.headers.get("access-control-expose-headers")).toBe("ETag, x-amz-checksum-crc32");
  const refused = await fetch(object(), { method: "PUT", body: "x", headers: { Origin: APP } });
  expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([403, APP]);
  const foreign = await fetch(url, { method: "PUT", body: "x", headers: { Origin: "https://example.com" } });
  expect([foreign.status, foreign.headers.get("access-control-allow-origin")]).toEqual([200, null]);

  await store.client.send(new DeleteBucketCorsCommand({ Bucket: BUCKET }));
  expect((await preflight(asks(APP, "PUT"))).status).toBe(403);
});

test("a lifecycle rule against abandoned uploads is kept as it was given", async () => {
  const where = { Bucket: BUCKET };
  const Rules = [
    {
      ID: "abandoned",
      Status: "Enabled" as const,
      Filter: { Prefix: "raw/" },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
    },
  ];
  await store.client.send(new PutBucketLifecycleConfigurationCommand({ ...where, LifecycleConfiguration: { Rules } }));
  const stored = await store.client.send(new GetBucketLifecycleConfigurationCommand(where));
  expect(stored.Rules).toEqual(Rules);
  await store.client.send(new DeleteBucketLifecycleCommand(where));
  await expect(store.client.send(new GetBucketLifecycleConfigurationCommand(where))).rejects.toThrow(
    named("NoSuchLifecycleConfiguration"),
  );
});

test("a lifecycle rule that would not be carried out is refused", async () => {
  const Rules = [{ Status: "Enabled" as const, Filter: { Prefix: "" }, Expiration: { Days: 1 } }];
  const command = new PutBucketLifecycleConfigurationCommand({ Bucket: BUCKET, LifecycleConfiguration: { Rules } });
  await expect(store.client.send(command)).rejects.toThrow(named("NotImplemented"));
});
