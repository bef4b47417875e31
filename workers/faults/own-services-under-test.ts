import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { freePort } from "#embedded/free-port.ts";
import { spawnObjectStore } from "#embedded/object-store/process.ts";
import { type RunningPostgres, startPostgres } from "#embedded/postgres/postgres.ts";
import { migrate } from "#lib/platform/migrate.ts";
import { killQuietly } from "./machines-under-test.ts";

/** Data that ends with the test need not survive a power cut of the machine, only the death of the server. */
const SETTINGS = { fsync: "off", shared_buffers: "64MB", restart_after_crash: "off", max_connections: "100" };

export interface OwnPostgres {
  url: string;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
  /** Kills the first of these processes of its that is still there, which takes the server along. */
  crash(pids: number[]): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A PostgreSQL that a test may kill and start again on the same port. */
export async function ownPostgres(home: string, settings: Record<string, string> = {}): Promise<OwnPostgres> {
  const options = { dataDir: join(home, "postgres"), port: await freePort(), settings: { ...SETTINGS, ...settings } };
  let running: RunningPostgres = await startPostgres(options);
  await migrate(running.url);
  return {
    url: running.url,
    kill: async () => {
      // SIGQUIT is what `pg_ctl stop -m immediate` sends.
      process.kill(running.pid, "SIGQUIT");
      await running.ended;
    },
    crash: async (pids) => {
      if (!pids.some(killQuietly)) throw new Error("None of these processes is there.");
      await running.ended;
    },
    start: async () => {
      running = await startPostgres(options);
    },
    stop: () => running.stop(),
  };
}

export interface OwnStore {
  url: string;
  kill(): Promise<void>;
  start(): Promise<void>;
}

const CREDENTIALS = { accessKeyId: "faults", secretAccessKey: "not-a-secret-of-anybody", region: "us-east-1" };
const BUCKET = "faults";

/** An object store that a test may kill and start again on the same port, with its environment in this process. */
export async function ownStore(home: string, dataDir = join(home, "store")): Promise<OwnStore> {
  await mkdir(dataDir, { recursive: true });
  const port = await freePort();
  let child: ChildProcess;
  const start = async () => {
    ({ child } = await spawnObjectStore({ dataDir, port, ...CREDENTIALS }));
  };
  await start();
  const url = `http://127.0.0.1:${port}`;
  const { region, ...credentials } = CREDENTIALS;
  const s3 = new S3Client({ endpoint: url, region, credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  s3.destroy();
  Object.assign(process.env, {
    S3_ENDPOINT: url,
    S3_BUCKET: BUCKET,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  });
  const kill = async () => {
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  };
  return { url, start, kill };
}
