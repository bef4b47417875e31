import { z } from "zod";
import { db } from "../db.ts";
import type { Prisma } from "../prisma-client/client.ts";
import { AttemptView, type JobDetail, type JobView, StageView } from "../wire.ts";
import { nameSubjects } from "./subjects.ts";

export const SHOWN = {
  include: { attempts: { select: { id: true, worker: true, peakBytes: true, startedAt: true } } },
} satisfies Prisma.JobDefaultArgs;
type JobRow = Prisma.JobGetPayload<typeof SHOWN>;

export const SHOWN_WHOLE = {
  include: { attempts: { orderBy: { startedAt: "desc" } } },
} satisfies Prisma.JobDefaultArgs;
type WholeJobRow = Prisma.JobGetPayload<typeof SHOWN_WHOLE>;

/** Views of the jobs with these ids, in their order. */
export async function viewJobs(ids: string[]): Promise<JobView[]> {
  if (ids.length === 0) return [];
  const rows = await db().job.findMany({ where: { id: { in: ids } }, ...SHOWN });
  const byId = new Map((await viewAll(rows)).map((job) => [job.id, job]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

export async function viewAll(rows: JobRow[]): Promise<JobView[]> {
  const subjects = await nameSubjects(rows);
  return rows.map((row) => toView(row, subjects.get(row.subject) ?? null));
}

export async function viewOne(row: JobRow): Promise<JobView> {
  const subjects = await nameSubjects([row]);
  return toView(row, subjects.get(row.subject) ?? null);
}

export async function viewWhole(row: WholeJobRow): Promise<JobDetail> {
  return { ...(await viewOne(row)), tries: row.attempts.map(viewAttempt) };
}

function toView(row: JobRow, about: JobView["about"]): JobView {
  const { id, kind, subject, state, phase, unit, failure, failureKind, cancelAsked } = row;
  const attempts = row.attempts.filter(({ startedAt }) => startedAt >= row.createdAt);
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
    reads: Number(row.weight),
    failure,
    failureKind,
    retryAt: moment(row.runAfter),
    cancelAsked,
    attempts: attempts.length,
    worker: current?.worker ?? null,
    peakBytes: peakOf(attempts),
    createdAt: row.createdAt.toISOString(),
    startedAt: moment(row.startedAt),
    endedAt: moment(row.endedAt),
  };
}

function viewAttempt(row: WholeJobRow["attempts"][number]): AttemptView {
  const { id, worker, failureKind, failure } = row;
  return {
    id,
    worker,
    startedAt: row.startedAt.toISOString(),
    endedAt: moment(row.endedAt),
    exit: AttemptView.shape.exit.parse(row.exit),
    failureKind,
    failure,
    peakBytes: Number(row.peakBytes ?? 0) || null,
    stages: z.array(StageView).parse(row.stages),
  };
}

const peakOf = (attempts: JobRow["attempts"]): number | null =>
  Math.max(0, ...attempts.map(({ peakBytes }) => Number(peakBytes ?? 0))) || null;

const moment = (at: Date | null): string | null => at?.toISOString() ?? null;
