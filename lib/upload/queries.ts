import { type Database, db } from "#lib/platform/db.ts";
import { enqueue } from "#lib/platform/jobs/queue.ts";
import { withdrawJobs } from "#lib/platform/jobs/withdraw.ts";
import type { Prisma } from "#lib/platform/prisma-client/client.ts";
import { isRowId } from "#lib/platform/row-id.ts";
import type { User } from "#lib/platform/session.ts";

const JOBS_SHOWN = 50;
const RUNS_SHOWN = 50;

const FILE = { include: { part: { select: { bytes: true } } } } satisfies Prisma.SourceFileDefaultArgs;
export type FileRow = Prisma.SourceFileGetPayload<typeof FILE>;

/** Undefined: the owner has a dataset of this name already. */
export async function insertDataset(owner: User, name: string): Promise<string | undefined> {
  const data = [{ ownerId: owner.id, name }];
  const [row] = await db().dataset.createManyAndReturn({ data, skipDuplicates: true, select: { id: true } });
  return row?.id;
}

export async function ownsDataset(owner: User, datasetId: string): Promise<boolean> {
  if (!isRowId(datasetId)) return false;
  return (await db().dataset.count({ where: { ownerId: owner.id, id: datasetId } })) > 0;
}

export async function findFile(owner: User, fileId: string): Promise<FileRow | null> {
  if (!isRowId(fileId)) return null;
  return db().sourceFile.findFirst({ where: { dataset: { ownerId: owner.id }, id: fileId }, ...FILE });
}

/** All files of a dataset, or those with the given ids. */
export function findFiles(owner: User, datasetId: string, ids?: string[]): Promise<FileRow[]> {
  return db().sourceFile.findMany({
    where: { dataset: { ownerId: owner.id }, datasetId, id: { in: ids } },
    orderBy: { path: "asc" },
    ...FILE,
  });
}

/** Files of the dataset that are being uploaded, the newest first, and how many there are. */
export async function findUnfinished(owner: User, datasetId: string, limit: number) {
  const where = { dataset: { ownerId: owner.id }, datasetId, state: "uploading" } satisfies Prisma.SourceFileWhereInput;
  const [files, total] = await Promise.all([
    db().sourceFile.findMany({ where, orderBy: [{ createdAt: "desc" }, { path: "asc" }], take: limit, ...FILE }),
    db().sourceFile.count({ where }),
  ]);
  return { files, total };
}

/** Notes a sign of life of uploads; at most once a minute each, because signatures come often. */
export async function noteHeard(fileIds: string[]): Promise<void> {
  await db().$executeRaw`
    UPDATE source_file SET heard_at = now()
    WHERE id = ANY(${fileIds}::uuid[]) AND heard_at < now() - interval '1 minute'`;
}

/**
 * Marks a file uploaded, in the place of the one it replaces, and asks for its inspection, together. Undefined: it was no
 * longer uploading; else what was removed for it.
 */
export async function markUploaded(
  owner: User,
  { id, datasetId, path, replaces }: FileRow,
  stored: { etag: string; crc32: string | null },
): Promise<StoredUnder[] | undefined> {
  return db().$transaction(async (tx) => {
    const arrived = { state: "uploaded" as const, ...stored, completedAt: new Date() };
    if ((await endUploading(tx, [id], arrived)) === 0) return undefined;
    const removed = replaces === "" ? [] : await removeReplaced(tx, datasetId, path);
    if (replaces !== "") await tx.sourceFile.update({ where: { id }, data: { replaces: "" } });
    await enqueue(tx, { kind: "file.inspect", subject: id, ownerId: owner.id });
    return removed;
  });
}

