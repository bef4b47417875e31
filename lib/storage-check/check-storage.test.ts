import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import {
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
} from "@aws-sdk/client-s3";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "#embedded/free-port.ts";
import { StorageReport } from "./contract.ts";
import { ALL_GOOD, look, ORIGIN, openBareBucket, openReadyBucket } from "./store-under-test.ts";

const MINUTE_MS = 60_000;

test("a bucket with everything is good in every respect, and is left as it was", async () => {
  const { bucket, client } = await openReadyBucket();
  const { report, levels } = await look(bucket);
  expect(levels).toEqual(ALL_GOOD);
  expect(StorageReport.parse(report)).toMatchObject({ level: "good", bucket: bucket.name, origin: ORIGIN });
  const where = { Bucket: bucket.name };
  expect((await client.send(new ListObjectsV2Command(where))).Contents ?? []).toEqual([]);
  expect((await client.send(new ListMultipartUploadsCommand(where))).Uploads ?? []).toEqual([]);
});

test("a bucket without CORS and lifecycle rules says so, and what it says mends it", async () => {
  const { bucket, client } = await openBareBucket();
  const { levels, check } = await look(bucket);
  expect(levels).toEqual({ ...ALL_GOOD, cors: "bad", lifecycle: "warning" });
  const where = { Bucket: bucket.name };
  const [cors, lifecycle] = [check("cors").fix, check("lifecycle").fix];
  expect(cors?.command).toBe(
    `aws s3api put-bucket-cors --bucket drawer --cors-configuration file://cors.json --region eu-central-1 --endpoint-url ${bucket.endpoint}`,
  );
  await client.send(new PutBucketCorsCommand({ ...where, CORSConfiguration: JSON.parse(cors?.json ?? "") }));
  const LifecycleConfiguration = JSON.parse(lifecycle?.json ?? "");
  await client.send(new PutBucketLifecycleConfigurationCommand({ ...where, LifecycleConfiguration }));
  expect((await look(bucket)).levels).toEqual(ALL_GOOD);
});

test("CORS rules for somebody else are kept beside ours", async () => {
  const { bucket, client } = await openReadyBucket();
  const { levels, check } = await look(bucket, "https://prices.example.org");
  expect(levels).toEqual({ ...ALL_GOOD, cors: "bad" });
  expect(check("cors").sentence).toContain("https://prices.example.org");
  const CORSConfiguration = JSON.parse(check("cors").fix?.json ?? "");
  await client.send(new PutBucketCorsCommand({ Bucket: bucket.name, CORSConfiguration }));
  expect((await look(bucket, "https://prices.example.org")).levels.cors).toBe("good");
  expect((await look(bucket)).levels.cors).toBe("good");
});

test.each([
  ["no PUT", { AllowedMethods: ["GET"] }, "bad", /CORS rules do not/],
  ["no checksum header", { AllowedHeaders: ["content-type"] }, "bad", /CORS rules do not/],
  ["a hidden ETag", { ExposeHeaders: ["x-amz-checksum-crc32"] }, "bad", /not read the ETag/],
  ["a hidden checksum", { ExposeHeaders: ["ETag"] }, "warning", /not read the checksum/],
])("a CORS rule with %s is not enough", async (_, change, level, sentence) => {
  const { bucket, client } = await openReadyBucket();
  const rule = { AllowedOrigins: [ORIGIN], AllowedMethods: ["PUT"], AllowedHeaders: ["*"], ExposeHeaders: ["ETag"] };
  const CORSConfiguration = { CORSRules: [{ ...rule, ...change }] };
  await client.send(new PutBucketCorsCommand({ Bucket: bucket.name, CORSConfiguration }));
  const { check } = await look(bucket);
  expect(check("cors")).toMatchObject({ level, sentence: expect.stringMatching(sentence) });
  expect(JSON.parse(check("cors").fix?.json ?? "").CORSRules).toHaveLength(1);
});

test("pages that come by https cannot send to a store without it", async () => {
  const { bucket } = await openReadyBucket();
  const elsewhere = { ...bucket, endpoint: bucket.endpoint?.replace("127.0.0.1", "0.0.0.0") ?? null };
  const { check } = await look(elsewhere, "https://prices.example.org");
  expect(check("cors")).toMatchObject({ level: "bad", sentence: expect.stringContaining("come by https") });
});

