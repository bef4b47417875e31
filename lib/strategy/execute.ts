import { join } from "node:path";
import { getVersion } from "#lib/convert/queries.ts";
import { faultPoint } from "#lib/platform/faults.ts";
import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import { downloadObject, uploadFile } from "#lib/platform/storage.ts";
import { computeRun } from "./compute.ts";
import { attachResult, loadResult } from "./load.ts";
import { getRunToExecute, saveOutcome } from "./queries.ts";

/** Computes a run over its pinned dataset version and publishes it: wholly there or not there. */
export async function executeRun(attempt: Attempt): Promise<void> {
  const run = await getRunToExecute(Number(attempt.subject));
  const version = await getVersion(run.datasetVersionId);
  const shards = await download(attempt, version.manifest.shards);
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

async function download(attempt: Attempt, shards: { key: string; bytes: number }[]): Promise<string[]> {
  const total = shards.reduce((sum, { bytes }) => sum + bytes, 0);
  const paths: string[] = [];
  let done = 0;
  for (const [at, { key, bytes }] of shards.entries()) {
    attempt.report({ phase: "Fetching data", done, total, unit: "bytes" });
    const path = join(attempt.scratch, `shard-${String(at).padStart(5, "0")}.parquet`);
    await downloadObject(key, path, { signal: attempt.signal });
    paths.push(path);
    done += bytes;
  }
  attempt.report({ phase: "Fetching data", done, total, unit: "bytes" });
  return paths;
}
