import { mkdir, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../db.ts";
import { isKind } from "../errors.ts";
import { inContext, log } from "../log.ts";
import { metrics } from "../metrics.ts";
import { type Attempt, type Claim, type StartedAttempt, startAttempt } from "./attempt.ts";
import { claimJob } from "./claim.ts";
import { foreseen } from "./failure.ts";
import type { JobKind } from "./kinds.ts";
import { countAttempt } from "./measure.ts";
import { requireRoom } from "./scratch-room.ts";
import { settle } from "./settle.ts";

export { WORKER_STOPS } from "./settle.ts";

export interface JobHandler {
  /** Does the work and ends by calling `attempt.publish`. */
  work(attempt: Attempt): Promise<void>;
  /** How many bytes of temporary files it needs for so many bytes that it reads; it begins when there is room for them. */
  scratchBytes?(weight: number): number;
  /** Writes the sentence onto the domain's own row, in the transaction that fails the job. */
  failed(tx: Database, subject: string, sentence: string): Promise<void>;
}

/** Work that does not heed its signal is given up on after this: it can publish nothing any more, and its job goes on without it. */
const HEED_MS = 300;

/** Claims a job and sees it to an end: published, failed with a sentence, cancelled, or queued again. Never throws for the work's own failures. */
export async function runJob(_kind: JobKind, jobId: string, handler: JobHandler, stop: AbortSignal): Promise<void> {
  const claim = await claimJob(jobId, (tx, _kind, subject, sentence) => handler.failed(tx, subject, sentence));
  if (claim && claim !== "given_up") await runClaim(claim, handler, stop);
}

/** Sees a claimed job to an end. Resolves when the work itself has ended too, however late. */
export function runClaim(claim: Claim, handler: JobHandler, stop: AbortSignal): Promise<void> {
  const { kind, subject } = claim;
  return inContext({ job: claim.jobId, attempt: claim.id, kind, subject }, async () => {
    const attempt = startAttempt(claim, stop);
    const counted = metrics();
    counted.running.inc({ kind });
    if (claim.waitedMs !== null) counted.waitSeconds.observe({ kind }, claim.waitedMs / 1_000);
    const begun = performance.now();
    const elapsed = () => Math.round(performance.now() - begun);
    const work = start(attempt, handler, claim.weight);
    let became = "unsettled";
    try {
      log().info({ weight: claim.weight }, "started");
      await Promise.race([work, unheeded(attempt.signal)]);
      became = "published";
      log().info({ ms: elapsed(), peakBytes: attempt.peakBytes }, "published");
    } catch (thrown) {
      const error = attempt.signal.aborted ? attempt.signal.reason : foreseen(thrown);
      became = await settle(claim, error, (tx, _kind, ...rest) => handler.failed(tx, ...rest));
      tell(error, { became, ms: elapsed() });
    } finally {
      counted.running.dec({ kind });
      countAttempt(kind, became, { ms: elapsed(), peakBytes: attempt.peakBytes, stages: attempt.stages() });
      await work.catch(() => {});
      await attempt.release();
      await rm(attempt.scratch, { recursive: true, force: true });
    }
  });
}

async function start(attempt: StartedAttempt, handler: JobHandler, weight: number): Promise<void> {
  await mkdir(attempt.scratch, { recursive: true, mode: 0o700 });
  if (handler.scratchBytes) await requireRoom(attempt.scratch, handler.scratchBytes(weight));
  await handler.work(attempt);
}

/** Rejects some time after the signal, for work that goes on all the same. */
async function unheeded(signal: AbortSignal): Promise<never> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await sleep(HEED_MS);
  throw signal.reason;
}

function tell(error: unknown, words: { became: string; ms: number }): void {
  const cause = error instanceof Error ? error.cause : undefined;
  if (words.became === "published") log().info(words, "published; only the answer was lost");
  else if (isKind(error, "cancelled") || isKind(error, "stale_attempt")) log().info(words, "ended before it was done");
  else log().warn({ ...words, err: error, cause }, "did not end well");
}
