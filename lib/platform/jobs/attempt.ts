import { join } from "node:path";
import { type Database, db } from "../db.ts";
import { scratchRoot } from "../env.ts";
import { AppError } from "../errors.ts";
import { log } from "../log.ts";
import type { StageView } from "../wire.ts";
import { beatMs, type JobKind } from "./kinds.ts";
import { publishAttempt } from "./publish.ts";
import { type Progress, recordStages, type StageRecorder, type Tally } from "./stages.ts";

export type { Progress } from "./stages.ts";

/** How soon a job hears that it was cancelled or taken over. */
const WATCH_MS = 250;

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
  /** What the phase under way handled beside what its progress counts. */
  tally(counts: Tally): void;
  /** Largest memory seen in a child process, for the record. */
  notePeak(bytes: number): void;
  /** One short transaction: checks the fence, does the writes, marks the job done. Throws stale_attempt when another took over. */
  publish(writes: (tx: Database) => Promise<void>): Promise<void>;
}

/** What a worker holds once it has taken a job. */
export interface Claim {
  id: string;
  jobId: string;
  kind: JobKind;
  subject: string;
  ownerId: string;
  /** How many bytes it reads. */
  weight: number;
  /** It may have killed its workers, and is tried for the last time: nothing else runs beside it. */
  alone: boolean;
  /** When the attempt began, by the database's clock. */
  startedAt: Date;
  /** How long the job had waited for its first try (ms); null for a later one. */
  waitedMs: number | null;
}

export interface StartedAttempt extends Attempt {
  kind: JobKind;
  /** The largest child process so far. */
  readonly peakBytes: number;
  stages(): StageView[];
  /** Stops the signs of life and writes down what the attempt did; called once when the work has ended. */
  release(): Promise<void>;
}

const WHY_ENDED = {
  cancelled: "Cancelled.",
  stale_attempt: "Another worker has taken over this job.",
} as const;

/** Shows signs of life for a claim and listens for its end, until it is released. */
export function startAttempt(claim: Claim, stop: AbortSignal): StartedAttempt {
  const controller = new AbortController();
  const recorder = recordStages(claim.startedAt);
  let peakBytes = 0;
  const watch = every(WATCH_MS, async () => {
    const held = await whatBecame(claim);
    if (held !== "held") controller.abort(new AppError(held, WHY_ENDED[held]));
  });
  // A sign of life that fails is no reason to stop: the lease outlives several, and publishing checks the fence.
  const beat = every(beatMs(), () => showLife(claim, recorder));
  return {
    ...claim,
    scratch: join(scratchRoot(), claim.id),
    prefix: `lake/${claim.id}/`,
    tableSuffix: claim.id.replaceAll("-", ""),
    signal: AbortSignal.any([controller.signal, stop]),
    report: recorder.report,
    tally: recorder.tally,
    notePeak: (bytes) => {
      peakBytes = Math.max(peakBytes, bytes);
      recorder.notePeak(bytes);
    },
    publish: async (writes) => {
      await publishAttempt(claim, recorder.progress, writes);
      if (recorder.progress) recorder.report({ ...recorder.progress, done: recorder.progress.total });
    },
    get peakBytes() {
      return peakBytes;
    },
    stages: recorder.stages,
    release: async () => {
      clearInterval(watch);
      clearInterval(beat);
      await writeRecord(claim.id, recorder, peakBytes);
    },
  };
}

async function whatBecame(claim: Claim): Promise<"held" | "cancelled" | "stale_attempt"> {
  const where = {
    id: claim.jobId,
    currentAttempt: claim.id,
    state: { in: ["running" as const, "succeeded" as const] },
  };
  const job = await db().job.findFirst({ where, select: { cancelAsked: true, state: true } });
  if (!job) return "stale_attempt";
  return job.cancelAsked && job.state === "running" ? "cancelled" : "held";
}

async function showLife(claim: Claim, recorder: StageRecorder): Promise<void> {
  const stages = JSON.stringify(recorder.stages());
  await db().$executeRaw`
    UPDATE attempt SET heartbeat_at = now(), stages = ${stages}::jsonb WHERE id = ${claim.id}::uuid AND exit IS NULL`;
  const { progress } = recorder;
  if (!progress) return;
  const { phase, unit } = progress;
  await db().job.updateMany({
    where: { id: claim.jobId, currentAttempt: claim.id, state: "running" },
    data: { phase, unit, done: BigInt(Math.round(progress.done)), total: BigInt(Math.round(progress.total)) },
  });
}

async function writeRecord(attemptId: string, recorder: StageRecorder, peakBytes: number): Promise<void> {
  const stages = JSON.stringify(recorder.stages());
  const peak = peakBytes > 0 ? BigInt(Math.round(peakBytes)) : null;
  await db()
    .$executeRaw`UPDATE attempt SET stages = ${stages}::jsonb, peak_bytes = ${peak} WHERE id = ${attemptId}::uuid`.catch(
    (error: unknown) => log().warn({ err: error }, "what an attempt did could not be written down"),
  );
}

/** A round begins only when the last has ended; one that fails is logged. */
function every(ms: number, work: () => Promise<void>): NodeJS.Timeout {
  let busy = false;
  return setInterval(async () => {
    if (busy) return;
    busy = true;
    await work().catch((error: unknown) => log().debug({ err: error }, "a sign of life failed"));
    busy = false;
  }, ms);
}
