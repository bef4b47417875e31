import { setTimeout as sleep } from "node:timers/promises";
import { type Database, db } from "../db.ts";
import { sqlState } from "../db-failure.ts";
import { AppError } from "../errors.ts";
import { faultPoint } from "../faults.ts";
import { log } from "../log.ts";
import type { Progress } from "./stages.ts";

const LIMITS = { timeout: 60_000, maxWait: 20_000 };
const TRIES = 5;
const PAUSE_MS = 100;
/** Lock timeout, deadlock, serialization failure: nothing was written, and a moment later it may work. */
const IN_THE_WAY = ["55P03", "40P01", "40001"];

/** One short transaction: checks the fence, does the writes, marks the job done. Throws stale_attempt when another took over. */
export async function publishAttempt(
  claim: { id: string; jobId: string },
  progress: Progress | undefined,
  writes: (tx: Database) => Promise<void>,
): Promise<void> {
  for (let attempted = 1; ; attempted++) {
    try {
      await db().$transaction((tx) => publishIn(tx, claim, progress, writes), LIMITS);
      break;
    } catch (error) {
      if (attempted === TRIES || !IN_THE_WAY.includes(sqlState(error) ?? "")) throw error;
      log().info({ tries: attempted, err: error }, "another transaction was in the way of publishing");
      await sleep(PAUSE_MS * attempted * (0.5 + Math.random()));
    }
  }
  await faultPoint("publish:after-commit");
}

async function publishIn(
  tx: Database,
  claim: { id: string; jobId: string },
  progress: Progress | undefined,
  writes: (tx: Database) => Promise<void>,
): Promise<void> {
  await tx.$executeRaw`SET LOCAL lock_timeout = '2s'`;
  const held = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM job
    WHERE id = ${claim.jobId}::uuid AND current_attempt = ${claim.id}::uuid AND state = 'running'
    FOR UPDATE`;
  if (held.length === 0) throw new AppError("stale_attempt", "Another worker has taken over this job.");
  await writes(tx);
  await faultPoint("publish:written");
  await tx.$executeRaw`
    UPDATE attempt SET exit = 'published', ended_at = clock_timestamp() WHERE id = ${claim.id}::uuid`;
  const { phase = null, total = 0, unit = "bytes" } = progress ?? {};
  await tx.$executeRaw`
    UPDATE job SET state = 'succeeded', phase = ${phase}, done = ${Math.round(total)}, total = ${Math.round(total)},
      unit = ${unit}, ended_at = clock_timestamp()
    WHERE id = ${claim.jobId}::uuid`;
  await faultPoint("publish:before-commit");
}
