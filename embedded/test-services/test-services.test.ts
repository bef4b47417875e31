import { existsSync } from "node:fs";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { db } from "#lib/platform/db.ts";
import { env } from "#lib/platform/env.ts";
import { openTestServices, withServices } from "./test-services.ts";

withServices();

test("the database is migrated and empty", async () => {
  await db().user.create({ data: { name: "someone" } });
  expect(await db().user.count()).toBe(1);
});

test("the environment names a bucket that takes objects", async () => {
  const { S3_BUCKET, S3_ENDPOINT } = env();
  const s3 = new S3Client({ endpoint: S3_ENDPOINT, forcePathStyle: true });
  await expect(s3.send(new PutObjectCommand({ Bucket: S3_BUCKET, Key: "a/b", Body: "c" }))).resolves.toBeDefined();
});

test("two openings share nothing, and closing leaves nothing", async () => {
  const before = { ...process.env };
  const other = await openTestServices();
  Object.assign(process.env, before);
  expect(other.databaseUrl).not.toBe(process.env.DATABASE_URL);
  expect(existsSync(other.dataDir)).toBe(true);
  await other.close();
  expect(existsSync(other.dataDir)).toBe(false);
});
