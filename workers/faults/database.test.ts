import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { withServices } from "#embedded/test-services/test-services.ts";
import { closeDatabase, db } from "#lib/platform/db.ts";
import { closeSender, enqueue, installQueue } from "#lib/platform/jobs/queue.ts";
import { localUser, type User } from "#lib/platform/session.ts";
import { type DatabaseProxy, startDatabaseProxy } from "./database-proxy-under-test.ts";
import { arrived, expectOrder, inspected, type Outcome, pipeline, pipelineFrom, until } from "./drawer-under-test.ts";
import { killAll, startWorker } from "./machines-under-test.ts";
import { type OwnPostgres, ownPostgres } from "./own-services-under-test.ts";
import { randomOf, rounds } from "./seeds-under-test.ts";

const LONG_MS = 240_000;
const MAX_CONNECTIONS = 60;

withServices();

let home = "";
let postgres: OwnPostgres;
let proxy: DatabaseProxy;
let owner: User;
let undisturbed: Outcome;
let undisturbedMs = 0;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "parquetry-faults-"));
  postgres = await ownPostgres(home, { max_connections: String(MAX_CONNECTIONS) });
  process.env.DATABASE_URL = postgres.url;
  proxy = await startDatabaseProxy(postgres.url);
  await installQueue();
  owner = await localUser();
  startWorker();
  await until(async () => (await db().worker.count()) > 0);
  const begun = performance.now();
  undisturbed = await pipeline(owner);
  undisturbedMs = performance.now() - begun;
  await killAll();
}, LONG_MS);
afterEach(killAll);
afterAll(async () => {
  await closeSender();
  await closeDatabase();
  proxy.close();
  await postgres.stop();
  await rm(home, { recursive: true, force: true });
});

describe.each(rounds())("seed $seed", ({ seed }) => {
  const random = randomOf(seed);

  /** The pipeline, and something that happens in the midst of it. */
  async function disturbed(disturb: () => Promise<void>): Promise<void> {
    const datasetId = await arrived(owner);
    const disturbance = async () => {
      await sleep(random() * undisturbedMs);
      await disturb();
    };
    const [outcome] = await Promise.all([pipelineFrom(owner, datasetId), disturbance()]);
    expect(outcome).toEqual(undisturbed);
    await expectOrder();
  }

  test(
    "a Postgres that is killed and comes back costs time and nothing else",
    async () => {
      startWorker();
      startWorker();
      await disturbed(async () => {
        await postgres.kill();
        await sleep(300 + random() * 1_500);
        await postgres.start();
      });
    },
    LONG_MS,
  );

  test(
    "connections that are ended one after another cost time and nothing else",
    async () => {
      startWorker({ env: { PARQUETRY_TRIES: "20" } });
      await disturbed(async () => {
        for (let ended = 0; ended < 6; ended++) {
          await endOneConnection(random()).catch(() => {});
          await sleep(random() * 200);
        }
      });
    },
    LONG_MS,
  );

  test(
    "a worker that loses the way to Postgres without a word loses its jobs to another, and nothing is done twice",
    async () => {
      startWorker({ env: { DATABASE_URL: proxy.url } });
      await until(
        async () => (await db().worker.count({ where: { seenAt: { gt: new Date(Date.now() - 5_000) } } })) > 0,
      );
      startWorker();
      await disturbed(async () => {
        proxy.swallow();
        await sleep(3_000);
        proxy.reset();
      });
    },
    LONG_MS,
  );

  test(
    "a Postgres without a free connection is waited for",
    async () => {
      startWorker();
      await disturbed(async () => {
        const taken = await takeConnections();
        await sleep(1_000 + random() * 1_000);
        await Promise.all(taken.map((client) => client.end()));
      });
    },
    LONG_MS,
  );
});

test(
  "a job whose nudge was lost is found all the same",
  async () => {
    startWorker();
    await until(async () => (await db().worker.count()) > 0);
    const datasetId = await arrived(owner, {});
    const file = {
      datasetId,
      path: "lost.csv",
      bytes: 3n,
      partBytes: 1,
      objectKey: "raw/lost",
      state: "uploaded" as const,
    };
    const { id } = await db().sourceFile.create({ data: file });
    await db().$transaction(async (tx) => {
      await enqueue(tx, { kind: "file.inspect", subject: id, ownerId: owner.id });
      await tx.$executeRaw`DELETE FROM pgboss.job WHERE name = 'job'`;
    });
    await inspected(datasetId);
    await expectOrder();
  },
  LONG_MS,
);

/** Any one that a worker or this test has open. */
async function endOneConnection(chance: number): Promise<void> {
  await db().$executeRaw`
    SELECT pg_terminate_backend(pid) FROM (
      SELECT pid, row_number() OVER (ORDER BY pid) AS place, count(*) OVER () AS all_of_them
      FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
    ) AS connection
    WHERE place = 1 + floor(${chance}::float8 * all_of_them)`;
}

async function takeConnections(): Promise<Client[]> {
  const taken: Client[] = [];
  for (let count = 0; count < MAX_CONNECTIONS; count++) {
    const client = new Client({ connectionString: postgres.url });
    client.on("error", () => {});
    try {
      await client.connect();
    } catch {
      break;
    }
    taken.push(client);
  }
  return taken;
}