/** The file of a path, with its part and the jobs about it. */
async function removeReplaced(tx: Database, datasetId: string, path: string): Promise<StoredUnder[]> {
  const where = { datasetId, path, replaces: "" };
  const select = { id: true, bucket: true, objectKey: true, uploadId: true };
  const replaced = await tx.sourceFile.findMany({ where, select });
  const ids = replaced.map(({ id }) => id);
  await withdrawJobs(tx, ids);
  await tx.sourceFile.deleteMany({ where: { id: { in: ids } } });
  return replaced;
}

export async function markCancelled(fileId: string): Promise<boolean> {
  return (await endUploading(db(), [fileId], { state: "cancelled" })) > 0;
}

/** Where a file's bytes are or were on their way to. */
export type StoredUnder = Pick<FileRow, "bucket" | "objectKey" | "uploadId">;

/** Marks files failed whose upload was not heard of for so long; resolves to where they were going. */
export async function failForgotten(olderThanMs: number, failure: string): Promise<StoredUnder[]> {
  return db().$transaction(async (tx) => {
    const forgotten = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM source_file
      WHERE state = 'uploading' AND heard_at < now() - make_interval(secs => ${olderThanMs / 1_000})
      FOR UPDATE SKIP LOCKED`;
    const ids = forgotten.map(({ id }) => id);
    await endUploading(tx, ids, { state: "failed", failure });
    const select = { bucket: true, objectKey: true, uploadId: true };
    return tx.sourceFile.findMany({ where: { id: { in: ids } }, select });
  });
}

/** Something in our bucket where a dataset keeps its files: an object, or an upload that was never completed. */
export interface Lying {
  key: string;
  datasetId: string;
  /** Null: an object. */
  uploadId: string | null;
  since: Date;
}

/** Of what has lain there for so long: objects that no file of their dataset names, uploads that none waits for. Datasets that are not here are passed over. */
export async function findOrphans<Any extends Lying>(lying: Any[], olderThanMs: number): Promise<Any[]> {
  const rows = await db().$queryRaw<{ place: number }[]>`
    SELECT lying.place::int AS place
    FROM unnest(
      ${lying.map(({ key }) => key)}::text[], ${lying.map(({ datasetId }) => datasetId)}::uuid[],
      ${lying.map(({ uploadId }) => uploadId)}::text[], ${lying.map(({ since }) => since)}::timestamptz[]
    ) WITH ORDINALITY AS lying (key, dataset_id, upload_id, since, place) JOIN dataset ON dataset.id = lying.dataset_id
    WHERE lying.since < now() - make_interval(secs => ${olderThanMs / 1_000}::float8) AND NOT EXISTS (
      SELECT FROM source_file AS file
      WHERE file.dataset_id = lying.dataset_id AND file.object_key = lying.key
        AND (lying.upload_id IS NULL OR (file.upload_id = lying.upload_id AND file.state = 'uploading')))`;
  return rows.flatMap(({ place }) => lying[place - 1] ?? []);
}

async function endUploading(tx: Database, ids: string[], data: Prisma.SourceFileUpdateManyMutationInput) {
  const { count } = await tx.sourceFile.updateMany({ where: { id: { in: ids }, state: "uploading" }, data });
  return count;
}

/** Everything a dataset's view is made of, for one dataset or all of the owner's, in six statements whatever their number. */
export async function findDatasets(owner: User, datasetId?: string) {
  const datasets = await db().dataset.findMany({
    where: { ownerId: owner.id, id: datasetId },
    orderBy: { createdAt: "desc" },
    select: { id: true, name: true, createdAt: true },
  });
  if (datasets.length === 0) return [];
  const ids = datasets.map(({ id }) => id);
  const [files, versions, jobs, runs] = await Promise.all([countFiles(ids), versionsOf(ids), jobsOf(ids), runsOf(ids)]);
  const of = <Row extends { datasetId: string }>(rows: Row[], id: string) => rows.filter((row) => row.datasetId === id);
  return datasets.map((dataset) => ({
    dataset,
    files: of(files, dataset.id),
    version: versions.find((version) => version.datasetId === dataset.id),
    jobs: of(jobs, dataset.id),
    runs: of(runs, dataset.id),
  }));
}
export type DatasetRows = Awaited<ReturnType<typeof findDatasets>>[number];

const countFiles = (ids: string[]) =>
  db().sourceFile.groupBy({
    by: ["datasetId", "state"],
    where: { datasetId: { in: ids } },
    _count: true,
    _sum: { bytes: true, rowsRead: true, rowsGood: true, rowsCorrected: true, rowsRejected: true, valuesNulled: true },
  });

interface VersionRow {
  id: string;
  datasetId: string;
  number: number;
  rows: bigint;
  rawBytes: bigint;
  parquetBytes: bigint;
  createdAt: Date;
  /** The facts of the manifest that are shown, with the number of its shards in the place of their list. */
  manifest: unknown;
}

/** The newest version of each dataset. */
const versionsOf = (ids: string[]) => db().$queryRaw<VersionRow[]>`
  SELECT DISTINCT ON (dataset_id)
    id, dataset_id AS "datasetId", number, rows, raw_bytes AS "rawBytes", parquet_bytes AS "parquetBytes",
    created_at AS "createdAt",
    manifest || jsonb_build_object('shards', jsonb_array_length(manifest -> 'shards')) AS manifest
  FROM dataset_version
  WHERE dataset_id = ANY(${ids}::uuid[])
  ORDER BY dataset_id, number DESC`;

/** Of each dataset: its clustering job in any state, and its other jobs that are queued, running or failed; the running ones first. */
const jobsOf = (ids: string[]) => db().$queryRaw<{ datasetId: string; id: string; kind: string; state: string }[]>`
  WITH subject AS (
    SELECT id AS dataset_id, id::text AS subject FROM dataset WHERE id = ANY(${ids}::uuid[])
    UNION ALL
    SELECT dataset_id, id::text FROM source_file WHERE dataset_id = ANY(${ids}::uuid[])
    UNION ALL
    SELECT version.dataset_id, run.id::text
    FROM run JOIN dataset_version AS version ON version.id = run.dataset_version_id
    WHERE version.dataset_id = ANY(${ids}::uuid[])
  ), ranked AS (
    SELECT subject.dataset_id, job.id, job.kind, job.state, row_number() OVER (
      PARTITION BY subject.dataset_id
      ORDER BY job.kind = 'dataset.cluster' DESC, job.state = 'running' DESC, job.state = 'failed' DESC, job.created_at
    ) AS place
    FROM subject JOIN job ON job.subject = subject.subject
    WHERE job.kind = 'dataset.cluster' OR job.state IN ('queued', 'running', 'failed')
  )
  SELECT dataset_id AS "datasetId", id, kind, state::text AS state FROM ranked WHERE place <= ${JOBS_SHOWN}
  ORDER BY dataset_id, place`;

/** The newest runs over any version of each dataset; a run whose result is published has succeeded. */
const runsOf = (ids: string[]) => db().$queryRaw<
  { datasetId: string; id: number; strategy: string; preset: string; createdAt: Date; state: string }[]
>`
  WITH ranked AS (
    SELECT version.dataset_id, run.id, run.strategy, run.preset, run.created_at,
      CASE WHEN run.published_at IS NULL THEN coalesce(job.state::text, 'queued') ELSE 'succeeded' END AS state,
      row_number() OVER (PARTITION BY version.dataset_id ORDER BY run.id DESC) AS place
    FROM run
      JOIN dataset_version AS version ON version.id = run.dataset_version_id
      LEFT JOIN job ON job.kind = 'run.execute' AND job.subject = run.id::text
    WHERE version.dataset_id = ANY(${ids}::uuid[])
  )
  SELECT dataset_id AS "datasetId", id, strategy, preset, created_at AS "createdAt", state
  FROM ranked WHERE place <= ${RUNS_SHOWN} ORDER BY dataset_id, place`;
