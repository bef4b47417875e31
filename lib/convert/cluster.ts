import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { runEngine } from "#lib/platform/engine/engine.ts";
import { AppError } from "#lib/platform/errors.ts";
import { faultPoint } from "#lib/platform/faults.ts";
import type { Attempt } from "#lib/platform/jobs/attempt.ts";
import { downloadObject, uploadFile } from "#lib/platform/storage.ts";
import { cutPoints, groupOverlapping, type PartGroup } from "./cluster-plan.ts";
import { rowsPerTicker, tickerRange } from "./cluster-sql.ts";
import type { Manifest, RoleColumns, ShardFacts } from "./contract.ts";
import { writeSorted } from "./convert-sql.ts";
import { type DatasetToCluster, getDatasetToCluster, type PartToCluster, saveVersion } from "./queries.ts";
import { roleColumns } from "./roles.ts";
import { factStatements, readFacts } from "./shard-facts.ts";

/** A shard of this many rows is scanned in about a second, and a machine has several to share among its cores. */
const ROWS_PER_SHARD = 8_000_000;

/** Makes the next dataset version: shards sorted by (ticker, date), cut at ticker boundaries. Parts that are disjoint already are taken as they are. */
export async function clusterDataset(attempt: Attempt): Promise<void> {
  const dataset = await getDatasetToCluster(attempt.subject);
  if (dataset.parts.length === 0)
    throw new AppError("not_found", "None of the files could be converted, so there is nothing to cluster.");
  const roles = roleColumns(dataset.recipe);
  const contentHash = hashOf(dataset);
  if (dataset.newest?.contentHash === contentHash) return attempt.publish(async () => {});
  const shards: MadeShard[] = [];
  const groups = roles.ticker ? groupOverlapping(dataset.parts) : dataset.parts.map((part) => [part]);
  for (const [done, group] of groups.entries()) {
    attempt.report({ phase: "Clustering", done, total: groups.length, unit: "shards" });
    shards.push(...(await clusterGroup(attempt, group, roles, shards.length)));
  }
  faultPoint("cluster:uploaded");
  const manifest = manifestOf(shards, roles, dataset.parts);
  await attempt.publish((tx) =>
    saveVersion(tx, dataset.id, {
      recipeId: dataset.recipeId,
      attemptId: attempt.id,
      manifest,
      contentHash,
      rows: sum(manifest.shards.map(({ rows }) => rows)),
      rawBytes: sum(dataset.parts.map(({ rawBytes }) => rawBytes)),
      parquetBytes: sum(manifest.shards.map(({ bytes }) => bytes)),
    }),
  );
}

/** Same bytes, same recipe: same version. */
function hashOf(dataset: DatasetToCluster): string {
  const hash = createHash("sha256").update(JSON.stringify(dataset.recipe));
  for (const { sha256, fileId } of dataset.parts) hash.update(`${fileId} ${sha256}\n`);
  return hash.digest("hex");
}

interface MadeShard {
  key: string;
  bytes: number;
  facts: ShardFacts;
}

async function clusterGroup(
  attempt: Attempt,
  group: PartGroup,
  roles: RoleColumns,
  made: number,
): Promise<MadeShard[]> {
  const [only] = group;
  if (only && group.length === 1) return [{ key: only.key, bytes: only.bytes, facts: only.facts }];
  const merged = await mergeParts(attempt, await downloadParts(attempt, group), roles, made);
  const shards: MadeShard[] = [];
  for (const { path, facts } of merged) {
    const key = `${attempt.prefix}shard-${String(made + shards.length + 1).padStart(5, "0")}.parquet`;
    const { bytes } = await uploadFile(path, key, "application/vnd.apache.parquet");
    shards.push({ key, bytes, facts });
  }
  return shards;
}

function downloadParts(attempt: Attempt, group: PartToCluster[]): Promise<string[]> {
  return Promise.all(
    group.map(async ({ key, fileId }) => {
      const path = join(attempt.scratch, `${fileId}.parquet`);
      await downloadObject(key, path, { signal: attempt.signal });
      return path;
    }),
  );
}

/** Merges overlapping parts into shards on disk. */
async function mergeParts(attempt: Attempt, paths: string[], roles: RoleColumns, made: number) {
  const ticker = roles.ticker ?? "";
  const options = { signal: attempt.signal };
  const counted = await runEngine(
    { paths, spillDir: attempt.scratch, steps: [[{ sql: rowsPerTicker(paths, ticker), as: "tickers" }]] },
    options,
  );
  const tickers = counted.rows("tickers", z.object({ ticker: z.string().nullable(), rows: z.coerce.number() }));
  const named = tickers.flatMap(({ ticker, rows }) => (ticker === null ? [] : [{ ticker, rows }]));
  const cuts = cutPoints(named, ROWS_PER_SHARD);
  const targets = Array.from({ length: cuts.length + 1 }, (_, index) =>
    join(attempt.scratch, `shard-${made + index}.parquet`),
  );
  const steps = targets.map((target, index) => {
    const where = tickerRange(ticker, index === 0 ? undefined : cuts[index - 1], cuts[index]);
    return [{ sql: writeSorted(paths, target, roles, where) }];
  });
  const facts = targets.map((target) => factStatements(target, roles, target));
  const merged = await runEngine(
    { paths: [...paths, ...targets], spillDir: attempt.scratch, steps: [...steps, ...facts] },
    options,
  );
  attempt.notePeak(merged.peakBytes);
  faultPoint("cluster:clustered");
  return targets.map((path) => ({ path, facts: readFacts(merged, path).facts }));
}

function manifestOf(shards: MadeShard[], roles: RoleColumns, parts: PartToCluster[]): Manifest {
  const all = shards.map(({ facts }) => facts);
  const days = all.flatMap(({ minDate, maxDate }) => (minDate && maxDate ? [minDate, maxDate] : [])).sort();
  const [from] = days;
  const to = days.at(-1);
  const sectors = all.every((facts) => facts.sectors)
    ? new Set(all.flatMap((facts) => facts.sectors ?? [])).size
    : null;
  return {
    shards: shards.map(({ key, bytes, facts: { rows, minTicker, maxTicker } }) => ({
      key,
      bytes,
      rows,
      minTicker,
      maxTicker,
    })),
    columns: all[0]?.columns ?? [],
    roles,
    files: parts.length,
    rowsRead: sum(parts.map(({ rowsRead }) => rowsRead)),
    rowsRejected: sum(parts.map(({ rowsRejected }) => rowsRejected)),
    period: from && to ? { from, to } : null,
    tickers: roles.ticker ? sum(all.map(({ tickers }) => tickers)) : null,
    sectors: roles.sector ? sectors : null,
    duplicates: {
      rows: sum(all.map(({ duplicates }) => duplicates)),
      examples: all.flatMap(({ duplicate }) => (duplicate ? [duplicate] : [])).slice(0, 3),
    },
  };
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
