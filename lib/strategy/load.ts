import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { PoolClient } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { type Database, pool } from "#lib/platform/db.ts";
import { identifier } from "#lib/platform/engine/sql.ts";
import { faultPoint } from "#lib/platform/faults.ts";

/** The partitioned tables of a result: columns in the order of the files, and the indexes their parents have. */
const TABLES = {
  trade: {
    columns: "run_id, ticker, sector, purchase_date, purchase_price, purchase_volume, last_price, pnl",
    indexes: ["PRIMARY KEY (run_id, ticker, purchase_date)", "INDEX (purchase_date, ticker)"],
  },
  sector_month: {
    columns: "run_id, sector, month, trades, wins, invested, value, pnl, best_pnl, worst_pnl, held_value",
    indexes: ["PRIMARY KEY (run_id, sector, month)"],
  },
  ticker_total: {
    columns: "run_id, ticker, sector, trades, wins, invested, value, pnl, first_date, last_date",
    indexes: ["PRIMARY KEY (run_id, ticker, sector)"],
  },
} as const;
export type ResultTable = keyof typeof TABLES;
const TABLE_NAMES: readonly ResultTable[] = ["trade", "sector_month", "ticker_total"];
const COPY_CHUNK_BYTES = 2 ** 20;

/**
 * Loads a result into stand-alone tables of this attempt, indexed and ready to attach. Nobody can see them yet.
 * `ready` resolves to a table's file once it is written.
 */
export async function loadResult(
  runId: number,
  suffix: string,
  ready: (table: ResultTable) => Promise<string>,
  signal: AbortSignal,
): Promise<void> {
  await ready("trade");
  const client = await pool().connect();
  let stopWaiting = () => {};
  try {
    stopWaiting = await cancelOnAbort(client, signal);
    // One transaction: a table that is new in it needs no write-ahead copy of its rows where the server allows that.
    await client.query("BEGIN");
    for (const table of TABLE_NAMES) {
      const path = await ready(table);
      signal.throwIfAborted();
      await loadTable(client, table, runId, suffix, path);
    }
    signal.throwIfAborted();
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  } finally {
    stopWaiting();
    client.release();
  }
}

/** Rows that are copied and an index that is built heed no signal of ours: the server is asked to stop them. */
async function cancelOnAbort(client: PoolClient, signal: AbortSignal): Promise<() => void> {
  const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  const cancel = () =>
    void pool()
      .query("SELECT pg_cancel_backend($1)", [rows[0]?.pid])
      .catch(() => {});
  signal.addEventListener("abort", cancel, { once: true });
  return () => signal.removeEventListener("abort", cancel);
}

/** In the publishing transaction: the tables become partitions; their check constraint spares Postgres a scan. */
export async function attachResult(tx: Database, runId: number, suffix: string): Promise<void> {
  for (const table of TABLE_NAMES) {
    const own = identifier(`${table}_${suffix}`);
    await tx.$executeRawUnsafe(`ALTER TABLE ${table} ATTACH PARTITION ${own} FOR VALUES IN (${runId})`);
    await tx.$executeRawUnsafe(`ALTER TABLE ${own} DROP CONSTRAINT ${identifier(`only_run_${suffix}`)}`);
  }
}

async function loadTable(
  client: PoolClient,
  table: ResultTable,
  runId: number,
  suffix: string,
  path: string,
): Promise<void> {
  const own = identifier(`${table}_${suffix}`);
  const { columns, indexes } = TABLES[table];
  const onlyRun = `CONSTRAINT ${identifier(`only_run_${suffix}`)} CHECK (run_id = ${runId})`;
  await client.query(`CREATE TABLE ${own} (LIKE ${table} INCLUDING DEFAULTS, ${onlyRun})`);
  await faultPoint("run:copying");
  await pipeline(
    createReadStream(path, { highWaterMark: COPY_CHUNK_BYTES }),
    client.query(copyFrom(`COPY ${own} (${columns}) FROM STDIN (FORMAT csv, FREEZE)`)),
  );
  await faultPoint("run:copied");
  for (const index of indexes) {
    const isKey = index.startsWith("PRIMARY");
    await client.query(
      isKey ? `ALTER TABLE ${own} ADD ${index}` : `CREATE INDEX ON ${own} ${index.replace("INDEX ", "")}`,
    );
  }
  await client.query(`ANALYZE ${own}`);
  await faultPoint("run:indexed");
}
