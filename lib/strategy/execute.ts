import { getVersion } from "#lib/convert/versions/queries.ts";
import { faultPoint } from "#lib/platform/faults.ts";
import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import { uploadFile } from "#lib/platform/storage.ts";
import { computeRun } from "./compute.ts";
import { fetchShards } from "./fetch-shards.ts";
import { attachResult, loadResult } from "./load.ts";
import { getRunToExecute, saveOutcome } from "./queries.ts";

/** Computes a run over its pinned dataset version and publishes it: wholly there or not there. */
export async function executeRun(attempt: Attempt): Promise<void> {
  const run = await getRunToExecute(Number(attempt.subject));
  const version = await getVersion(run.datasetVersionId);
  const shards = await fetchShards(attempt, version.manifest.shards);
  const begun = performance.now();
  const computed = await computeRun(attempt, run.id, version, shards, run.params);
  await faultPoint("run:computed");
  attempt.report({ phase: "Publishing", done: 0, total: computed.totals.trades, unit: "rows" });
  const tradesKey = `${attempt.prefix}trades.parquet`;
  await Promise.all([
    loadResult(run.id, attempt.tableSuffix, computed.files, attempt.signal),
    uploadFile(computed.files.parquet, tradesKey, "application/vnd.apache.parquet", attempt.signal),
  ]);
  const publishMs = performance.now() - begun - computed.strategyMs;
  const { accounting, totals, metrics, period } = computed;
  await attempt.publish(async (tx) => {
    await attachResult(tx, run.id, attempt.tableSuffix);
    const timings = { computeMs: Math.round(computed.strategyMs), publishMs: Math.round(publishMs) };
    await saveOutcome(tx, run.id, {
      attemptId: attempt.id,
      tradesKey,
      outcome: { accounting, totals, metrics, period, timings },
    });
  });
}
