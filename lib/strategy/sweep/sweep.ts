import { createHash } from "node:crypto";
import { findNewestVersion } from "#lib/convert/versions/queries.ts";
import { AppError } from "#lib/platform/errors.ts";
import { viewJobs } from "#lib/platform/jobs/view.ts";
import { isRowId } from "#lib/platform/row-id.ts";
import type { User } from "#lib/platform/session.ts";
import { priceColumns } from "../price-columns.ts";
import { SweepOutcome, type SweepRequest, type SweepView } from "./contract.ts";
import { pointsOf } from "./points.ts";
import { countPoints, findSweep, findSweepJob, type SweepRow, startSweepOnce } from "./queries.ts";

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
    // Read before its job: one that was published in between is not succeeded until it is read with its outcome.
    status: row.outcome ? "succeeded" : state === "succeeded" ? "running" : state,
    job: job ?? null,
    outcome: row.outcome ? SweepOutcome.parse(row.outcome) : null,
  };
}
