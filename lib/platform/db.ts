import { PrismaPg } from "@prisma/adapter-pg";
import { Pool } from "pg";
import { env } from "./env.ts";
import { log } from "./log.ts";
import { type Prisma, PrismaClient } from "./prisma-client/client.ts";

/** Either the client or an open transaction: what a query function needs. */
export type Database = Prisma.TransactionClient;

interface Connections {
  pool: Pool;
  prisma: PrismaClient;
}

const POOL_SIZE = 10;

let held: Connections | undefined;

/** Prisma on first use; it shares its pool with `pool()`, through which COPY streams. */
export const db = (): PrismaClient => connections().prisma;
export const pool = (): Pool => connections().pool;

export async function closeDatabase(): Promise<void> {
  const open = held;
  held = undefined;
  await open?.prisma.$disconnect();
  await open?.pool.end();
}

function connections(): Connections {
  held ??= connect(env().DATABASE_URL);
  return held;
}

function connect(connectionString: string): Connections {
  const pool = new Pool({ connectionString, max: POOL_SIZE, keepAlive: true, connectionTimeoutMillis: 10_000 });
  // An idle connection that breaks is replaced on next use; without a listener it would end the process.
  pool.on("error", (error) => log().warn({ err: error }, "an idle database connection broke"));
  return { pool, prisma: new PrismaClient({ adapter: new PrismaPg(pool) }) };
}
