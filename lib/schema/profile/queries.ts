import { z } from "zod";
import { type Database, db } from "#lib/platform/db.ts";
import { AppError } from "#lib/platform/errors.ts";
import { BACKGROUND } from "#lib/platform/jobs/kinds.ts";
import { enqueue } from "#lib/platform/jobs/queue.ts";
import { Prisma } from "#lib/platform/prisma-client/client.ts";
import type { User } from "#lib/platform/session.ts";
import { Inspection } from "../inspection.ts";
import { FileProfile, PlannedColumn, type ProfileStatus } from "./contract.ts";

/** Enough for thousands of files to be queued together. */
const START_MS = 120_000;
/** Files that wait for their conversion, or go through it, are proved by it. */
const READABLE = Prisma.sql`file.inspection IS NOT NULL AND file.state IN ('inspected', 'converted', 'failed')`;

export interface FileToProfile {
  id: string;
  bucket: string | null;
  objectKey: string;
  etag: string;
  bytes: number;
  inspection: Inspection;
  /** A recipe says how it is cut. */
  isConfirmed: boolean;
  plan: PlannedColumn[];
}

export async function getFileToProfile(fileId: string): Promise<FileToProfile> {
  const file = await db().sourceFile.findUnique({
    where: { id: fileId },
    include: { dataset: { select: { profilePlan: true } } },
  });
  if (!file?.etag || file.inspection === null)
    throw new AppError("not_found", "The file is gone, or has not been looked at yet.");
  const { id, bucket, objectKey, etag } = file;
  return {
    ...{ id, bucket, objectKey, etag },
    bytes: Number(file.bytes),
    inspection: Inspection.parse(file.inspection),
    isConfirmed: file.state !== "inspected",
    plan: z.array(PlannedColumn).parse(file.dataset.profilePlan?.columns ?? []),
  };
}

export async function saveProfile(tx: Database, fileId: string, found: FileProfile): Promise<void> {
  await tx.profile.upsert({ where: { fileId }, create: { fileId, found }, update: { found } });
}

/** An inspection that knows the end of its file; one that went on, or is cut otherwise by now, is left. */
export async function saveSeenEnd(tx: Database, { id, inspection }: FileToProfile, seen: Inspection): Promise<void> {
  const isCutAlike = { path: ["dialect"], equals: inspection.dialect };
  await tx.sourceFile.updateMany({
    where: { id, state: "inspected", inspection: isCutAlike },
    data: { inspection: seen },
  });
}

/** What whole files say, by path. */
export async function listProfiles(datasetId: string): Promise<Map<string, FileProfile>> {
  const rows = await db().$queryRaw<{ path: string; found: unknown }[]>`
    SELECT path, found FROM profile JOIN source_file AS file ON file.id = profile.file_id
    WHERE dataset_id = ${datasetId}::uuid`;
  return new Map(rows.map(({ path, found }) => [path, FileProfile.parse(found)]));
}

/** Keeps the plan, and queues every file among `stale` that nobody is reading; with `again` also where that was cancelled or failed. */
export async function queueProfiles(
  owner: User,
  datasetId: string,
  columns: PlannedColumn[],
  { stale, again }: { stale: string[]; again: boolean },
): Promise<void> {
  await db().$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT id FROM dataset WHERE id = ${datasetId}::uuid FOR UPDATE`;
      await tx.profilePlan.upsert({ where: { datasetId }, create: { datasetId, columns }, update: { columns } });
      const files = await tx.$queryRaw<{ id: string }[]>`
        SELECT file.id FROM source_file AS file
          LEFT JOIN job ON job.kind = 'file.profile' AND job.subject = file.id::text
        WHERE file.dataset_id = ${datasetId}::uuid AND ${READABLE} AND file.path = ANY(${stale})
          AND (job.id IS NULL OR job.state = 'succeeded' OR (${again} AND job.state IN ('failed', 'cancelled')))
        ORDER BY file.path`;
      for (const { id } of files) await enqueue(tx, { kind: "file.profile", subject: id, ownerId: owner.id });
    },
    { timeout: START_MS, maxWait: 20_000 },
  );
}

/** A recipe was confirmed: conversion reads the files now, and proves more. */
export async function dropProfiles(tx: Database, datasetId: string): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM job WHERE kind = ANY(${BACKGROUND}) AND dataset_id = ${datasetId}::uuid AND state = 'queued'`;
  await tx.$executeRaw`
    UPDATE job SET cancel_asked = true
    WHERE kind = ANY(${BACKGROUND}) AND dataset_id = ${datasetId}::uuid AND state = 'running'`;
}

export async function cancelProfiles(datasetId: string): Promise<void> {
  await db().$executeRaw`
    UPDATE job SET cancel_asked = true
    WHERE kind = 'file.profile' AND dataset_id = ${datasetId}::uuid AND state IN ('queued', 'running')`;
}

const Counted = z.object({
  all: z.coerce.number(),
  read: z.coerce.number(),
  open: z.coerce.number(),
  cancelled: z.coerce.number(),
  failed: z.coerce.number(),
  done: z.coerce.number(),
  total: z.coerce.number(),
  failure: z.string().nullable(),
});

/** Of all files but those aside. A job reads its file twice: once as it comes, once value by value. */
export async function countProfiles(datasetId: string, aside: readonly string[]): Promise<ProfileStatus> {
  const rows = await db().$queryRaw<unknown[]>`
    WITH each AS (
      SELECT file.bytes, job.failure, job.phase, job.done, job.total,
        CASE WHEN job.state IN ('queued', 'running') THEN 'open' WHEN profile.file_id IS NOT NULL THEN 'read'
             ELSE coalesce(job.state::text, 'none') END AS became
      FROM source_file AS file
        LEFT JOIN profile ON profile.file_id = file.id
        LEFT JOIN job ON job.kind = 'file.profile' AND job.subject = file.id::text
      WHERE file.dataset_id = ${datasetId}::uuid AND ${READABLE} AND file.path <> ALL(${aside})
    )
    SELECT count(*) AS "all",
      count(*) FILTER (WHERE became = 'read') AS read, count(*) FILTER (WHERE became = 'open') AS open,
      count(*) FILTER (WHERE became = 'cancelled') AS cancelled, count(*) FILTER (WHERE became = 'failed') AS failed,
      min(failure) FILTER (WHERE became = 'failed') AS failure, coalesce(sum(bytes), 0) AS total,
      coalesce(floor(sum(bytes * CASE became WHEN 'read' THEN 1 WHEN 'open' THEN
        CASE WHEN total > 0 THEN (CASE WHEN phase = 'Reading' THEN 0 ELSE 0.5 END) + 0.5 * done / total ELSE 0 END
        ELSE 0 END)), 0) AS done
    FROM each`;
  const [counted] = z.array(Counted).parse(rows);
  const { done = 0, total = 0, failure = null, ...files } = counted ?? {};
  return { files: { all: 0, read: 0, open: 0, cancelled: 0, failed: 0, ...files }, bytes: { done, total }, failure };
}
