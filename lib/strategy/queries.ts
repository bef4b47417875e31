import { type Database, db } from "#lib/platform/db.ts";
import { AppError } from "#lib/platform/errors.ts";
import { enqueue } from "#lib/platform/jobs/queue.ts";
import type { Prisma } from "#lib/platform/prisma-client/client.ts";
import { RunOutcome, StrategyParams } from "./contract.ts";

const WITH_DATASET = {
  include: { version: { select: { number: true, dataset: { select: { id: true, name: true } } } } },
} satisfies Prisma.RunDefaultArgs;
export type RunRow = Prisma.RunGetPayload<typeof WITH_DATASET>;

export interface NewRun {
  ownerId: string;
  datasetVersionId: string;
  strategy: string;
  preset: string;
  params: StrategyParams;
  contentHash: string;
}

/** The run with this content, made if it is new; a job is started unless it is published or already under way. */
export async function startRunOnce(run: NewRun): Promise<RunRow> {
  return db().$transaction(async (tx) => {
    const where = { ownerId_contentHash: { ownerId: run.ownerId, contentHash: run.contentHash } };
    const row = await tx.run.upsert({ where, create: run, update: {}, ...WITH_DATASET });
    const subject = String(row.id);
    const job = await tx.job.findUnique({ where: { kind_subject: { kind: "run.execute", subject } } });
    const underWay = job?.state === "queued" || job?.state === "running";
    if (!row.outcome && !underWay) await enqueue(tx, { kind: "run.execute", subject, ownerId: run.ownerId });
    return row;
  });
}

export async function findRun(ownerId: string, runId: number): Promise<RunRow | undefined> {
  return (await db().run.findFirst({ where: { id: runId, ownerId }, ...WITH_DATASET })) ?? undefined;
}

export const listRunRows = (ownerId: string): Promise<RunRow[]> =>
  db().run.findMany({ where: { ownerId }, orderBy: { id: "desc" }, take: 200, ...WITH_DATASET });

/** Ids of the jobs that execute these runs, by run id. */
export async function findRunJobs(runIds: number[]): Promise<Map<number, string>> {
  const subjects = runIds.map(String);
  const jobs = await db().job.findMany({
    where: { kind: "run.execute", subject: { in: subjects } },
    select: { id: true, subject: true },
  });
  return new Map(jobs.map(({ id, subject }) => [Number(subject), id]));
}

export async function getRunToExecute(
  runId: number,
): Promise<{ id: number; datasetVersionId: string; params: StrategyParams }> {
  const run = await db().run.findUnique({ where: { id: runId } });
  if (!run) throw new AppError("not_found", "The run is gone.");
  return { id: run.id, datasetVersionId: run.datasetVersionId, params: StrategyParams.parse(run.params) };
}

export async function saveOutcome(
  tx: Database,
  runId: number,
  result: { attemptId: string; tradesKey: string; outcome: RunOutcome },
): Promise<void> {
  const { attemptId, tradesKey } = result;
  const outcome = RunOutcome.parse(result.outcome);
  const { count } = await tx.run.updateMany({
    where: { id: runId, publishedAttempt: null },
    data: { outcome, tradesKey, publishedAttempt: attemptId, publishedAt: new Date() },
  });
  if (count === 0) throw new AppError("stale_attempt", "The run was published by another attempt.");
}