test("wrong credentials are one thing to mend, not ten", async () => {
  const { bucket } = await openReadyBucket();
  const wrongSecret = { accessKeyId: "AKIDTEST", secretAccessKey: "a guess" };
  const guessed = await look({ ...bucket, credentials: wrongSecret });
  const unknown = { objects: "unknown", conditions: "unknown", multipart: "unknown", abandoned: "unknown" };
  const behind = { bucket: "good", ...unknown, lifecycle: "unknown" };
  expect(guessed.levels).toEqual({ ...ALL_GOOD, ...behind, credentials: "bad", bucket: "unknown" });
  expect(guessed.check("credentials").mend).toContain("AWS_SECRET_ACCESS_KEY");
  const nobody = { accessKeyId: "NOBODY", secretAccessKey: "a secret" };
  expect((await look({ ...bucket, credentials: nobody })).check("credentials").mend).toContain("AWS_ACCESS_KEY_ID");
});

test("a bucket that is not there, or elsewhere, is named", async () => {
  const { bucket } = await openReadyBucket();
  const missing = await look({ ...bucket, name: "nowhere" });
  expect(missing.levels).toMatchObject({ reach: "good", credentials: "good", bucket: "bad", objects: "unknown" });
  expect(missing.check("bucket").sentence).toBe("There is no bucket nowhere.");
  const elsewhere = await look({ ...bucket, region: "us-west-2" });
  expect(elsewhere.check("bucket")).toMatchObject({ level: "bad", mend: "Set AWS_REGION=eu-central-1." });
});

test("an unreachable store is one sentence, within seconds", async () => {
  const { bucket } = await openBareBucket();
  const endpoint = `http://127.0.0.1:${await freePort()}`;
  const { report, levels, check } = await look({ ...bucket, endpoint });
  expect(report.level).toBe("bad");
  expect(check("reach").sentence).toBe(`Reaching ${endpoint} did not work. Nothing listens there.`);
  const { reach, ...others } = levels;
  expect([reach, ...new Set(Object.values(others))]).toEqual(["bad", "unknown"]);
  const nowhere = await look({ ...bucket, endpoint: "http://store.invalid:9000" });
  expect(nowhere.check("reach").level).toBe("bad");
});

test("a store that takes connections and says nothing is given up on", async () => {
  const { bucket } = await openBareBucket();
  const silent = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(silent, "listening");
  onTestFinished(() => void silent.close());
  const address = silent.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const { report, check } = await look({ ...bucket, endpoint: `http://127.0.0.1:${port}` });
  expect(report.level).toBe("bad");
  expect(check("reach").sentence).toBe("The store did not answer in time.");
});

test("something that answers and is no store is told so", async () => {
  const { bucket } = await openBareBucket();
  const page = createHttpServer((_, answer) => answer.end("<html>a console</html>")).listen(0, "127.0.0.1");
  await once(page, "listening");
  onTestFinished(() => void page.close().closeAllConnections());
  const address = page.address();
  const endpoint = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  const { check, levels } = await look({ ...bucket, endpoint });
  expect(check("reach")).toMatchObject({ level: "bad", sentence: expect.stringContaining("not like an object store") });
  expect(levels).toMatchObject({ objects: "unknown", cors: "unknown", abandoned: "unknown" });
});

test.each([
  [20, "bad", /20 min.* behind the store's.*refuses every request/],
  [-20, "bad", /20 min.* ahead of the store's/],
  [3, "warning", /behind/],
  [0.5, "good", /agree/],
])("a store whose clock is %d min ahead is %s", async (minutes, level, sentence) => {
  const { bucket } = await openBareBucket({ now: () => new Date(Date.now() + minutes * MINUTE_MS) });
  const { check, levels } = await look(bucket);
  expect(check("clock")).toMatchObject({ level, sentence: expect.stringMatching(sentence) });
  if (level === "bad") expect(levels).not.toMatchObject({ credentials: "bad" });
});

test("uploads that nobody can go on with any more are counted and weighed", async () => {
  const days = (count: number) => new Date(Date.now() - count * 86_400_000).toISOString();
  const { bucket } = await openBareBucket({
    fill: async (store) => {
      const uploads = store.find("drawer")?.uploads;
      const start = (id: string, key: string, startedAt: string) => uploads?.start({ id, key, startedAt, headers: {} });
      await start("old", "raw/a", days(8));
      await start("older", "raw/b", days(30));
      await start("young", "raw/c", days(6));
      await start("elsewhere", "other/d", days(30));
    },
  });
  const { check } = await look(bucket);
  expect(check("abandoned")).toMatchObject({
    level: "warning",
    sentence: "2 unfinished uploads of 0 B began more than 7 days ago.",
  });
});
