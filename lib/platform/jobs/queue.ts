import { randomUUID } from "node:crypto";
import { fromPrisma, PgBoss } from "pg-boss";
import type { Database } from "../db.ts";
import { env } from "../env.ts";
import { log } from "../log.ts";
import { type JobKind, Nudge } from "./kinds.ts";
import { workOf } from "./subjects.ts";

const SCHEMA = "pgboss";
const QUEUE = "job";
/** A nudge only wakes a worker, which then looks for itself; one that got lost is made up for by looking again. */
const NUDGE_EXPIRY_SECONDS = 60;
const POLL_SECONDS = 2;

let sender: Promise<PgBoss> | undefined;

/** Calls `wake` whenever a job has been asked for; resolves to what ends that. */
export async function onNudge(wake: () => void): Promise<() => Promise<void>> {
  const boss = await startQueue();
  const options = { batchSize: 100, pollingIntervalSeconds: POLL_SECONDS, notifyPollingIntervalSeconds: POLL_SECONDS };
  await boss.work(QUEUE, options, async (messages) => {
    log().debug({ jobs: messages.map(({ data }) => Nudge.parse(data).jobId) }, "nudged");
    wake();
  });
  return () => boss.stop({ graceful: false });
}

export interface NewJob {
  kind: JobKind;
  subject: string;
  ownerId: string;
}

/** Makes the job (or makes it run again, whatever became of it) and nudges a worker, both in the given transaction. */
export async function enqueue(tx: Database, { kind, subject, ownerId }: NewJob): Promise<string> {
  // The moment of this statement, not of its transaction: attempts are counted from it.
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO job (id, kind, subject, owner_id, dataset_id, weight, created_at)
    SELECT ${randomUUID()}::uuid, ${kind}, ${subject}, ${ownerId}::uuid, work.dataset_id, coalesce(work.bytes, 0), clock_timestamp()
    FROM (SELECT 1) AS one LEFT JOIN LATERAL (${workOf(kind, subject)}) AS work ON true
    ON CONFLICT (kind, subject) DO UPDATE SET
      state = 'queued', dataset_id = excluded.dataset_id, weight = excluded.weight, created_at = excluded.created_at,
      cancel_asked = false, run_after = NULL, current_attempt = NULL, phase = NULL, done = 0, total = 0,
      failure = NULL, failure_kind = NULL, started_at = NULL, ended_at = NULL
    RETURNING id`;
  if (!row) throw new Error("The database returned no row for a new job.");
  await nudge(tx, row.id);
  return row.id;
}

/** Wakes a worker for a job that is queued. */
export async function nudge(tx: Database, jobId: string): Promise<void> {
  sender ??= createSender().catch((error: unknown) => {
    sender = undefined;
    throw error;
  });
  const payload: Nudge = { jobId };
  await (await sender).send(QUEUE, payload, { db: fromPrisma(tx), singletonKey: jobId });
}

export async function closeSender(): Promise<void> {
  const open = sender;
  sender = undefined;
  await (await open)?.stop({ graceful: false });
}

/** Creates the queue's own tables where they are missing; called once after the migrations. */
export async function installQueue(): Promise<void> {
  const boss = await startQueue();
  await boss.stop({ graceful: false });
}

async function startQueue(): Promise<PgBoss> {
  const boss = createBoss(true);
  try {
    await boss.start();
    // "short": one waiting message per job, however often it is nudged.
    await boss.createQueue(QUEUE, {
      policy: "short",
      expireInSeconds: NUDGE_EXPIRY_SECONDS,
      retryLimit: 1,
      notify: true,
    });
    return boss;
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => {});
    throw error;
  }
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
    max: supervising ? 4 : 2,
    supervise: supervising,
    schedule: false,
    migrate: supervising,
    useListenNotify: supervising,
  });
  boss.on("error", (error) => log().warn({ err: error }, "the queue reports a problem"));
  return boss;
}
