import { Gauge } from "prom-client";
import { db } from "../db.ts";
import { log } from "../log.ts";
import { metrics } from "../metrics.ts";
import type { StageView } from "../wire.ts";
import { SILENT_SECONDS } from "./workers.ts";

/** Everything this process knows, in Prometheus' text format: what it counted, and how the jobs of all workers stand now. */
export async function tellMetrics(): Promise<Response> {
  const { registry } = metrics();
  await measureDatabase();
  return new Response(await registry.metrics(), { headers: { "content-type": registry.contentType } });
}

const peaks = new Map<string, number>();

/** What a try at a job did and how it ended. */
export function countAttempt(
  kind: string,
  exit: string,
  { ms, peakBytes, stages }: { ms: number; peakBytes: number; stages: StageView[] },
): void {
  const counted = metrics();
  counted.attempts.inc({ kind, exit });
  counted.attemptSeconds.observe({ kind, exit }, ms / 1_000);
  peaks.set(kind, Math.max(peakBytes, peaks.get(kind) ?? 0));
  counted.enginePeakBytes.set({ kind }, peaks.get(kind) ?? 0);
  for (const { phase, rows, bytes, ms: stageMs } of stages) {
    counted.stageSeconds.inc({ kind, phase }, stageMs / 1_000);
    counted.stageRows.inc({ kind, phase }, rows ?? 0);
    counted.stageBytes.inc({ kind, phase }, bytes ?? 0);
  }
}

/** Without the database there is still something to tell: that it is away. */
async function measureDatabase(): Promise<void> {
  const up = gauge("database_up", "Whether the database answers.", []);
  try {
    await Promise.all([measureJobs(), measureWorkers()]);
    up.set(1);
  } catch (error) {
    log().warn({ err: error }, "the jobs could not be counted");
    up.set(0);
  }
}

async function measureJobs(): Promise<void> {
  const jobs = gauge("jobs", "Jobs in the database, by how they stand.", ["kind", "state"]);
  const waiting = gauge("jobs_held_back", "Queued jobs that wait for trouble to pass.", ["kind"]);
  const oldest = gauge("queue_oldest_seconds", "How long the oldest queued job has waited.", ["kind"]);
  const rows = await db().$queryRaw<{ kind: string; state: string; jobs: number; held: number; age: number | null }[]>`
    SELECT kind, state::text AS state, count(*)::int AS jobs,
      (count(*) FILTER (WHERE state = 'queued' AND run_after > now()))::int AS held,
      extract(epoch FROM now() - min(created_at) FILTER (WHERE state = 'queued'))::float8 AS age
    FROM job GROUP BY kind, state`;
  for (const each of [jobs, waiting, oldest]) each.reset();
  for (const { kind, state, jobs: count, held, age } of rows) {
    jobs.set({ kind, state }, count);
    if (state !== "queued") continue;
    waiting.set({ kind }, held);
    oldest.set({ kind }, Math.max(0, age ?? 0));
  }
}

interface WorkerRow {
  name: string;
  stopping: boolean;
  residentBytes: bigint;
  engineBytes: bigint | null;
}

async function measureWorkers(): Promise<void> {
  const workers = gauge("workers", "Workers that were heard of in the last seconds.", ["state"]);
  const memory = gauge("worker_bytes", "Memory of a worker: its own, and its engine processes'.", ["worker", "of"]);
  const rows = await db().$queryRaw<WorkerRow[]>`
    SELECT name, stopping, resident_bytes AS "residentBytes", engine_bytes AS "engineBytes"
    FROM worker WHERE seen_at > now() - make_interval(secs => ${SILENT_SECONDS})`;
  for (const each of [workers, memory]) each.reset();
  for (const state of ["working", "stopping"]) workers.set({ state }, 0);
  for (const { name, stopping, residentBytes, engineBytes } of rows) {
    workers.inc({ state: stopping ? "stopping" : "working" });
    memory.set({ worker: name, of: "worker" }, Number(residentBytes));
    if (engineBytes !== null) memory.set({ worker: name, of: "engines" }, Number(engineBytes));
  }
}

function gauge<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Gauge<Label> {
  const { registry } = metrics();
  const known = registry.getSingleMetric(`parquetry_${name}`);
  if (known instanceof Gauge) return known;
  return new Gauge({ name: `parquetry_${name}`, help, labelNames, registers: [registry] });
}
