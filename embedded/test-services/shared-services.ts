import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { z } from "zod";
import { freePort } from "#embedded/free-port.ts";
import { startObjectStore } from "#embedded/object-store/server.ts";
import { startPostgres } from "#embedded/postgres/postgres.ts";
import { migrate } from "#lib/platform/migrate.ts";

export const TEMPLATE = "template";

/** Where the services of a test run are; `databaseServer` is a connection string to which a database's name is appended. */
export const ServiceAddresses = z.object({
  home: z.string(),
  databaseServer: z.string(),
  store: z.object({ endpoint: z.string(), region: z.string(), accessKeyId: z.string(), secretAccessKey: z.string() }),
});
export type ServiceAddresses = z.infer<typeof ServiceAddresses>;

export interface SharedServices {
  addresses: ServiceAddresses;
  stop(): Promise<void>;
}

/** Data that ends with the run need not survive a power cut, and a crash must not go unseen. */
const SETTINGS = {
  fsync: "off",
  full_page_writes: "off",
  shared_buffers: "128MB",
  max_connections: "200",
  restart_after_crash: "off",
};

/** One PostgreSQL with a migrated template database and one object store, on free ports in a temporary folder. */
export async function startSharedServices(): Promise<SharedServices> {
  const home = await mkdtemp(join(tmpdir(), "parquetry-test-"));
  const postgres = await startPostgres({ dataDir: join(home, "postgres"), port: await freePort(), settings: SETTINGS });
  try {
    const databaseServer = postgres.url.slice(0, postgres.url.lastIndexOf("/") + 1);
    await makeTemplate(databaseServer);
    const keys = { region: "us-east-1", accessKeyId: "test", secretAccessKey: randomBytes(24).toString("base64url") };
    const store = await startObjectStore({ dataDir: join(home, "store"), port: 0, ...keys });
    const stop = async () => {
      await store.close();
      await postgres.stop();
      await rm(home, { recursive: true, force: true });
    };
    return { addresses: { home, databaseServer, store: { endpoint: store.url, ...keys } }, stop };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

async function makeTemplate(databaseServer: string): Promise<void> {
  const client = new Client({ connectionString: `${databaseServer}postgres` });
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE}`);
  await migrate(databaseServer + TEMPLATE);
  // A database cannot be copied while anyone is connected to it, and the migration engine keeps its connection for a while.
  await client.query(`ALTER DATABASE ${TEMPLATE} ALLOW_CONNECTIONS false`);
  await client.query("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", [TEMPLATE]);
  await client.end();
}
