import { createHash } from "node:crypto";
import { findNewestVersion } from "#lib/convert/versions/queries.ts";
import { AppError } from "#lib/platform/errors.ts";
import { viewJobs } from "#lib/platform/jobs/view.ts";
import { isRowId } from "#lib/platform/row-id.ts";
import type { User } from "#lib/platform/session.ts";
import { requireDataset } from "#lib/schema/queries.ts";
import type { StrategyParams } from "../contract.ts";
import { priceColumns } from "../price-columns.ts";
import { SweepAxes, SweepOutcome, type SweepRequest, type SweepSummary, type SweepView } from "./contract.ts";
import { pointsOf } from "./points.ts";
import { countPoints, findSweep, findSweepJob, listSweepRows, type SweepRow, startSweepOnce } from "./queries.ts";

/** Same dataset version, strategy and points: same sweep, however often it is asked for. */
export async function startSweep(owner: User, datasetId: string, request: SweepRequest): Promise<SweepView> {
  const version = await findNewestVersion(owner.id, datasetId);
  if (!version) throw new AppError("not_found", "This dataset has nothing to run on yet. Confirm its columns first.");
  const { strategy, preset } = request;
  const points = pointsOf(request).map((params) => ({
    ...params,
    priceColumn: priceColumns(version.manifest, params).price,
  }));
  const contentHash = createHash("sha256")
    .update(JSON.stringify([version.id, version.contentHash, strategy, points]))
    .digest("hex");
  const asked = { ownerId: owner.id, datasetVersionId: version.id, strategy, preset, points, contentHash };
  return view(await startSweepOnce(asked));
}

export async function getSweep(owner: User, id: string): Promise<SweepView> {
  const row = isRowId(id) ? await findSweep(owner.id, id) : undefined;
  if (!row) throw new AppError("not_found", "There is no such sweep.");
  return view(row);
}

/** What was tried on a dataset, whatever its version was, the newest first. */
export async function listSweeps(owner: User, datasetId: string): Promise<SweepSummary[]> {
  await requireDataset(owner, datasetId);
  const rows = await listSweepRows(owner.id, datasetId);
  return rows.map(({ id, preset, points, version, createdAt, publishedAt, state }) => ({
    id,
    preset,
    version: version.number,
    tried: points.length,
    vary: variedIn(points),
    createdAt: createdAt.toISOString(),
    status: statusOf(publishedAt !== null, state),
  }));
}

/** The values of each parameter in which the points differ. */
function variedIn(points: readonly StrategyParams[]): SweepAxes {
  const names = SweepAxes.keyof().options;
  const values = names.map((name) => [name, [...new Set(points.map((params) => params[name]))]] as const);
  return SweepAxes.parse(Object.fromEntries(values.filter(([, different]) => different.length > 1)));
}

/** Read before its job: one that was published in between is not succeeded until it is read with its outcome. */
const statusOf = (isPublished: boolean, state: SweepView["status"]): SweepView["status"] =>
  isPublished ? "succeeded" : state === "succeeded" ? "running" : state;

async function view(row: SweepRow): Promise<SweepView> {
  const jobId = await findSweepJob(row.id);
  const [job] = jobId ? await viewJobs([jobId]) : [];
  const { dataset, number } = row.version;
  const state = job?.state ?? "queued";
  return {
    id: row.id,
    dataset: { id: dataset.id, name: dataset.name, version: number },
    strategy: row.strategy,
    preset: row.preset,
    tried: countPoints(row),
    contentHash: row.contentHash,
    createdAt: row.createdAt.toISOString(),
    publishedAt: row.publishedAt?.toISOString() ?? null,
    status: statusOf(row.outcome !== null, state),
    job: job ?? null,
    outcome: row.outcome ? SweepOutcome.parse(row.outcome) : null,
  };
}
