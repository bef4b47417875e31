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
  for (let tries = 0; ; tries++) {
    try {
      await checkHealth();
      return;
    } catch (error) {
      log().warn({ err: error }, "waiting for the database");
      await sleep(PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)]);
    }
  }
}
