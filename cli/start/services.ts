import { join } from "node:path";
import { startPostgres } from "#embedded/postgres/postgres.ts";
import { untilAnswering } from "./answering.ts";
import { prepareBucket, type StoreEnvironment } from "./bucket.ts";
import { programEnvironment } from "./environment.ts";
import { ROOT } from "./program.ts";
import type { Settings } from "./settings.ts";
import type { Starting } from "./starting.ts";

const BUCKET = "parquetry";
const REGION = "us-east-1";
const STORE_STOP_MS = 6_000;

/** Runs PostgreSQL in the data directory; resolves to its connection string. */
export async function startDatabase(starting: Starting, { postgresPort: port }: Settings): Promise<string> {
  let url = "";
  await starting.keep("PostgreSQL", async () => {
    const running = await startPostgres({ dataDir: join(starting.dataDir, "postgres"), port });
    url = running.url;
    return running;
  });
  starting.say(`PostgreSQL runs at 127.0.0.1:${port}.`);
  return url;
}

/** Runs the object store in the data directory, with a bucket that the pages at `origins` may send to. */
export async function startStore(starting: Starting, settings: Settings, origins: string[]): Promise<StoreEnvironment> {
  const url = `http://127.0.0.1:${settings.storePort}`;
  const logPath = join(starting.dataDir, "logs", "object-store.log");
  const store: StoreEnvironment = {
    S3_ENDPOINT: url,
    S3_BUCKET: BUCKET,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: settings.accessKeyId,
    AWS_SECRET_ACCESS_KEY: settings.secretAccessKey,
  };
  const env = programEnvironment({
    ...store,
    PARQUETRY_STORE_DIR: join(starting.dataDir, "objects"),
    PARQUETRY_STORE_PORT: String(settings.storePort),
  });
  const args = [join(ROOT, "embedded/object-store/main.ts")];
  await starting.keep("The object store", async () => {
    const running = await starting.launch("object store", { args, env, logPath, stopMs: STORE_STOP_MS });
    return untilAnswering("The object store", running, url, logPath);
  });
  await prepareBucket(store, origins);
  starting.say(`The object store runs at ${url}.`);
  return store;
}
