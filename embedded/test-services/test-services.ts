import { randomBytes } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  paginateListObjectsV2,
  S3Client,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import { Client } from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { closeDatabase } from "#lib/platform/db.ts";
import { ServiceAddresses, TEMPLATE } from "./shared-services.ts";

/** What one test file has for itself. */
export interface TestServices {
  databaseUrl: string;
  bucket: string;
  dataDir: string;
  close(): Promise<void>;
}

/** Gives the test file that calls it, at its top, a migrated database, a bucket and a data folder of its own, through `process.env`. */
export function withServices(): void {
  let services: TestServices | undefined;
  beforeAll(async () => {
    services = await openTestServices();
  });
  afterAll(async () => {
    await services?.close();
  });
}

/** The same for a test that opens and closes them itself. Sets the environment that lib reads on first use; `close` drops everything. */
export async function openTestServices(): Promise<TestServices> {
  const addresses = await askForServices();
  const id = randomBytes(6).toString("hex");
  const [database, bucket, dataDir] = [`test_${id}`, `test-${id}`, join(addresses.home, id)];
  const databaseUrl = addresses.databaseServer + database;
  const { endpoint, region, ...credentials } = addresses.store;
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true } satisfies S3ClientConfig);
  await onServer(addresses, `CREATE DATABASE ${database} TEMPLATE ${TEMPLATE}`);
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await mkdir(dataDir);
  Object.assign(process.env, {
    DATABASE_URL: databaseUrl,
    S3_BUCKET: bucket,
    S3_ENDPOINT: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    PARQUETRY_DATA_DIR: dataDir,
    LOG_LEVEL: process.env.LOG_LEVEL ?? "silent",
  });
  const close = async () => {
    await closeDatabase();
    await onServer(addresses, `DROP DATABASE ${database} WITH (FORCE)`);
    await emptyBucket(s3, bucket);
    await rm(dataDir, { recursive: true, force: true });
  };
  return { databaseUrl, bucket, dataDir, close };
}

async function askForServices(): Promise<ServiceAddresses> {
  const response = await fetch(inject("testServices"));
  if (!response.ok) throw new Error(`The test services did not start: ${await response.text()}`);
  return ServiceAddresses.parse(await response.json());
}

async function onServer({ databaseServer }: ServiceAddresses, statement: string): Promise<void> {
  const client = new Client({ connectionString: `${databaseServer}postgres` });
  await client.connect();
  await client.query(statement);
  await client.end();
}

async function emptyBucket(s3: S3Client, bucket: string): Promise<void> {
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket })) {
    const objects = Contents.map(({ Key }) => ({ Key }));
    if (objects.length) await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects } }));
  }
  s3.destroy();
}
