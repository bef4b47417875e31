import { jobWords } from "#cli/client/job-words.ts";
import { clipped, formatTable } from "#cli/client/table.ts";
import type { Server } from "#lib/platform/fetch-json.ts";
import { formatBytes, formatCount, formatMoment, formatMoney, UNKNOWN } from "#lib/platform/format.ts";
import { listJobs, listWorkers } from "#lib/platform/jobs/client.ts";
import type { JobView, WorkerView } from "#lib/platform/wire.ts";
import { listRuns } from "#lib/strategy/client.ts";
import type { RunView } from "#lib/strategy/contract.ts";
import { listDatasets } from "#lib/upload/client.ts";
import type { DatasetView } from "#lib/upload/contract.ts";

const NAME_WIDTH = 40;
const SENTENCE_WIDTH = 100;
const JOBS_SHOWN = 20;
const RUNS_SHOWN = 20;

export interface Status {
  datasets: DatasetView[];
  runs: RunView[];
  jobs: JobView[];
  workers: (WorkerView & { jobs: number })[];
}

export async function readStatus(server: Server): Promise<Status> {
  const [{ datasets }, { runs }, { jobs }, { workers }] = await Promise.all([
    listDatasets(server),
    listRuns({}, server),
    listJobs(server),
    listWorkers(server),
  ]);
  const alive = workers.filter(({ state }) => state !== "gone");
  return { datasets, runs, jobs, workers: alive.map((worker) => ({ ...worker, jobs: worker.running.length })) };
}

export function statusText({ datasets, runs, jobs, workers }: Status): string {
  const unfinished = jobs.filter(({ state }) => state !== "succeeded");
  return [
    section("Datasets", datasets.length, () => datasetTable(datasets)),
    section("Runs", runs.length, () => runTable(runs.slice(0, RUNS_SHOWN))),
    section("Jobs", unfinished.length, () => jobTable(unfinished.slice(0, JOBS_SHOWN))),
    section("Workers", workers.length, () => workerTable(workers)),
  ].join("\n\n");
}

const section = (title: string, count: number, draw: () => string): string =>
  count > 0 ? `${title} (${formatCount(count)})\n${draw()}` : `${title}: none`;

function datasetTable(datasets: DatasetView[]): string {
  const rows = datasets.map(({ name, stage, files, version }) => [
    clipped(name, NAME_WIDTH),
    stage,
    formatCount(files.count),
    formatBytes(files.bytes),
    formatCount(files.rows.good),
    formatCount(files.rows.rejected),
    version ? String(version.number) : UNKNOWN,
  ]);
  const titles = ["files", "bytes", "rows", "rejected", "version"].map((title) => ({ title, align: "right" as const }));
  return formatTable([{ title: "name" }, { title: "stage" }, ...titles], rows);
}

function runTable(runs: RunView[]): string {
  const rows = runs.map(({ id, dataset, preset, status, createdAt, outcome }) => [
    String(id),
    clipped(dataset.name, NAME_WIDTH),
    preset,
    status,
    formatMoment(createdAt),
    formatCount(outcome?.totals.trades),
    formatMoney(outcome?.totals.pnl),
  ]);
  const titles = ["dataset", "preset", "status", "started"].map((title) => ({ title }));
  const numbers = ["trades", "pnl"].map((title) => ({ title, align: "right" as const }));
  return formatTable([{ title: "run", align: "right" }, ...titles, ...numbers], rows);
}

function jobTable(jobs: JobView[]): string {
  const rows = jobs.map((job) => [
    job.kind,
    clipped(job.about?.name ?? UNKNOWN, NAME_WIDTH),
    job.state,
    clipped(job.failure ?? jobWords(job), SENTENCE_WIDTH),
  ]);
  return formatTable([{ title: "job" }, { title: "of" }, { title: "state" }, { title: "progress" }], rows);
}

function workerTable(workers: Status["workers"]): string {
  const rows = workers.map(({ name, state, startedAt, jobs, residentBytes, engineBytes }) => [
    name,
    state,
    formatMoment(startedAt),
    formatCount(jobs),
    formatBytes(residentBytes),
    formatBytes(engineBytes),
  ]);
  const numbers = ["jobs", "memory", "engines"].map((title) => ({ title, align: "right" as const }));
  return formatTable([{ title: "worker" }, { title: "state" }, { title: "started" }, ...numbers], rows);
}
