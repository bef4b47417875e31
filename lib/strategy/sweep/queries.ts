import { z } from "zod";
import { type Database, db } from "#lib/platform/db.ts";
import { AppError } from "#lib/platform/errors.ts";
import { enqueue } from "#lib/platform/jobs/queue.ts";
import type { Prisma } from "#lib/platform/prisma-client/client.ts";
import { StrategyParams } from "../contract.ts";
import { SweepOutcome } from "./contract.ts";

const WITH_DATASET = {
  include: { version: { select: { number: true, dataset: { select: { id: true, name: true } } } } },
} satisfies Prisma.SweepDefaultArgs;
export type SweepRow = Prisma.SweepGetPayload<typeof WITH_DATASET>;

const Points = z.array(StrategyParams);
const MOST_LISTED = 100;

export interface NewSweep {
  ownerId: string;
  datasetVersionId: string;
  strategy: string;
  preset: string;
  points: StrategyParams[];
  contentHash: string;
}

/** The sweep with this content, made if it is new; a job is started unless it is published or already under way. */
export async function startSweepOnce(sweep: NewSweep): Promise<SweepRow> {
  return db().$transaction(async (tx) => {
    const where = { ownerId_contentHash: { ownerId: sweep.ownerId, contentHash: sweep.contentHash } };
    const row = await tx.sweep.upsert({ where, create: sweep, update: {}, ...WITH_DATASET });
    const job = await tx.job.findUnique({ where: { kind_subject: { kind: "sweep.execute", subject: row.id } } });
    const underWay = job?.state === "queued" || job?.state === "running";
    if (!row.outcome && !underWay)
      await enqueue(tx, { kind: "sweep.execute", subject: row.id, ownerId: sweep.ownerId });
    return row;
  });
}

export async function findSweep(ownerId: string, id: string): Promise<SweepRow | undefined> {
  return (await db().sweep.findFirst({ where: { id, ownerId }, ...WITH_DATASET })) ?? undefined;
}

/** The newest sweeps on any version of a dataset, each with its job's state, without their results. */
export async function listSweepRows(ownerId: string, datasetId: string) {
  const rows = await db().sweep.findMany({
    where: { ownerId, version: { datasetId } },
    omit: { outcome: true },
    orderBy: { createdAt: "desc" },
    take: MOST_LISTED,
    include: { version: { select: { number: true } } },
  });
  const jobs = await db().job.findMany({
    where: { kind: "sweep.execute", subject: { in: rows.map(({ id }) => id) } },
    select: { subject: true, state: true },
  });
  const states = new Map(jobs.map(({ subject, state }) => [subject, state]));
  return rows.map((row) => ({ ...row, points: Points.parse(row.points), state: states.get(row.id) ?? "queued" }));
}

export async function findSweepJob(sweepId: string): Promise<string | undefined> {
  const where = { kind_subject: { kind: "sweep.execute", subject: sweepId } };
  return (await db().job.findUnique({ where, select: { id: true } }))?.id;
}

export async function getSweepToExecute(id: string): Promise<{ datasetVersionId: string; points: StrategyParams[] }> {
  const sweep = await db().sweep.findUnique({ where: { id } });
  if (!sweep) throw new AppError("not_found", "The sweep is gone.");
  return { datasetVersionId: sweep.datasetVersionId, points: Points.parse(sweep.points) };
}

export const countPoints = (row: SweepRow): number => z.array(z.unknown()).parse(row.points).length;

export async function saveSweep(tx: Database, id: string, outcome: SweepOutcome): Promise<void> {
  const { count } = await tx.sweep.updateMany({
    where: { id, publishedAt: null },
    data: { outcome: SweepOutcome.parse(outcome), publishedAt: new Date() },
  });
  if (count === 0) throw new AppError("stale_attempt", "The sweep was published by another attempt.");
}
