import { z } from "zod";
import { viewJobs } from "#lib/platform/jobs/view.ts";
import { type DatasetView, FileDrift, type FileView, VersionView } from "./contract.ts";
import type { DatasetRows, FileRow } from "./queries.ts";
import { stageOf } from "./stage.ts";

export function viewFile(row: FileRow): FileView {
  const { id, path, state, failure, sha256, crc32, rowsRead, rowsGood, rowsRejected } = row;
  const [rowsCorrected, valuesNulled] = [row.rowsCorrected ?? 0n, row.valuesNulled ?? 0n];
  const counted = rowsRead !== null && rowsGood !== null && rowsRejected !== null;
  return {
    id,
    path,
    bytes: Number(row.bytes),
    state,
    failure,
    sha256,
    crc32,
    rows: counted
      ? {
          read: Number(rowsRead),
          good: Number(rowsGood),
          corrected: Number(rowsCorrected),
          rejected: Number(rowsRejected),
          nulled: Number(valuesNulled),
        }
      : null,
    parquetBytes: row.part && Number(row.part.bytes),
    drift: driftOf(row),
  };
}

const Prescanned = z.object({ drift: FileDrift });

function driftOf({ state, prescan }: FileRow): FileView["drift"] {
  const { drift } = (state === "converted" ? Prescanned.safeParse(prescan).data : undefined) ?? {};
  return drift && drift.missing.length + drift.extra.length > 0 ? drift : null;
}

export async function viewDatasets(datasets: DatasetRows[]): Promise<DatasetView[]> {
  const isShown = (job: { state: string }) => job.state !== "succeeded" && job.state !== "cancelled";
  const shown = await viewJobs(datasets.flatMap((rows) => rows.jobs.filter(isShown).map(({ id }) => id)));
  const jobs = new Map(shown.map((job) => [job.id, job]));
  return datasets.map((rows) => ({
    ...rows.dataset,
    createdAt: rows.dataset.createdAt.toISOString(),
    stage: stageOf({
      byState: countByState(rows),
      hasVersion: rows.version !== undefined,
      clustering: rows.jobs.find(({ kind }) => kind === "dataset.cluster")?.state,
      isOverBudget: rows.jobs.some(
        ({ id, state }) => state === "failed" && jobs.get(id)?.failureKind === "over_budget",
      ),
    }),
    files: viewCounts(rows),
    version: rows.version ? viewVersion(rows.version) : null,
    jobs: rows.jobs.flatMap(({ id }) => jobs.get(id) ?? []),
    runs: rows.runs.map(({ datasetId: _, ...run }) => ({ ...run, createdAt: run.createdAt.toISOString() })),
  }));
}

const countByState = ({ files }: DatasetRows) => Object.fromEntries(files.map((group) => [group.state, group._count]));

/** A cancelled file is counted by its state, and is no part of the sums. */
function viewCounts({ files }: DatasetRows): DatasetView["files"] {
  const kept = files.filter(({ state }) => state !== "cancelled");
  const sum = (field: keyof (typeof files)[number]["_sum"]) =>
    kept.reduce((total, group) => total + Number(group._sum[field] ?? 0), 0);
  return {
    count: kept.reduce((total, group) => total + group._count, 0),
    bytes: sum("bytes"),
    byState: Object.fromEntries(files.map((group) => [group.state, group._count])),
    rows: {
      read: sum("rowsRead"),
      good: sum("rowsGood"),
      corrected: sum("rowsCorrected"),
      rejected: sum("rowsRejected"),
      nulled: sum("valuesNulled"),
    },
  };
}

const ManifestFacts = VersionView.pick({
  files: true,
  shards: true,
  period: true,
  tickers: true,
  sectors: true,
  duplicates: true,
  rowsDropped: true,
});

const viewVersion = (version: NonNullable<DatasetRows["version"]>): VersionView => ({
  id: version.id,
  number: version.number,
  rows: Number(version.rows),
  rawBytes: Number(version.rawBytes),
  parquetBytes: Number(version.parquetBytes),
  createdAt: version.createdAt.toISOString(),
  ...ManifestFacts.parse(version.manifest),
});
