import { setTimeout as sleep } from "node:timers/promises";
import { log } from "../log.ts";
import type { Claim } from "./attempt.ts";
import { listCancelled } from "./cancelled.ts";
import { claimJob, claimNext, type Room } from "./claim.ts";
import type { MarkFailed } from "./end-job.ts";
import { BACKGROUND, HEAVY_SLOTS, type JobKind, LIGHT_BYTES, LIGHT_SLOTS, leaseMs, lookMs } from "./kinds.ts";
import { repeat } from "./repeat.ts";
import { type JobHandler, runClaim, WORKER_STOPS } from "./run-job.ts";

/** How soon a job that waits in the queue is ended when it is cancelled. */
const CANCEL_MS = 300;

export interface Scheduler {
  /** Looks for jobs that there is room for. */
  wake(): void;
  /** What runs here now. */
  running(): Claim[];
  /** Takes no more jobs; what is not done after `patienceMs` is handed back. Resolves when nothing runs here. */
  drain(patienceMs: number): Promise<void>;
}

/** Runs jobs in this process, as many as there are slots: heavy ones in some, light ones in any. */
export function startScheduler(handlers: Record<JobKind, JobHandler>): Scheduler {
  const held = new Map<string, { claim: Claim; done: Promise<void> }>();
  const running = () => [...held.values()].map(({ claim }) => claim);
  const stop = new AbortController();
  const markFailed: MarkFailed = (tx, kind, subject, sentence) => handlers[kind].failed(tx, subject, sentence);
  const looking = repeat("looking for jobs", lookMs(), async () => {
    for (;;) {
      const room = roomBeside(running(), looking.wellSinceMs());
      const taken = room && (await claimNext(room, markFailed));
      if (!taken) return;
      if (taken !== "given_up") run(taken);
    }
  });
  const run = (claim: Claim) => {
    const done = runClaim(claim, handlers[claim.kind], stop.signal)
      .catch((error: unknown) => log().error({ err: error, job: claim.jobId }, "how an attempt ended is not known"))
      .finally(() => {
        held.delete(claim.id);
        looking.now();
      });
    held.set(claim.id, { claim, done });
  };
  const cancelling = repeat("ending cancelled jobs", CANCEL_MS, async () => {
    for (const jobId of await listCancelled()) await claimJob(jobId, markFailed);
  });
  return {
    wake: looking.now,
    running,
    drain: async (patienceMs) => {
      await Promise.all([looking.end(), cancelling.end()]);
      const ended = Promise.all([...held.values()].map(({ done }) => done));
      await Promise.race([ended, sleep(patienceMs, undefined, { ref: false })]);
      stop.abort(WORKER_STOPS);
      await ended;
    },
  };
}

/** Undefined: every slot is taken, or what runs must be alone. */
function roomBeside(claims: Claim[], wellSinceMs: number): Room | undefined {
  const isFull = claims.length >= HEAVY_SLOTS + LIGHT_SLOTS;
  if (isFull || claims.some(({ alone }) => alone)) return undefined;
  return {
    heavy: claims.filter(isHeavy).length < HEAVY_SLOTS,
    background: !claims.some(({ kind }) => BACKGROUND.includes(kind)),
    alone: claims.length === 0,
    running: claims.map(({ id }) => id),
    // After an outage every worker's last sign of life is old: the others get the time to show a new one.
    takeOver: wellSinceMs >= leaseMs(),
  };
}

const isHeavy = ({ kind, weight }: Claim): boolean => weight > LIGHT_BYTES[kind];
