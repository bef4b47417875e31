import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { db } from "#lib/platform/db.ts";
import type { Evil } from "./evils-under-test.ts";

/** What a pipeline writes to. */
const TABLES = ["dataset", "source_file", "part", "dataset_version", "run", "trade", "job", "attempt", "worker"];

/** What is done evil to the pipeline by way of Postgres. */
export const DATABASE_EVILS: Record<string, Evil> = {
  "kill Postgres": async ({ postgres }, random) => {
    await postgres.kill();
    await sleep(random() * 1_000);
    await postgres.start();
  },
  "kill -9 one process of Postgres": async ({ postgres }, random) => {
    await postgres.crash(await anyBackends(postgres.url, random()));
    await sleep(random() * 1_000);
    await postgres.start();
  },
  "end connections to Postgres": async (_, random) => {
    for (let ended = 0; ended < 5; ended++) {
      await endOneConnection(random()).catch(() => {});
      await sleep(random() * 100);
    }
  },
  "lose the way to Postgres without a word": async ({ databaseProxy }) => {
    databaseProxy.swallow();
    await sleep(2_000);
    databaseProxy.reset();
  },
  "take every connection of Postgres": async ({ postgres }) => {
    const taken = await takeConnections(postgres.url);
    await sleep(1_000);
    await Promise.all(taken.map((client) => client.end()));
  },
  "hold locks on what is published": async ({ postgres }, random) => {
    const client = await connected(postgres.url);
    const lock = "LOCK TABLE run, dataset_version, part, source_file IN SHARE ROW EXCLUSIVE MODE";
    // Whoever is chosen to end a deadlock may be this one.
    await client.query(`BEGIN; ${lock}`).catch(() => {});
    await sleep(1_500 + random() * 1_200);
    await client.end();
  },
  "lose every nudge": async () => {
    const until = performance.now() + 1_500;
    while (performance.now() < until) {
      await db().$executeRaw`
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND query ILIKE 'listen%'`;
      await db().$executeRaw`DELETE FROM pgboss.job WHERE name = 'job' AND state = 'created'`;
      await sleep(30);
    }
  },
  "migrate to a newer version's columns, and back": async ({ postgres }, random) => {
    const column = `added_${Math.floor(random() * 2 ** 31)}`;
    const client = await connected(postgres.url);
    await client.query("SET lock_timeout = '1s'");
    await alterAll(client, `ADD COLUMN IF NOT EXISTS ${column} integer`);
    await sleep(random() * 1_000);
    await alterAll(client, `DROP COLUMN IF EXISTS ${column}`);
    await client.end();
  },
};

/** What stands in the way of one table does not hold up the others. */
async function alterAll(client: Client, change: string): Promise<void> {
  for (const table of TABLES) await client.query(`ALTER TABLE ${table} ${change}`).catch(() => {});
}

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  return client;
}

/** The process of any connection that is open, and one that is sure to be there: that of a connection which ends with the server. */
async function anyBackends(url: string, chance: number): Promise<number[]> {
  const client = await connected(url);
  const { rows } = await client.query<{ pid: number; own: number }>(
    "SELECT pid, pg_backend_pid() AS own FROM pg_stat_activity WHERE backend_type = 'client backend' ORDER BY pid",
  );
  const chosen = rows[Math.floor(chance * rows.length)];
  return chosen ? [chosen.pid, chosen.own] : [];
}

/** Any one that a worker or this test has open. */
async function endOneConnection(chance: number): Promise<void> {
  await db().$executeRaw`
    SELECT pg_terminate_backend(pid) FROM (
      SELECT pid, row_number() OVER (ORDER BY pid) AS place, count(*) OVER () AS all_of_them
      FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
    ) AS connection
    WHERE place = 1 + floor(${chance}::float8 * all_of_them)`;
}

async function takeConnections(url: string): Promise<Client[]> {
  for (const taken: Client[] = []; ; ) {
    try {
      taken.push(await connected(url));
    } catch {
      return taken;
    }
  }
}
