import { readdir, readFile, statfs } from "node:fs/promises";
import { join } from "node:path";
import { db } from "../db.ts";
import { scratchRoot } from "../env.ts";
import type { User } from "../session.ts";
import type { WorkerList, WorkerView } from "../wire.ts";
import { WORKER_NAME } from "./claim.ts";
import { HEAVY_SLOTS, LIGHT_SLOTS } from "./kinds.ts";
import { nameSubjects } from "./subjects.ts";

/** A worker that is silent for this long is gone. */
export const SILENT_SECONDS = 10;
const REMEMBERED = "7 days";
const MAX_SHOWN = 50;

/** Writes down that this process lives, and what it takes of its machine. */
export async function showWorker(stopping: boolean): Promise<void> {
  const startedSecondsAgo = process.uptime();
  const residentBytes = BigInt(process.memoryUsage.rss());
  const [engineBytes, freeBytes] = await Promise.all([childrenBytes(), freeScratchBytes()]);
  await db().$executeRaw`
    INSERT INTO worker (name, started_at, slots, resident_bytes, engine_bytes, free_bytes, stopping)
    VALUES (${WORKER_NAME}, now() - make_interval(secs => ${startedSecondsAgo}), ${HEAVY_SLOTS + LIGHT_SLOTS},
      ${residentBytes}, ${engineBytes}, ${freeBytes}, ${stopping})
    ON CONFLICT (name) DO UPDATE SET
      started_at = CASE
        WHEN excluded.started_at - worker.started_at > interval '5 seconds' THEN excluded.started_at
        ELSE worker.started_at END,
      seen_at = clock_timestamp(), slots = excluded.slots, resident_bytes = excluded.resident_bytes,
      engine_bytes = excluded.engine_bytes, free_bytes = excluded.free_bytes, stopping = excluded.stopping`;
}

/** Workers that have been silent for days are not shown any more. */
export async function forgetWorkers(): Promise<void> {
  await db().$executeRaw`DELETE FROM worker WHERE seen_at < now() - ${REMEMBERED}::interval`;
}

/** Every worker of the last days and what it does, those that live first. */
export async function listWorkers(owner: User): Promise<WorkerList> {
  const [workers, works] = await Promise.all([findWorkers(), findWorks(owner)]);
  const subjects = await nameSubjects(works);
  const running = works.map(({ worker, since, ...work }) => ({
    worker,
    view: { ...work, about: subjects.get(work.subject) ?? null, since: since.toISOString() },
  }));
  return {
    workers: workers.map((row) => ({
      name: row.name,
      state: row.state,
      slots: row.slots,
      startedAt: row.startedAt.toISOString(),
      seenAt: row.seenAt.toISOString(),
      residentBytes: Number(row.residentBytes),
      engineBytes: row.engineBytes === null ? null : Number(row.engineBytes),
      freeBytes: row.freeBytes === null ? null : Number(row.freeBytes),
      running: row.state === "gone" ? [] : running.flatMap(({ worker, view }) => (worker === row.name ? [view] : [])),
    })),
  };
}

interface WorkerRow {
  name: string;
  state: WorkerView["state"];
  slots: number;
  startedAt: Date;
  seenAt: Date;
  residentBytes: bigint;
  engineBytes: bigint | null;
  freeBytes: bigint | null;
}

const findWorkers = () => db().$queryRaw<WorkerRow[]>`
  SELECT name, slots, started_at AS "startedAt", seen_at AS "seenAt", resident_bytes AS "residentBytes",
    engine_bytes AS "engineBytes", free_bytes AS "freeBytes",
    CASE WHEN seen_at < now() - make_interval(secs => ${SILENT_SECONDS}) THEN 'gone'
         WHEN stopping THEN 'stopping' ELSE 'working' END AS state
  FROM worker
  ORDER BY seen_at < now() - make_interval(secs => ${SILENT_SECONDS}), date_trunc('minute', seen_at) DESC, started_at
  LIMIT ${MAX_SHOWN}`;

interface Work {
  worker: string;
  id: string;
  kind: string;
  subject: string;
  phase: string | null;
  since: Date;
}

const findWorks = (owner: User) => db().$queryRaw<Work[]>`
  SELECT attempt.worker, job.id, job.kind, job.subject, job.phase, attempt.started_at AS since
  FROM job JOIN attempt ON attempt.id = job.current_attempt
  WHERE job.state = 'running' AND job.owner_id = ${owner.id}::uuid
  ORDER BY attempt.started_at`;

/** What the processes that this one started take; null where the system does not tell. */
async function childrenBytes(): Promise<bigint | null> {
  try {
    const threads = await readdir("/proc/self/task");
    const lists = await Promise.all(threads.map((thread) => readFile(`/proc/self/task/${thread}/children`, "utf8")));
    const pids = lists.flatMap((list) => list.split(" ").filter(Boolean));
    const sizes = await Promise.all(pids.map(residentBytesOf));
    return sizes.reduce((sum, size) => sum + size, 0n);
  } catch {
    return null;
  }
}

/** 0 for a process that has just ended. */
async function residentBytesOf(pid: string): Promise<bigint> {
  const status = await readFile(join("/proc", pid, "status"), "utf8").catch(() => "");
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return BigInt(kilobytes ?? 0) * 1024n;
}

async function freeScratchBytes(): Promise<bigint | null> {
  const disk = await statfs(scratchRoot()).catch(() => undefined);
  return disk ? BigInt(disk.bavail) * BigInt(disk.bsize) : null;
}
