import { PrismaPg } from "@prisma/adapter-pg";
import { Pool, type PoolConfig } from "pg";
import { env } from "./env.ts";
import { log } from "./log.ts";
import { type Prisma, PrismaClient } from "./prisma-client/client.ts";

/** Either the client or an open transaction: what a query function needs. */
export type Database = Prisma.TransactionClient;

interface Connections {
  prisma: PrismaClient;
  asked: Pool;
  streamed: Pool;
}

const POOL_SIZE = 10;
const STREAMS = 4;
/** Rows are found by index: what takes longer hangs, perhaps on a connection whose other end is gone without a word. */
const STATEMENT_MS = 15_000;
const ANSWER_MS = STATEMENT_MS + 1_000;
const CONNECT_MS = 5_000;
/** A process that is frozen in the middle of a transaction must not hold its locks for longer than this many leases. */
const IDLE_LEASES = 3;
const PROBE_AFTER_MS = 10_000;

let held: Connections | undefined;

/** Prisma on first use. No statement of it may take long. */
export const db = (): PrismaClient => connections().prisma;
/** For COPY and index builds, which take as long as they take. */
export const pool = (): Pool => connections().streamed;

export async function closeDatabase(): Promise<void> {
  const open = held;
  held = undefined;
  await open?.prisma.$disconnect();
  await Promise.all([open?.asked.end(), open?.streamed.end()]);
}

function connections(): Connections {
  held ??= connect();
  return held;
}

function connect(): Connections {
  const asked = openPool({
    max: POOL_SIZE,
    statement_timeout: STATEMENT_MS,
    query_timeout: ANSWER_MS,
    idle_in_transaction_session_timeout: env().PARQUETRY_LEASE_MS * IDLE_LEASES,
  });
  return { asked, streamed: openPool({ max: STREAMS }), prisma: new PrismaClient({ adapter: new PrismaPg(asked) }) };
}

function openPool(limits: PoolConfig): Pool {
  const alive = { keepAlive: true, keepAliveInitialDelayMillis: PROBE_AFTER_MS, connectionTimeoutMillis: CONNECT_MS };
  const pool = new Pool({ connectionString: env().DATABASE_URL, ...alive, ...limits });
  // An idle connection that breaks is replaced on next use; without a listener it would end the process.
  pool.on("error", (error) => log().warn({ err: error }, "an idle database connection broke"));
  // So would one that is taken and breaks between two statements; the next statement of whoever has it fails anyway.
  pool.on("connect", (client) =>
    client.on("error", (error) => log().debug({ err: error }, "a database connection broke")),
  );
  return pool;
}
