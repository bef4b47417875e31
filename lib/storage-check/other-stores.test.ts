import { DeleteBucketCorsCommand, DeleteBucketLifecycleCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { ALL_GOOD, look, openReadyBucket, refusing } from "./store-under-test.ts";

test("rules that may not be read are no reason to stop; ours are shown", async () => {
  const opened = await openReadyBucket();
  await opened.client.send(new DeleteBucketCorsCommand({ Bucket: opened.bucket.name }));
  const bucket = await refusing(opened, (method, url) =>
    method === "GET" && /\?(cors|lifecycle)/.test(url) ? { status: 403, code: "AccessDenied" } : undefined,
  );
  const { levels, check } = await look(bucket);
  expect(levels).toEqual({ ...ALL_GOOD, cors: "bad", lifecycle: "warning" });
  expect(check("cors").mend).toContain("replaces all CORS rules");
  expect(check("lifecycle").mend).toContain("s3:GetLifecycleConfiguration");
});

test("a store without rules of a bucket is told from one without the right ones", async () => {
  const opened = await openReadyBucket();
  await opened.client.send(new DeleteBucketCorsCommand({ Bucket: opened.bucket.name }));
  await opened.client.send(new DeleteBucketLifecycleCommand({ Bucket: opened.bucket.name }));
  const bucket = await refusing(opened, (method, url) =>
    method === "GET" && /\?(cors|lifecycle)/.test(url) ? { status: 501, code: "NotImplemented" } : undefined,
  );
  const { check } = await look(bucket);
  expect(check("cors")).toMatchObject({ level: "bad", fix: null, mend: expect.stringContaining("own settings") });
  expect(check("lifecycle")).toMatchObject({
    level: "warning",
    fix: null,
    sentence: expect.stringContaining("has no"),
  });
});

test("a store that refuses checksums is told how to do without, and then is only a warning", async () => {
  const opened = await openReadyBucket();
  const bucket = await refusing(opened, (method, url, headers) =>
    method === "POST" && url.includes("uploads") && "x-amz-checksum-algorithm" in headers
      ? { status: 400, code: "InvalidArgument" }
      : undefined,
  );
  const { levels, check } = await look(bucket);
  expect(levels).toEqual({ ...ALL_GOOD, multipart: "bad" });
  expect(check("multipart").mend).toContain("S3_CHECKSUMS=off");
  expect((await look({ ...bucket, checksums: false })).levels).toEqual({ ...ALL_GOOD, multipart: "warning" });
});

test("a key that may only read is told which right is missing", async () => {
  const opened = await openReadyBucket();
  const bucket = await refusing(opened, (method) =>
    method === "PUT" || method === "POST" ? { status: 403, code: "AccessDenied" } : undefined,
  );
  const { levels, check } = await look(bucket);
  expect(levels).toMatchObject({ bucket: "good", objects: "bad", multipart: "unknown", lifecycle: "good" });
  expect(check("objects")).toMatchObject({
    sentence: "Writing an object did not work. The key does not have the right to it.",
    mend: expect.stringContaining("docs/storage.md"),
  });
});

test("a store that cannot delete several objects at once is told so", async () => {
  const opened = await openReadyBucket();
  const bucket = await refusing(opened, (method, url) =>
    method === "POST" && url.includes("?delete") ? { status: 501, code: "NotImplemented" } : undefined,
  );
  const { check } = await look(bucket);
  expect(check("objects")).toMatchObject({ level: "bad", sentence: expect.stringContaining("Deleting objects") });
});
