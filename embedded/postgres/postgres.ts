import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Client } from "pg";
import { AppError } from "#lib/platform/errors.ts";
import { findAccount } from "./account.ts";
import { findBinaries } from "./binaries.ts";
import { ensureCluster, SUPERUSER } from "./cluster.ts";
import { endServer } from "./ending.ts";
import { unwritable } from "./failure.ts";
import { endLeftover } from "./leftover.ts";
import { ended, hasEnded, launchServer } from "./server.ts";

const DATABASE = "parquetry";

/** For loading many rows at once on a small machine, without giving up durability. */
const SETTINGS: Record<string, string> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_buffers: "256MB",
  maintenance_work_mem: "256MB",
  work_mem: "32MB",
  max_wal_size: "4GB",
  checkpoint_timeout: "15min",
  wal_compression: "on",
  // No replicas: rows copied into a table that is new in its transaction go straight to the table, not to the log as well.
  wal_level: "minimal",
  max_wal_senders: "0",
  synchronous_commit: "on",
  jit: "off",
  log_destination: "stderr",
  timezone: "UTC",
  log_timezone: "UTC",
};

export interface PostgresOptions {
  dataDir: string;
  port: number;
  /** Settings of postgresql.conf that replace ours. */
  settings?: Record<string, string>;
}

export interface RunningPostgres {
  /** Connection string of the database `parquetry`, password included. */
  url: string;
  port: number;
  pid: number;
  /** Resolves to how the server ended, when it has. */
  ended: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on 127.0.0.1 with its data, log and password in `dataDir`, made on the first start.
 * Ends or clears away what an earlier start left there. Throws AppError `database_unavailable` with a sentence when it cannot start.
 */
export async function startPostgres({ dataDir, port, settings }: PostgresOptions): Promise<RunningPostgres> {
  const home = await makeHome(resolve(dataDir));
  const { initdb, postgres } = await findBinaries();
  const account = await findAccount(home, initdb);
  const cluster = await ensureCluster(home, initdb, account);
  await endLeftover(cluster.dir);
  const flags = { ...SETTINGS, port: String(port), ...settings };
  const server = await launchServer(postgres, cluster, account, flags, join(home, "postgres.log"));
  const pid = server.pid ?? 0;
  const stop = () => endServer(pid, () => !hasEnded(server));
  const url = await ensureDatabase(`postgresql://${SUPERUSER}:${cluster.password}@127.0.0.1:${port}`);
  return { url, port, pid, ended: ended(server), stop };
}

async function makeHome(home: string): Promise<string> {
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
    return home;
  } catch (cause) {
    throw new AppError("database_unavailable", unwritable(home), { cause });
  }
}

async function ensureDatabase(server: string): Promise<string> {
  const client = new Client({ connectionString: `${server}/postgres` });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE]);
    if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
  return `${server}/${DATABASE}`;
}
