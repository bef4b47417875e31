import { setTimeout as sleep } from "node:timers/promises";
import { db } from "./db.ts";
import { AppError } from "./errors.ts";
import { log } from "./log.ts";

const PAUSES_MS = [500, 1_000, 2_000, 5_000, 10_000];

/** Whether this process can answer: its database does. Fails with database_unavailable. */
export async function checkHealth(): Promise<{ status: "ok" }> {
  await db().$queryRaw`SELECT 1`.catch((cause) => {
    throw new AppError("database_unavailable", "The database does not answer. Try again in a moment.", { cause });
  });
  return { status: "ok" };
}

/** Resolves when this process can answer: parts of the application start in any order. */
export async function untilHealthy(): Promise<void> {
  await untilItWorks("the database", checkHealth);
}

/** What `work` resolves to, once it does: for what a process cannot begin without, and what may be away for a while. */
export async function untilItWorks<T>(what: string, work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work();
    } catch (error) {
      log().warn({ err: error }, `waiting for ${what}`);
      await sleep(PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)]);
    }
  }
}
