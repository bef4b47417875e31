import { setTimeout as sleep } from "node:timers/promises";
import { type Database, db } from "../db.ts";
import { isDatabaseAway } from "../db-failure.ts";
import { env } from "../env.ts";
import { AppError, isKind } from "../errors.ts";
import { log } from "../log.ts";
import type { Claim } from "./attempt.ts";
import { CANCELLED, endJob, type MarkFailed } from "./end-job.ts";
import { causeOf } from "./failure.ts";
import { leaseMs } from "./kinds.ts";
import { nudge } from "./queue.ts";
import { waitBeforeRetry } from "./retry.ts";
import { countTries } from "./tries.ts";

/** A worker that is told to stop hands its job back: the try does not count. */
export const WORKER_STOPS = new AppError("stale_attempt", "This worker is stopping; the job goes to another.");

const UNFORESEEN =
  "Something unforeseen went wrong; it was tried again without luck. The log has the cause under this job's id.";
const PAUSE_MS = 500;

/** What became of an attempt that threw. `published`: only the answer to its commit was lost. */
export type Settled = "published" | "superseded" | "handed_back" | "cancelled" | "waits" | "failed";

/** Writes down how an attempt ended that did not publish, and what happens to its job. Waits for a database that is away for as long as the lease lasts. */
export async function settle(claim: Claim, error: unknown, markFailed: MarkFailed): Promise<Settled> {
  const deadline = Date.now() + 2 * leaseMs();
  for (;;) {
    try {
      return await db().$transaction((tx) => settleIn(tx, claim, error, markFailed));
    } catch (trouble) {
      if (!isDatabaseAway(trouble) || Date.now() > deadline) throw trouble;
      log().debug({ err: trouble }, "the database is away; how the attempt ended is kept until it is back");
      await sleep(PAUSE_MS);
    }
  }
}

async function settleIn(tx: Database, claim: Claim, error: unknown, markFailed: MarkFailed): Promise<Settled> {
  const held = await tx.$queryRaw<{ createdAt: Date }[]>`
    SELECT created_at AS "createdAt" FROM job
    WHERE id = ${claim.jobId}::uuid AND current_attempt = ${claim.id}::uuid AND state = 'running' FOR UPDATE`;
  const [job] = held;
  if (!job) return (await end(tx, claim, "superseded", error)) ? "superseded" : whatItBecame(tx, claim);
  if (error === WORKER_STOPS) return handBack(tx, claim, error);
  if (isKind(error, "cancelled")) {
    await end(tx, claim, "cancelled", error);
    await endJob(tx, { ...claim, id: claim.jobId }, CANCELLED, markFailed);
    return "cancelled";
  }
  await end(tx, claim, "failed", error);
  const tries = await countTries(tx, claim.jobId, job.createdAt);
  const waitMs = waitBeforeRetry(error, tries, env().PARQUETRY_TRIES);
  const { kind, message } = error instanceof AppError ? error : { kind: "unforeseen", message: UNFORESEEN };
  if (waitMs === undefined) {
    await endJob(tx, { ...claim, id: claim.jobId }, { kind, sentence: message }, markFailed);
    return "failed";
  }
  await tx.$executeRaw`
    UPDATE job SET state = 'queued', failure_kind = ${kind}, failure = ${message},
      run_after = clock_timestamp() + make_interval(secs => ${waitMs / 1_000})
    WHERE id = ${claim.jobId}::uuid`;
  return "waits";
}

async function handBack(tx: Database, claim: Claim, error: unknown): Promise<Settled> {
  await end(tx, claim, "handed_back", error);
  await tx.$executeRaw`UPDATE job SET state = 'queued', current_attempt = NULL WHERE id = ${claim.jobId}::uuid`;
  await nudge(tx, claim.jobId);
  return "handed_back";
}

/** True: it was not ended before. */
async function end(tx: Database, claim: Claim, exit: string, error: unknown): Promise<boolean> {
  const { kind, message } = error instanceof AppError ? error : { kind: "unforeseen", message: null };
  const told = exit === "failed" ? { kind, message } : { kind: null, message: null };
  const ended = await tx.$executeRaw`
    UPDATE attempt SET exit = ${exit}, cause = ${causeOf(error)}, failure_kind = ${told.kind}, failure = ${told.message},
      ended_at = clock_timestamp()
    WHERE id = ${claim.id}::uuid AND exit IS NULL`;
  return ended > 0;
}

async function whatItBecame(tx: Database, claim: Claim): Promise<Settled> {
  const attempt = await tx.attempt.findUnique({ where: { id: claim.id }, select: { exit: true } });
  return attempt?.exit === "published" ? "published" : "superseded";
}
