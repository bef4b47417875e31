import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { z } from "zod";
import { type Database, db } from "../db.ts";
import { env } from "../env.ts";
import { Prisma } from "../prisma-client/client.ts";
import type { Claim } from "./attempt.ts";
import { CANCELLED, endJob, type MarkFailed, parked } from "./end-job.ts";
import { BACKGROUND, JobKind, LIGHT_BYTES, leaseMs, RANK } from "./kinds.ts";
import { countTries } from "./tries.ts";

export const WORKER_NAME = `${hostname()}:${process.pid}`;

/** What this worker has room for. */
export interface Room {
  /** Without it only light jobs are taken. */
  heavy: boolean;
  /** Without it what goes on in the background is left alone. */
  background: boolean;
  /** Nothing else runs here: a job that may have killed its worker is tried for the last time alone. */
  alone: boolean;
  /** Attempts that live in this process, whatever the database says of their last sign of life. */
  running: string[];
  /** Whether jobs of workers that have not been heard of are taken over. */
  takeOver: boolean;
}

/** What came of looking for work. `given_up`: a job was ended instead of being tried again; there may be more to do. */
export type Taken = Claim | "given_up" | undefined;

const Row = z.object({
  id: z.uuid(),
  kind: JobKind,
  subject: z.string(),
  ownerId: z.uuid(),
  weight: z.bigint(),
  state: z.enum(["queued", "running", "succeeded", "failed", "cancelled"]),
  currentAttempt: z.uuid().nullable(),
  cancelAsked: z.boolean(),
  createdAt: z.date(),
});
type Row = z.infer<typeof Row>;
const COLUMNS = Prisma.sql`job.id, job.kind, job.subject, job.owner_id AS "ownerId", job.weight, job.state::text AS state,
  job.current_attempt AS "currentAttempt", job.cancel_asked AS "cancelAsked", job.created_at AS "createdAt"`;

const LOOKED_AT = 32;
/** A worker that is never idle takes a job that wants to be alone after this, and nothing else until it is done. */
const WAIT_FOR_IDLENESS = "10 minutes";
const ORDER = Prisma.sql`in_background, owner_at NULLS FIRST, dataset_at NULLS FIRST, rank, asked_at`;
/** A job of a kind that only newer workers know is left to them. */
const KIND_VALUES = JobKind.options.map(
  (kind) => Prisma.sql`(${kind}, ${LIGHT_BYTES[kind]}::bigint, ${RANK[kind]}::int)`,
);

/** Takes the job whose turn it is. Turns go round among owners, then among each owner's datasets. */
export function claimNext(room: Room, markFailed: MarkFailed): Promise<Taken> {
  return db().$transaction(async (tx) => {
    const rows = await tx.$queryRaw<unknown[]>`
      WITH turn AS (${turnsOf(room)})
      SELECT ${COLUMNS} FROM turn JOIN job ON job.id = turn.id
      ORDER BY ${ORDER} LIMIT 1 FOR UPDATE OF job SKIP LOCKED`;
    const [job] = z.array(Row).parse(rows);
    return job && take(tx, job, markFailed);
  });
}

/** The next jobs that there is room for, the first of them first; other workers may just be taking some. */
const turnsOf = (room: Room) => Prisma.sql`
  WITH served AS (
    SELECT owner_id, dataset_id, max(started_at) AS at FROM job
    WHERE started_at > now() - interval '1 day' AND kind <> ALL(${BACKGROUND}) GROUP BY owner_id, dataset_id
  ), served_owner AS (
    SELECT owner_id, max(at) AS at FROM served GROUP BY owner_id
  )
  SELECT job.id, job.created_at AS asked_at, served_owner.at AS owner_at, served.at AS dataset_at, known.rank,
    job.kind = ANY(${BACKGROUND}) AS in_background
  FROM job
    JOIN (VALUES ${Prisma.join(KIND_VALUES)}) AS known (kind, light_bytes, rank) ON known.kind = job.kind
    LEFT JOIN attempt ON attempt.id = job.current_attempt
    LEFT JOIN served ON served.owner_id = job.owner_id AND served.dataset_id IS NOT DISTINCT FROM job.dataset_id
    LEFT JOIN served_owner ON served_owner.owner_id = job.owner_id
  WHERE (
      (job.state = 'queued' AND coalesce(job.run_after, '-infinity') <= now())
      OR (job.state = 'running' AND ${room.takeOver} AND NOT coalesce(attempt.id = ANY(${room.running}::uuid[]), false)
          AND coalesce(attempt.heartbeat_at, '-infinity') < now() - make_interval(secs => ${leaseMs() / 1_000}))
    )
    AND (${room.heavy} OR job.weight <= known.light_bytes)
    AND (${room.background} OR job.kind <> ALL(${BACKGROUND}))
    AND (${room.alone} OR job.current_attempt IS NULL OR attempt.heartbeat_at < now() - ${WAIT_FOR_IDLENESS}::interval
      OR ${env().PARQUETRY_TRIES} - 1 > (
      SELECT count(*) FROM attempt AS lost
      WHERE lost.job_id = job.id AND lost.started_at >= job.created_at AND coalesce(lost.exit, 'lost') = 'lost'))
  ORDER BY ${ORDER} LIMIT ${LOOKED_AT}`;

