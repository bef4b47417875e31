import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { type Database, db } from "#lib/platform/db.ts";
import { AppError } from "#lib/platform/errors.ts";
import { enqueue } from "#lib/platform/jobs/queue.ts";
import { Prisma } from "#lib/platform/prisma-client/client.ts";
import type { User } from "#lib/platform/session.ts";
import { Count } from "#lib/platform/wire.ts";
import type { Dialect } from "#lib/schema/contract.ts";
import { fileDialect } from "#lib/schema/file-dialect.ts";
import { type DataFile, listDataFiles, loadInspections } from "../lookup/queries.ts";
import { Repeats, RepeatsRequest, type RepeatsStatus, type RowKey, StoredRepeats } from "./contract.ts";

export interface FileToCount extends DataFile {
  dialect: Dialect;
}

/** The files that a request is about, each as it is cut, and what tells them and the request from others. */
export async function listFilesToCount(
  datasetId: string,
  request: RepeatsRequest,
): Promise<{ files: FileToCount[]; digest: string }> {
  const data = await listDataFiles(datasetId, request.aside);
  const inspections = await loadInspections(data.map(({ id }) => id));
  const files = data.map((file) => ({ ...file, dialect: fileDialect(request.dialect, inspections.get(file.id)) }));
  const told = files.map(({ id, path, etag, dialect }) => ({ id, path, etag, dialect }));
  return { files, digest: createHash("sha256").update(JSON.stringify({ request, told })).digest("hex") };
}

/** Throws not_found when nobody asks any more. */
export async function getRepeatsToCount(datasetId: string) {
  const row = await db().repeats.findUnique({ where: { datasetId } });
  if (!row) throw new AppError("not_found", "This dataset was removed.");
  const request = RepeatsRequest.parse(row.request);
  return { request, ...(await listFilesToCount(datasetId, request)) };
}

/** What was asked for meanwhile is not answered with this. */
export async function saveRepeats(
  tx: Database,
  datasetId: string,
  digest: string,
  found: StoredRepeats,
): Promise<void> {
  await tx.repeats.updateMany({ where: { datasetId, digest }, data: { found } });
}

interface Asked {
  request: RepeatsRequest;
  digest: string;
  again: boolean;
}

/** Queues the counting unless the same was counted, is being counted, or (without `again`) was given up. */
export async function queueRepeats(owner: User, datasetId: string, { request, digest, again }: Asked): Promise<void> {
  await db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM dataset WHERE id = ${datasetId}::uuid FOR UPDATE`;
    const before = await tx.repeats.findUnique({ where: { datasetId } });
    const job = await tx.job.findFirst({ where: { kind: "dataset.repeats", subject: datasetId } });
    const isOpen = job?.state === "queued" || job?.state === "running";
    const isGivenUp = job?.state === "failed" || job?.state === "cancelled";
    if (before?.digest === digest && (before.found !== null || isOpen || (isGivenUp && !again))) return;
    const data = { request, digest, found: Prisma.DbNull };
    await tx.repeats.upsert({ where: { datasetId }, create: { datasetId, ...data }, update: data });
    await enqueue(tx, { kind: "dataset.repeats", subject: datasetId, ownerId: owner.id });
  });
}

/** Every key of a column in whole files; undefined where they were not read, or are others by now. */
export async function findWholeKeys(datasetId: string, key: RowKey, asked: Pick<RepeatsRequest, "dialect" | "aside">) {
  const row = await db().repeats.findUnique({ where: { datasetId } });
  const found = StoredRepeats.safeParse(row?.found).data;
  if (!row || !found) return undefined;
  const request = RepeatsRequest.parse(row.request);
  const column = found.keys.find((one) => isDeepStrictEqual(one.key, key));
  const isSame =
    isDeepStrictEqual(request.dialect, asked.dialect) &&
    isDeepStrictEqual([...request.aside].sort(), [...new Set(asked.aside)].sort());
  if (!column || !isSame || found.files.counted < found.files.all) return undefined;
  const { digest } = await listFilesToCount(datasetId, request);
  return digest === row.digest ? { ...column, paths: found.paths, files: found.files.all } : undefined;
}

const Row = z.object({
  found: Repeats.nullable(),
  id: z.string().nullable(),
  state: z.enum(["queued", "running", "succeeded", "failed", "cancelled"]).nullable(),
  phase: z.string().nullable(),
  done: z.coerce.number().pipe(Count),
  total: z.coerce.number().pipe(Count),
  failure: z.string().nullable(),
});

/** How the counting is that was asked for last. */
export async function findRepeats(datasetId: string): Promise<Omit<RepeatsStatus, "sample">> {
  const rows = await db().$queryRaw<unknown[]>`
    SELECT repeats.found, job.id, job.state::text AS state, job.phase, coalesce(job.done, 0) AS done,
      coalesce(job.total, 0) AS total, job.failure
    FROM repeats LEFT JOIN job ON job.kind = 'dataset.repeats' AND job.subject = repeats.dataset_id::text
    WHERE repeats.dataset_id = ${datasetId}::uuid`;
  const [row] = z.array(Row).parse(rows);
  if (!row)
    return { state: "none", jobId: null, phase: null, bytes: { done: 0, total: 0 }, failure: null, found: null };
  const { found, id, phase, failure, done, total } = row;
  return { state: stateOf(row), jobId: id, phase, bytes: { done, total }, failure, found };
}

function stateOf({ found, state }: z.infer<typeof Row>): RepeatsStatus["state"] {
  if (found) return "done";
  if (state === "queued" || state === "running") return "open";
  return state === "failed" || state === "cancelled" ? state : "none";
}
