import { getVersion } from "#lib/convert/versions/queries.ts";
import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import { fetchShards } from "../fetch-shards.ts";
import { computeSweep } from "./compute.ts";
import { getSweepToExecute, saveSweep } from "./queries.ts";

/** Computes all points of a sweep over its pinned dataset version and stores them at once. */
export async function executeSweep(attempt: Attempt): Promise<void> {
  const { datasetVersionId, points } = await getSweepToExecute(attempt.subject);
  const version = await getVersion(datasetVersionId);
  const shards = await fetchShards(attempt, version.manifest.shards);
  const outcome = await computeSweep(attempt, version, shards, points);
  await attempt.publish((tx) => saveSweep(tx, attempt.subject, outcome));
}
