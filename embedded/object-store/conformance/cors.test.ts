import {
  type CORSRule,
  DeleteBucketCorsCommand,
  GetBucketCorsCommand,
  PutBucketCorsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type BucketUnderTest, openBucket } from "./bucket-under-test.ts";

const APP = "https://app.parquetry.test";
const FOREIGN = "https://foreign.parquetry.test";
/** Some stores take a while until a changed rule is in force. */
const PATIENCE = { timeout: 60_000, interval: 500 };

const RULE: CORSRule = {
  AllowedOrigins: [APP, "https://*.pages.parquetry.test"],
  AllowedMethods: ["PUT", "GET"],
  AllowedHeaders: ["content-type", "x-amz-checksum-crc32"],
  ExposeHeaders: ["ETag", "x-amz-checksum-crc32"],
  MaxAgeSeconds: 3000,
};

let bucket: BucketUnderTest;
let before: CORSRule[];

beforeAll(async () => {
  bucket = await openBucket();
  before = await readRules();
  await writeRules([...before, RULE]);
  await vi.waitFor(async () => expect((await preflight(APP, "PUT")).status).toBe(200), PATIENCE);
});
afterAll(async () => {
  await writeRules(before);
  await bucket.close();
});

const where = () => ({ Bucket: bucket.endpoint.bucket });

async function readRules(): Promise<CORSRule[]> {
  return bucket.client.send(new GetBucketCorsCommand(where())).then(
    ({ CORSRules = [] }) => CORSRules,
    (error) => {
      expect(error.name).toBe("NoSuchCORSConfiguration");
      return [];
    },
  );
}

async function writeRules(CORSRules: CORSRule[]): Promise<void> {
  if (CORSRules.length === 0) await bucket.client.send(new DeleteBucketCorsCommand(where()));
  else await bucket.client.send(new PutBucketCorsCommand({ ...where(), CORSConfiguration: { CORSRules } }));
}

const preflight = (origin: string, method: string, names = "content-type,x-amz-checksum-crc32") =>
  fetch(bucket.url("key"), {
    method: "OPTIONS",
    headers: {
      Origin: origin,
      "Access-Control-Request-Method": method,
      "Access-Control-Request-Headers": names,
    },
  });
const allowedOrigin = (response: Response) => response.headers.get("access-control-allow-origin");
const names = (response: Response, header: string) =>
  (response.headers.get(header) ?? "").split(",").map((name) => name.trim().toLowerCase());

test("the rules are kept as they were given", async () => {
  expect((await readRules()).at(-1)).toMatchObject(RULE);
});

test("a page of an allowed origin may ask for what the rule names", async () => {
  const allowed = await preflight(APP, "PUT");
  expect([allowed.status, allowedOrigin(allowed)]).toEqual([200, APP]);
  expect(names(allowed, "access-control-allow-methods")).toContain("put");
  expect(names(allowed, "access-control-allow-headers")).toEqual(
    expect.arrayContaining(["content-type", "x-amz-checksum-crc32"]),
  );
  expect(allowed.headers.get("access-control-max-age")).toBe("3000");
  expect(allowedOrigin(await preflight("https://one.pages.parquetry.test", "GET"))).toBe(
    "https://one.pages.parquetry.test",
  );
});

test.each([
  ["a foreign origin", FOREIGN, "PUT", undefined],
  ["a method that is not allowed", APP, "DELETE", undefined],
  ["a header that is not allowed", APP, "PUT", "x-amz-meta-a"],
])("%s is refused", async (_, origin, method, headers) => {
  const refused = await preflight(origin, method, headers);
  expect([refused.status, allowedOrigin(refused)]).toEqual([403, null]);
});

test("an allowed origin may read the ETag and the checksum of what it sent; a foreign one may read nothing", async () => {
  const url = await getSignedUrl(bucket.client, new PutObjectCommand(bucket.at("key")));
  const put = (origin: string) => fetch(url, { method: "PUT", body: "x", headers: { Origin: origin } });
  const sent = await put(APP);
  expect([sent.status, allowedOrigin(sent)]).toEqual([200, APP]);
  expect(names(sent, "access-control-expose-headers")).toEqual(
    expect.arrayContaining(["etag", "x-amz-checksum-crc32"]),
  );
  expect(allowedOrigin(await put(FOREIGN))).toBeNull();
});

test("a refusal can be read by the page that caused it", async () => {
  const refused = await fetch(bucket.url("key"), { method: "PUT", body: "x", headers: { Origin: APP } });
  expect([refused.status, allowedOrigin(refused)]).toEqual([403, APP]);
});
