import { fromPrisma, PgBoss } from "pg-boss";
import { type Database, db } from "../db.ts";
import { env } from "../env.ts";
import { log } from "../log.ts";
import type { JobState } from "../prisma-client/enums.ts";
import type { WorkerView } from "../wire.ts";
import { JobKind, type Nudge } from "./kinds.ts";

const SCHEMA = "pgboss";
/** A dead worker's message is handed to another after this without a sign of life. */
const MESSAGE_HEARTBEAT_SECONDS = 10;
const MESSAGE_EXPIRY_SECONDS = 23 * 3_600;
/** A worker that is silent for three of these is gone. */
const SIGN_OF_LIFE_SECONDS = 5;
const MAX_WORKERS = 1_000;
/** Redeliveries after a crash; how often a job is tried is decided by its attempts, not by its messages. */
const MESSAGE_RETRIES = 20;

let sender: Promise<PgBoss> | undefined;

/** The worker's queue: it supervises and wakes on NOTIFY. */
export async function startQueue(): Promise<PgBoss> {
  const boss = createBoss(true);
  await boss.start();
  for (const kind of JobKind.options) {
    const queue = {
      // One waiting message per job, however often it is nudged.
      policy: "short" as const,
      heartbeatSeconds: MESSAGE_HEARTBEAT_SECONDS,
      expireInSeconds: MESSAGE_EXPIRY_SECONDS,
      retryLimit: MESSAGE_RETRIES,
      notify: true,
    };
    await boss.createQueue(kind, queue);
  }
  return boss;
}

export interface NewJob {
  kind: JobKind;
  subject: string;
  ownerId: string;
}

/** Makes the job (or makes it run again when it had ended) and nudges a worker, both in the given transaction. */
export async function enqueue(tx: Database, job: NewJob): Promise<string> {
  const fresh = {
    state: "queued" as JobState,
    cancelAsked: false,
    phase: null,
    done: 0n,
    total: 0n,
    failure: null,
    failureKind: null,
    createdAt: new Date(),
    startedAt: null,
    endedAt: null,
  };
  const { kind, subject, ownerId } = job;
  const row = await tx.job.upsert({
    where: { kind_subject: { kind, subject } },
    create: { kind, subject, ownerId },
    update: fresh,
    select: { id: true },
  });
  await nudge(tx, kind, row.id);
  return row.id;
}

/** Wakes a worker for a job that is queued, now or after some seconds. */
export async function nudge(tx: Database, kind: JobKind, jobId: string, afterSeconds = 0): Promise<void> {
  sender ??= createSender();
  const payload: Nudge = { jobId };
  await (await sender).send(kind, payload, { db: fromPrisma(tx), startAfter: afterSeconds, singletonKey: jobId });
}

/** Workers that showed a sign of life in the last seconds. */
export async function listWorkers(): Promise<WorkerView[]> {
  sender ??= createSender();
  const instances = await (await sender).getInstances({ limit: MAX_WORKERS });
  const workers = instances.filter(({ live, supervise }) => live && supervise);
  return workers.map(({ host, pid, startedOn }) => ({ name: `${host}:${pid}`, startedAt: startedOn.toISOString() }));
}

export async function closeSender(): Promise<void> {
  const open = sender;
  sender = undefined;
  await (await open)?.stop({ graceful: false });
}

/** Creates the queues' own tables where they are missing; called once after the migrations. */
export async function installQueue(): Promise<void> {
  const boss = await startQueue();
  await boss.stop({ graceful: false });
}

async function createSender(): Promise<PgBoss> {
  const boss = createBoss(false);
  await boss.start();
  return boss;
}

function createBoss(supervising: boolean): PgBoss {
  const boss = new PgBoss({
    connectionString: env().DATABASE_URL,
    schema: SCHEMA,
    max: supervising ? 6 : 2,
    supervise: supervising,
    schedule: false,
    migrate: supervising,
    useListenNotify: supervising,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    instanceHeartbeatSeconds: SIGN_OF_LIFE_SECONDS,
  });
  boss.on("error", (error) => log().warn({ err: error }, "the queue reports a problem"));
  return boss;
}

/** Jobs that are queued or whose worker died: nudged again, in case their message was lost. */
export async function nudgeForgotten(leaseMs: number): Promise<number> {
  const forgotten = await db().$queryRaw<{ id: string; kind: string }[]>`
    SELECT job.id, job.kind
    FROM job LEFT JOIN attempt ON attempt.id = job.current_attempt
    WHERE (job.state = 'queued' AND job.created_at < now() - interval '1 minute')
       OR (job.state = 'running' AND attempt.heartbeat_at < now() - make_interval(secs => ${leaseMs / 1_000}))`;
  for (const { id, kind } of forgotten) await nudge(db(), JobKind.parse(kind), id);
  return forgotten.length;
}
