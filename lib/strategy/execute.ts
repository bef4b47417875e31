import { getVersion, type VersionManifest } from "#lib/convert/versions/queries.ts";
import { faultPoint } from "#lib/platform/faults.ts";
import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import { uploadFile } from "#lib/platform/storage.ts";
import { together } from "#lib/platform/together.ts";
import { type Computed, computedFiles, computeRun } from "./compute.ts";
import type { StrategyParams } from "./contract.ts";
import { fetchShards } from "./fetch-shards.ts";
import { attachResult, loadResult, type ResultTable } from "./load.ts";
import { getRunToExecute, saveOutcome } from "./queries.ts";

/** Computes a run over its pinned dataset version and publishes it: wholly there or not there. */
export async function executeRun(attempt: Attempt): Promise<void> {
  const run = await getRunToExecute(Number(attempt.subject));
  const version = await getVersion(run.datasetVersionId);
  const shards = await fetchShards(attempt, version.manifest.shards);
  const begun = performance.now();
  const tradesKey = `${attempt.prefix}trades.parquet`;
  const computed = await computeAndLoad(attempt, run, version, shards, tradesKey);
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

/** The trades are loaded while the engine still sums them up. What fails first stops the rest. */
async function computeAndLoad(
  attempt: Attempt,
  { id, params }: { id: number; params: StrategyParams },
  version: VersionManifest,
  shards: string[],
  tradesKey: string,
): Promise<Computed> {
  const files = computedFiles(attempt.scratch);
  const trades = Promise.withResolvers<void>();
  const compute = async (signal: AbortSignal) => {
    const effects = { files, onTrades: trades.resolve };
    const computed = await computeRun({ ...attempt, signal }, id, version, shards, params, effects);
    await faultPoint("run:computed");
    attempt.report({ phase: "Publishing", done: 0, total: computed.totals.trades, unit: "rows" });
    return computed;
  };
  const [computed] = await together<[Computed, unknown, unknown]>(attempt.signal, (signal) => {
    const computing = compute(signal);
    const ready = async (table: ResultTable) => {
      await (table === "trade" ? Promise.race([trades.promise, computing]) : computing);
      return files[table];
    };
    return [
      computing,
      loadResult(id, attempt.tableSuffix, ready, signal),
      computing.then(() => uploadFile(files.parquet, tradesKey, "application/vnd.apache.parquet", signal)),
    ];
  });
  return computed;
}
