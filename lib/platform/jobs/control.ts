import { db } from "../db.ts";
import { AppError } from "../errors.ts";
import { isRowId } from "../row-id.ts";
import type { User } from "../session.ts";
import type { JobDetail, JobView } from "../wire.ts";
import { JobKind } from "./kinds.ts";
import { enqueue } from "./queue.ts";
import { SHOWN, SHOWN_WHOLE, viewOne, viewWhole } from "./view.ts";

/** A job with all its tries. Throws not_found unless it is the owner's. */
export async function getJob(owner: User, jobId: string): Promise<JobDetail> {
  const row = isRowId(jobId) && (await db().job.findFirst({ where: { ownerId: owner.id, id: jobId }, ...SHOWN_WHOLE }));
  if (!row) throw noSuchJob();
  return viewWhole(row);
}

/** Asks the worker to stop; within a second the job's state says that it did. Safe to call twice. */
export async function cancelJob(owner: User, jobId: string): Promise<JobView> {
  const { state } = await getRow(owner, jobId);
  if (state !== "cancelled") {
    const { count } = await db().job.updateMany({
      where: { id: jobId, ownerId: owner.id, state: { in: ["queued", "running"] } },
      data: { cancelAsked: true },
    });
    if (count === 0) throw new AppError("conflict", "This job has already ended.");
  }
  return viewOne(await getRow(owner, jobId));
}

/** Runs a job again that failed or was cancelled, with all its tries before it. */
export async function retryJob(owner: User, jobId: string): Promise<JobView> {
  await getRow(owner, jobId);
  await db().$transaction(async (tx) => {
    const [job] = await tx.$queryRaw<{ kind: string; subject: string }[]>`
      SELECT kind, subject FROM job WHERE id = ${jobId}::uuid AND state IN ('failed', 'cancelled') FOR UPDATE`;
    if (!job) throw new AppError("conflict", "Only a job that failed or was cancelled can be tried again.");
    await enqueue(tx, { kind: JobKind.parse(job.kind), subject: job.subject, ownerId: owner.id });
  });
  return viewOne(await getRow(owner, jobId));
}

async function getRow(owner: User, jobId: string) {
  const row = isRowId(jobId) && (await db().job.findFirst({ where: { ownerId: owner.id, id: jobId }, ...SHOWN }));
  if (!row) throw noSuchJob();
  return row;
}

const noSuchJob = () => new AppError("not_found", "There is no such job.");
