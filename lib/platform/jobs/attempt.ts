import { hostname } from "node:os";
import { join } from "node:path";
import { type Database, db } from "../db.ts";
import { scratchRoot } from "../env.ts";
import { AppError } from "../errors.ts";
import { faultPoint } from "../faults.ts";
import { heartbeatMs, leaseMs, MAX_ATTEMPTS } from "./kinds.ts";

export const WORKER_NAME = `${hostname()}:${process.pid}`;

/** How far the work is: a phase in the user's words, and done of total in a unit. */
export interface Progress {
  phase: string;
  done: number;
  total: number;
  unit: "bytes" | "rows" | "shards";
}

/** One try at a job. Everything it makes lies under its own id, so a zombie can only waste disk. */
export interface Attempt {
  id: string;
  jobId: string;
  subject: string;
  ownerId: string;
  /** A folder of its own, made and removed by the worker. */
  scratch: string;
  /** Object key prefix of its own, ending in a slash. */
  prefix: string;
  /** Suffix for table names of its own. */
  tableSuffix: string;
  /** Aborts when the job is cancelled, taken over, or the worker stops. */
  signal: AbortSignal;
  report(progress: Progress): void;
  /** Largest memory seen in a child process, for the record. */
  notePeak(bytes: number): void;
  /** One short transaction: checks the fence, does the writes, marks the job done. Throws stale_attempt when another took over. */
  publish(writes: (tx: Database) => Promise<void>): Promise<void>;
}

export interface ClaimedAttempt extends Attempt {
  /** Stops the heartbeat; called once when the work has ended. */
  release(): { peakBytes: number };
}

/** Takes a job for this worker. Undefined: it has ended, is held by a living attempt, or was cancelled or given up just now. */
export async function claimAttempt(
  jobId: string,
  stop: AbortSignal,
  onGivenUp: (tx: Database, subject: string, sentence: string) => Promise<void>,
): Promise<ClaimedAttempt | undefined> {
  const claimed = await db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM job WHERE id = ${jobId}::uuid FOR UPDATE`;
    const job = await tx.job.findUnique({
      where: { id: jobId },
      include: { attempts: { where: { job: { id: jobId } } } },
    });
    if (!job || job.state === "succeeded" || job.state === "failed" || job.state === "cancelled") return undefined;
    const tries = job.attempts.filter((attempt) => attempt.startedAt >= job.createdAt);
    const current = tries.find((attempt) => attempt.id === job.currentAttempt && !attempt.endedAt);
    if (current && (await isAlive(tx, current.id))) return undefined;
    if (current) await tx.attempt.update({ where: { id: current.id }, data: { exit: "superseded" } });
    const giveUp = async (state: "cancelled" | "failed", failure: string) => {
      const failureKind = state === "failed" ? "engine_crashed" : "cancelled";
      await tx.job.update({ where: { id: jobId }, data: { state, failureKind, failure, endedAt: new Date() } });
      await onGivenUp(tx, job.subject, failure);
    };
    if (job.cancelAsked) {
      await giveUp("cancelled", WHY_ENDED.cancelled);
      return undefined;
    }
    if (tries.length >= MAX_ATTEMPTS) {
      await giveUp(
        "failed",
        `Tried ${tries.length} times, and each time the worker ended before it was done. The log has the attempts' ids.`,
      );
      return undefined;
    }
    const attempt = await tx.attempt.create({ data: { jobId, worker: WORKER_NAME } });
    await tx.job.update({
      where: { id: jobId },
      data: { state: "running", currentAttempt: attempt.id, startedAt: job.startedAt ?? new Date() },
    });
    return { id: attempt.id, subject: job.subject, ownerId: job.ownerId };
  });
  return claimed && startAttempt({ ...claimed, jobId }, stop);
}

/** The database's clock decides, never a worker's. */
async function isAlive(tx: Database, attemptId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM attempt
    WHERE id = ${attemptId}::uuid AND heartbeat_at > now() - make_interval(secs => ${leaseMs() / 1_000})`;
  return rows.length > 0;
}

function startAttempt(
  claim: { id: string; jobId: string; subject: string; ownerId: string },
  stop: AbortSignal,
): ClaimedAttempt {
  const controller = new AbortController();
  const signal = AbortSignal.any([controller.signal, stop]);
  let progress: Progress | undefined;
  let peakBytes = 0;
  const beat = async () => {
    const held = await heartbeat(claim.id, claim.jobId, progress);
    if (held !== "held") controller.abort(new AppError(held, WHY_ENDED[held]));
  };
  // A heartbeat that fails once is no reason to stop: the lease outlives several, and publishing checks the fence.
  const timer = setInterval(() => beat().catch(() => {}), heartbeatMs());
  return {
    ...claim,
    scratch: join(scratchRoot(), claim.id),
    prefix: `lake/${claim.id}/`,
    tableSuffix: claim.id.replaceAll("-", ""),
    signal,
    report: (next) => {
      progress = next;
    },
    notePeak: (bytes) => {
      peakBytes = Math.max(peakBytes, bytes);
    },
    publish: (writes) => publishAttempt(claim, writes),
    release: () => {
      clearInterval(timer);
      return { peakBytes };
    },
  };
}

const WHY_ENDED = {
  cancelled: "Cancelled.",
  stale_attempt: "Another worker has taken over this job.",
} as const;

async function heartbeat(attemptId: string, jobId: string, progress: Progress | undefined) {
  await db().$executeRaw`UPDATE attempt SET heartbeat_at = now() WHERE id = ${attemptId}::uuid`;
  const shown = progress && {
    phase: progress.phase,
    done: BigInt(Math.round(progress.done)),
    total: BigInt(Math.round(progress.total)),
    unit: progress.unit,
  };
  const where = { id: jobId, currentAttempt: attemptId, state: "running" as const };
  if (shown) await db().job.updateMany({ where, data: shown });
  const job = await db().job.findFirst({ where, select: { cancelAsked: true } });
  if (!job) return "stale_attempt";
  return job.cancelAsked ? "cancelled" : "held";
}

async function publishAttempt(
  claim: { id: string; jobId: string },
  writes: (tx: Database) => Promise<void>,
): Promise<void> {
  await db().$transaction(
    async (tx) => {
      const held = await tx.$queryRaw<unknown[]>`
        SELECT 1 FROM job
        WHERE id = ${claim.jobId}::uuid AND current_attempt = ${claim.id}::uuid AND state = 'running'
        FOR UPDATE`;
      if (held.length === 0) throw new AppError("stale_attempt", WHY_ENDED.stale_attempt);
      await writes(tx);
      await tx.attempt.update({ where: { id: claim.id }, data: { exit: "published", endedAt: new Date() } });
      await tx.$executeRaw`
        UPDATE job SET state = 'succeeded', done = total, ended_at = now() WHERE id = ${claim.jobId}::uuid`;
      faultPoint("publish:before-commit");
    },
    { timeout: 60_000, maxWait: 20_000 },
  );
  faultPoint("publish:after-commit");
}
