import { mkdir, rm } from "node:fs/promises";
import { type Database, db } from "../db.ts";
import { AppError, isKind, isWorthRetrying } from "../errors.ts";
import { log } from "../log.ts";
import { type Attempt, type ClaimedAttempt, claimAttempt } from "./attempt.ts";
import { type JobKind, MAX_ATTEMPTS } from "./kinds.ts";
import { nudge } from "./queue.ts";

export interface JobHandler {
  /** Does the work and ends by calling `attempt.publish`. */
  work(attempt: Attempt): Promise<void>;
  /** Writes the sentence onto the domain's own row, in the transaction that fails the job. */
  failed(tx: Database, subject: string, sentence: string): Promise<void>;
}

const RETRY_SECONDS = 3;
const UNFORESEEN =
  "Something unforeseen went wrong; it was tried again without luck. The log has the cause under this job's id.";

/** Claims a job and sees it to an end: published, failed with a sentence, cancelled, or queued again. Never throws for the work's own failures. */
export async function runJob(kind: JobKind, jobId: string, handler: JobHandler, stop: AbortSignal): Promise<void> {
  const attempt = await claimAttempt(jobId, stop, handler.failed);
  if (!attempt) return;
  const logger = log().child({ job: jobId, kind, attempt: attempt.id, subject: attempt.subject });
  await mkdir(attempt.scratch, { recursive: true, mode: 0o700 });
  try {
    logger.info("started");
    await handler.work(attempt);
    logger.info({ peakBytes: attempt.release().peakBytes }, "published");
  } catch (error) {
    logger.warn({ err: error, cause: error instanceof Error ? error.cause : undefined }, "did not end well");
    await settle(kind, attempt, handler, attempt.signal.aborted ? attempt.signal.reason : error);
  } finally {
    const { peakBytes } = attempt.release();
    if (peakBytes > 0) await db().attempt.update({ where: { id: attempt.id }, data: { peakBytes: BigInt(peakBytes) } });
    await rm(attempt.scratch, { recursive: true, force: true });
  }
}

/** A worker that is told to stop hands its job back: the try does not count. */
export const WORKER_STOPS = new AppError("stale_attempt", "This worker is stopping; the job goes to another.");

async function settle(kind: JobKind, attempt: ClaimedAttempt, handler: JobHandler, error: unknown): Promise<void> {
  const cause = String(error instanceof Error ? (error.cause ?? error.stack) : error).slice(0, 4_000);
  await db().$transaction(async (tx) => {
    const where = { id: attempt.jobId, currentAttempt: attempt.id, state: "running" as const };
    const endAttempt = (exit: string) =>
      tx.attempt.update({ where: { id: attempt.id }, data: { exit, cause, endedAt: new Date() } });
    if (error === WORKER_STOPS) {
      await tx.attempt.delete({ where: { id: attempt.id } });
      await tx.job.updateMany({ where, data: { state: "queued", currentAttempt: null } });
      return nudge(tx, kind, attempt.jobId);
    }
    if (isKind(error, "stale_attempt")) return void (await endAttempt("superseded"));
    if (isKind(error, "cancelled")) {
      await endAttempt("cancelled");
      const { count } = await tx.job.updateMany({ where, data: { state: "cancelled", endedAt: new Date() } });
      if (count > 0) await handler.failed(tx, attempt.subject, "Cancelled.");
      return;
    }
    await endAttempt("failed");
    if (isWorthRetrying(error) && (await triesLeft(tx, attempt.jobId))) {
      await tx.job.updateMany({ where, data: { state: "queued" } });
      return nudge(tx, kind, attempt.jobId, RETRY_SECONDS);
    }
    const failure = error instanceof AppError ? error.message : UNFORESEEN;
    const failureKind = error instanceof AppError ? error.kind : "unforeseen";
    const { count } = await tx.job.updateMany({
      where,
      data: { state: "failed", failure, failureKind, endedAt: new Date() },
    });
    if (count > 0) await handler.failed(tx, attempt.subject, failure);
  });
}

async function triesLeft(tx: Database, jobId: string): Promise<boolean> {
  const job = await tx.job.findUniqueOrThrow({ where: { id: jobId }, select: { createdAt: true } });
  return (await tx.attempt.count({ where: { jobId, startedAt: { gte: job.createdAt } } })) < MAX_ATTEMPTS;
}
