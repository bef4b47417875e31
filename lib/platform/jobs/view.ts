import { db } from "../db.ts";
import { AppError } from "../errors.ts";
import type { Prisma } from "../prisma-client/client.ts";
import { isRowId } from "../row-id.ts";
import type { User } from "../session.ts";
import type { JobList, JobView } from "../wire.ts";
import { nameSubjects } from "./subjects.ts";

const OPEN_SHOWN = 500;
const ENDED_SHOWN = 100;

const SHOWN = {
  include: { attempts: { select: { id: true, worker: true, peakBytes: true } } },
} satisfies Prisma.JobDefaultArgs;
type JobRow = Prisma.JobGetPayload<typeof SHOWN>;

/** Everything queued or running, then what ended last. */
export async function listJobs(owner: User): Promise<JobList> {
  const mine = { ownerId: owner.id };
  const [open, ended] = await Promise.all([
    db().job.findMany({
      where: { ...mine, state: { in: ["queued", "running"] } },
      orderBy: { createdAt: "asc" },
      take: OPEN_SHOWN,
      ...SHOWN,
    }),
    db().job.findMany({
      where: { ...mine, state: { in: ["succeeded", "failed", "cancelled"] } },
      orderBy: { endedAt: "desc" },
      take: ENDED_SHOWN,
      ...SHOWN,
    }),
  ]);
  return { jobs: await viewAll([...open, ...ended]) };
}

/** Asks the worker to stop; it does within seconds and says so in the job's state. Safe to call twice. */
export async function cancelJob(owner: User, jobId: string): Promise<JobView> {
  const job = await getJob(owner, jobId);
  if (job.state === "cancelled") return view(job);
  const { count } = await db().job.updateMany({
    where: { id: job.id, ownerId: owner.id, state: { in: ["queued", "running"] } },
    data: { cancelAsked: true },
  });
  if (count === 0) throw new AppError("conflict", "This job has already ended.");
  return view(await getJob(owner, jobId));
}

/** Views of the jobs with these ids, in their order. */
export async function viewJobs(ids: string[]): Promise<JobView[]> {
  if (ids.length === 0) return [];
  const rows = await db().job.findMany({ where: { id: { in: ids } }, ...SHOWN });
  const byId = new Map((await viewAll(rows)).map((job) => [job.id, job]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

async function getJob(owner: User, jobId: string): Promise<JobRow> {
  const job = isRowId(jobId) && (await db().job.findFirst({ where: { ownerId: owner.id, id: jobId }, ...SHOWN }));
  if (!job) throw new AppError("not_found", "There is no such job.");
  return job;
}

async function viewAll(rows: JobRow[]): Promise<JobView[]> {
  const subjects = await nameSubjects(rows);
  return rows.map((row) => toView(row, subjects.get(row.subject) ?? null));
}

async function view(row: JobRow): Promise<JobView> {
  const subjects = await nameSubjects([row]);
  return toView(row, subjects.get(row.subject) ?? null);
}

function toView(row: JobRow, about: JobView["about"]): JobView {
  const { id, kind, subject, state, phase, unit, failure, failureKind, attempts } = row;
  const current = attempts.find((attempt) => attempt.id === row.currentAttempt);
  return {
    id,
    kind,
    subject,
    about,
    state,
    phase,
    done: Number(row.done),
    total: Number(row.total),
    unit,
    failure,
    failureKind,
    attempts: attempts.length,
    worker: current?.worker ?? null,
    peakBytes: peakOf(attempts),
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

function peakOf(attempts: JobRow["attempts"]): number | null {
  const peak = Math.max(0, ...attempts.map((attempt) => Number(attempt.peakBytes ?? 0)));
  return peak || null;
}