/** Takes a given job. Undefined: it has ended, or is held by a living attempt. */
export function claimJob(jobId: string, markFailed: MarkFailed): Promise<Taken> {
  return db().$transaction(async (tx) => {
    const rows = await tx.$queryRaw<unknown[]>`
      SELECT ${COLUMNS} FROM job WHERE id = ${jobId}::uuid FOR UPDATE`;
    const [job] = z.array(Row).parse(rows);
    return job && take(tx, job, markFailed);
  });
}

async function take(tx: Database, job: Row, markFailed: MarkFailed): Promise<Taken> {
  if (job.state !== "queued" && job.state !== "running") return undefined;
  if (job.state === "running" && (await isAlive(tx, job.currentAttempt))) return undefined;
  await tx.$executeRaw`
    UPDATE attempt SET exit = CASE WHEN ${job.state} = 'running' THEN 'lost' ELSE 'superseded' END, ended_at = heartbeat_at
    WHERE id = ${job.currentAttempt}::uuid AND exit IS NULL`;
  const end = async (failure: { kind: string; sentence: string }) => {
    await endJob(tx, job, failure, markFailed);
    return "given_up" as const;
  };
  if (job.cancelAsked) return end(CANCELLED);
  const { counted, lost } = await countTries(tx, job.id, job.createdAt);
  return counted < env().PARQUETRY_TRIES ? begin(tx, job, isSuspect(lost)) : end(parked(counted, lost));
}

/** The database's clock decides, never a worker's. */
async function isAlive(tx: Database, attemptId: string | null): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM attempt
    WHERE id = ${attemptId}::uuid AND exit IS NULL
      AND heartbeat_at > clock_timestamp() - make_interval(secs => ${leaseMs() / 1_000})`;
  return rows.length > 0;
}

/** Jobs that ran beside the one that killed their worker must not be blamed with it. */
const isSuspect = (lost: number): boolean => lost > 0 && lost >= env().PARQUETRY_TRIES - 1;

async function begin(tx: Database, job: Row, alone: boolean): Promise<Claim> {
  const [row] = await tx.$queryRaw<{ id: string; startedAt: Date }[]>`
    INSERT INTO attempt (id, job_id, worker, heartbeat_at, started_at)
    VALUES (${randomUUID()}::uuid, ${job.id}::uuid, ${WORKER_NAME}, clock_timestamp(), clock_timestamp())
    RETURNING id, started_at AS "startedAt"`;
  if (!row) throw new Error("The database returned no row for a new attempt.");
  await tx.$executeRaw`
    UPDATE job SET state = 'running', current_attempt = ${row.id}::uuid, run_after = NULL, failure = NULL, failure_kind = NULL,
      phase = NULL, done = 0, total = 0, started_at = coalesce(started_at, clock_timestamp())
    WHERE id = ${job.id}::uuid`;
  const { kind, subject, ownerId } = job;
  const waitedMs = job.currentAttempt ? null : row.startedAt.getTime() - job.createdAt.getTime();
  return { ...row, jobId: job.id, kind, subject, ownerId, weight: Number(job.weight), alone, waitedMs };
}
