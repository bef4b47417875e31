import { closeDatabase } from "#lib/platform/db.ts";
import { CONCURRENCY, JobKind, leaseMs, Nudge } from "#lib/platform/jobs/kinds.ts";
import { closeSender, nudgeForgotten, startQueue } from "#lib/platform/jobs/queue.ts";
import { runJob, WORKER_STOPS } from "#lib/platform/jobs/run-job.ts";
import { sweepAttempts } from "#lib/platform/jobs/sweep.ts";
import { log } from "#lib/platform/log.ts";
import { sweepUploads } from "#lib/upload/upload.ts";
import { handlers } from "./handlers.ts";

const SWEEP_MS = 60_000;
/** What is nearly done may finish; the rest goes back to the queue without counting as a try. */
const DRAIN_MS = 2_000;

const stop = new AbortController();
const queue = await startQueue();
for (const kind of JobKind.options) {
  const options = { localConcurrency: CONCURRENCY[kind], pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 2 };
  await queue.work(kind, options, async (messages) => {
    for (const { data } of messages) await runJob(kind, Nudge.parse(data).jobId, handlers[kind], stop.signal);
  });
}
const timers = [every(leaseMs() / 2, () => nudgeForgotten(leaseMs())), every(SWEEP_MS, sweep)];
log().info("worker is ready");

process.once("SIGTERM", shutDown);
process.once("SIGINT", shutDown);

async function shutDown(): Promise<void> {
  for (const timer of timers) clearInterval(timer);
  setTimeout(() => stop.abort(WORKER_STOPS), DRAIN_MS).unref();
  await queue.stop({ graceful: true, timeout: 10_000 });
  await closeSender();
  await closeDatabase();
  log().info("worker has stopped");
  process.exit(0);
}

async function sweep(): Promise<void> {
  const swept = await sweepAttempts();
  if (swept.attempts > 0) log().info(swept, "removed what dead attempts left");
  await sweepUploads();
}

/** A failed round is logged and tried again at the next. */
function every(ms: number, work: () => Promise<unknown>): NodeJS.Timeout {
  return setInterval(() => {
    work().catch((error: unknown) => log().warn({ err: error }, "a round of housekeeping failed"));
  }, ms);
}
