import { createHash } from "node:crypto";
import { findNewestVersion } from "#lib/convert/versions/queries.ts";
import { AppError } from "#lib/platform/errors.ts";
import { viewJobs } from "#lib/platform/jobs/view.ts";
import type { User } from "#lib/platform/session.ts";
import type { JobView } from "#lib/platform/wire.ts";
import { RunOutcome, type RunRequest, type RunView, StrategyParams } from "./contract.ts";
import { PRESETS } from "./presets.ts";
import { priceColumns } from "./price-columns.ts";
import { findRun, findRunJobs, listRunRows, type RunRow, startRunOnce } from "./queries.ts";

/** Same dataset version, strategy and parameters: same run, however often it is asked for. */
export async function startRun(owner: User, datasetId: string, request: RunRequest): Promise<RunView> {
  const version = await findNewestVersion(owner.id, datasetId);
  if (!version) throw new AppError("not_found", "This dataset has nothing to run on yet. Confirm its columns first.");
  const asked = StrategyParams.parse({ ...PRESETS[request.preset], ...request.set });
  const params = { ...asked, priceColumn: priceColumns(version.manifest, asked).price };
  if (params.bandMin !== null && params.bandMax !== null && params.bandMin > params.bandMax)
    throw new AppError("invalid_input", "The price band's lower bound is above its upper bound.");
  const { strategy, preset } = request;
  const contentHash = createHash("sha256")
    .update(JSON.stringify([version.id, version.contentHash, strategy, params]))
    .digest("hex");
  const row = await startRunOnce({
    ownerId: owner.id,
    datasetVersionId: version.id,
    strategy,
    preset,
    params,
    contentHash,
  });
  return view(row);
}

export async function getRun(owner: User, runId: number): Promise<RunView> {
  const row = Number.isSafeInteger(runId) && runId > 0 && runId < 2 ** 31 ? await findRun(owner.id, runId) : undefined;
  if (!row) throw new AppError("not_found", "There is no such run.");
  return view(row);
}

export async function listRuns(owner: User): Promise<RunView[]> {
  const rows = await listRunRows(owner.id);
  const jobs = await findRunJobs(rows.map(({ id }) => id));
  const views = await viewJobs([...jobs.values()]);
  const byId = new Map(views.map((job) => [job.id, job]));
  return rows.map((row) => toView(row, byId.get(jobs.get(row.id) ?? "")));
}

async function view(row: RunRow): Promise<RunView> {
  const jobs = await findRunJobs([row.id]);
  const [job] = await viewJobs([...jobs.values()]);
  return toView(row, job);
}

function toView(row: RunRow, job: JobView | undefined): RunView {
  const { dataset, number } = row.version;
  return {
    id: row.id,
    dataset: { id: dataset.id, name: dataset.name, version: number },
    strategy: row.strategy,
    preset: row.preset,
    params: StrategyParams.parse(row.params),
    contentHash: row.contentHash,
    createdAt: row.createdAt.toISOString(),
    publishedAt: row.publishedAt?.toISOString() ?? null,
    status: row.outcome ? "succeeded" : unpublished(job?.state ?? "queued"),
    job: job ?? null,
    outcome: row.outcome ? RunOutcome.parse(row.outcome) : null,
  };
}

/** The run is read before its job: one that was published in between is not succeeded until it is read with its outcome. */
const unpublished = (state: RunView["status"]): RunView["status"] => (state === "succeeded" ? "running" : state);
