import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { freePort } from "#embedded/free-port.ts";
import { spawnObjectStore } from "#embedded/object-store/process.ts";
import { startPostgres } from "#embedded/postgres/postgres.ts";
import { closeDatabase } from "#lib/platform/db.ts";
import { closeSender, installQueue } from "#lib/platform/jobs/queue.ts";
import { migrate } from "#lib/platform/migrate.ts";

export interface BenchServices {
  dir: string;
  close(): Promise<void>;
}

/** A Postgres and an object store of the bench's own, on free ports in a folder that goes when it is done. */
export async function openServices(): Promise<BenchServices> {
  const dir = await mkdtemp(join(tmpdir(), "parquetry-bench-"));
  const postgres = await startPostgres({ dataDir: join(dir, "postgres"), port: await freePort() });
  const credentials = { accessKeyId: "bench", secretAccessKey: randomBytes(24).toString("hex") };
  const region = "us-east-1";
  const store = await spawnObjectStore({ dataDir: join(dir, "objects"), port: 0, region, ...credentials });
  Object.assign(process.env, {
    DATABASE_URL: postgres.url,
    S3_BUCKET: "bench",
    S3_ENDPOINT: store.url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    PARQUETRY_DATA_DIR: dir,
    LOG_LEVEL: process.env.LOG_LEVEL ?? "error",
  });
  await new S3Client({ endpoint: store.url, region, credentials, forcePathStyle: true }).send(
    new CreateBucketCommand({ Bucket: "bench" }),
  );
  await migrate(postgres.url);
  await installQueue();
  const close = async () => {
    await closeSender();
    await closeDatabase();
    store.child.kill("SIGTERM");
    await postgres.stop();
    await rm(dir, { recursive: true, force: true });
  };
  return { dir, close };
}
