import { closeDatabase } from "#lib/platform/db.ts";
import { env } from "#lib/platform/env.ts";
import { untilHealthy, untilItWorks } from "#lib/platform/health.ts";
import { closeSender, onNudge } from "#lib/platform/jobs/queue.ts";
import { type Loop, repeat } from "#lib/platform/jobs/repeat.ts";
import { startScheduler } from "#lib/platform/jobs/scheduler.ts";
import { showWorker } from "#lib/platform/jobs/workers.ts";
import { log } from "#lib/platform/log.ts";
import { handlers } from "./handlers.ts";
import { serveMetrics } from "./metrics-server.ts";
import { sweep } from "./sweep.ts";

const SHOW_MS = 2_000;
const SWEEP_MS = 60_000;
/** For what was interrupted to write down how it ended. */
const HAND_BACK_MS = 4_000;

await untilHealthy();
let stopping = false;
let stopListening = async () => {};
let loops: Loop[] = [];
const scheduler = startScheduler(handlers);
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, shutDown);
stopListening = await untilItWorks("the queue", () => onNudge(scheduler.wake));
loops = [
  repeat("showing signs of life", SHOW_MS, () => showWorker(stopping)),
  repeat("removing what dead attempts left", SWEEP_MS, sweep),
];
const { PARQUETRY_METRICS_PORT: metricsPort } = env();
if (metricsPort !== undefined) await serveMetrics(metricsPort);
log().info("worker is ready");

/** Asked once, it finishes what is nearly done and hands back the rest; asked again, it hands back at once. */
async function shutDown(): Promise<void> {
  const patienceMs = stopping ? 0 : env().PARQUETRY_DRAIN_MS;
  stopping = true;
  log().info({ jobs: scheduler.running().map(({ jobId }) => jobId), patienceMs }, "worker is stopping");
  setTimeout(() => process.exit(1), patienceMs + HAND_BACK_MS).unref();
  await scheduler.drain(patienceMs);
  await Promise.all(loops.map((loop) => loop.end()));
  await showWorker(stopping);
  await stopListening();
  await closeSender();
  await closeDatabase();
  log().info("worker has stopped");
  process.exit(0);
}
