import { db } from "../db.ts";
import { Prisma } from "../prisma-client/client.ts";
import type { JobView } from "../wire.ts";
import type { JobKind } from "./kinds.ts";

type About = NonNullable<JobView["about"]>;

/** What the jobs are about, by their subjects, as people know it; a subject that is gone is left out. */
export async function nameSubjects(jobs: readonly { kind: string; subject: string }[]): Promise<Map<string, About>> {
  const of = (kind: string) => jobs.filter((job) => job.kind.startsWith(kind)).map(({ subject }) => subject);
  const [files, datasets, runs, sweeps] = await Promise.all([
    nameFiles(of("file.")),
    nameDatasets(of("dataset.")),
    nameRuns(of("run.")),
    nameSweeps(of("sweep.")),
  ]);
  return new Map([...files, ...datasets, ...runs, ...sweeps]);
}

/** One row: the dataset that a job works for, and how many bytes it reads. No row when its subject is gone. */
export function workOf(kind: JobKind, subject: string): Prisma.Sql {
  if (kind === "run.execute")
    return Prisma.sql`
      SELECT version.dataset_id, version.parquet_bytes AS bytes
      FROM run JOIN dataset_version AS version ON version.id = run.dataset_version_id
      WHERE run.id = ${Number(subject)}::int`;
  if (kind === "sweep.execute")
    return Prisma.sql`
      SELECT version.dataset_id, version.parquet_bytes AS bytes
      FROM sweep JOIN dataset_version AS version ON version.id = sweep.dataset_version_id
      WHERE sweep.id = ${subject}::uuid`;
  if (kind === "dataset.cluster")
    return Prisma.sql`
      SELECT dataset.id AS dataset_id, coalesce(sum(part.bytes), 0)::bigint AS bytes
      FROM dataset
        LEFT JOIN source_file AS file ON file.dataset_id = dataset.id
        LEFT JOIN part ON part.file_id = file.id
      WHERE dataset.id = ${subject}::uuid GROUP BY dataset.id`;
  if (kind === "dataset.repeats")
    return Prisma.sql`
      SELECT dataset.id AS dataset_id, coalesce(sum(file.bytes), 0)::bigint AS bytes
      FROM dataset LEFT JOIN source_file AS file ON file.dataset_id = dataset.id
      WHERE dataset.id = ${subject}::uuid GROUP BY dataset.id`;
  return Prisma.sql`SELECT dataset_id, bytes FROM source_file WHERE id = ${subject}::uuid`;
}

type Named = [subject: string, about: About];

async function nameFiles(ids: string[]): Promise<Named[]> {
  if (ids.length === 0) return [];
  const select = { id: true, path: true, datasetId: true };
  const files = await db().sourceFile.findMany({ where: { id: { in: ids } }, select });
  return files.map(({ id, path, datasetId }) => [id, { name: path, datasetId }]);
}

async function nameDatasets(ids: string[]): Promise<Named[]> {
  if (ids.length === 0) return [];
  const datasets = await db().dataset.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return datasets.map(({ id, name }) => [id, { name, datasetId: id }]);
}

async function nameRuns(ids: string[]): Promise<Named[]> {
  if (ids.length === 0) return [];
  const select = { id: true, version: { select: { dataset: { select: { id: true, name: true } } } } };
  const runs = await db().run.findMany({ where: { id: { in: ids.map(Number).filter(Number.isInteger) } }, select });
  return runs.map(({ id, version: { dataset } }) => [String(id), { name: dataset.name, datasetId: dataset.id }]);
}

async function nameSweeps(ids: string[]): Promise<Named[]> {
  if (ids.length === 0) return [];
  const select = { id: true, version: { select: { dataset: { select: { id: true, name: true } } } } };
  const sweeps = await db().sweep.findMany({ where: { id: { in: ids } }, select });
  return sweeps.map(({ id, version: { dataset } }) => [id, { name: dataset.name, datasetId: dataset.id }]);
}
