import { rm } from "node:fs/promises";
import { join } from "node:path";
import { db } from "#lib/platform/db.ts";
import { runEngine } from "#lib/platform/engine/engine.ts";
import { literal } from "#lib/platform/engine/sql.ts";
import { median } from "./figures.ts";
import { type MadeParts, makeParts, type PartShape } from "./parts.ts";
import { openServices } from "./services.ts";
import { clusterDrawer, timed } from "./stages.ts";

export interface ClusterBenchOptions {
  /** Rows of each shape, and of the smallest of the growing ones. */
  rows: number;
  runs: number;
}

export interface ShapeResult {
  rows: number;
  parts: number;
  parquetBytes: number;
  shards: number;
  /** Medians: ours bucket to bucket, and the raw engine's sorted COPY of the same local files into one. */
  seconds: number;
  rawSeconds: number;
  ratio: number;
  /** Largest engine process. */
  peakBytes: number;
}

export type ClusterBenchResult = { shapes: Record<string, ShapeResult>; growth: Record<string, ShapeResult> };

const DAYS = 12_000;
const TICKERS = 500;

/** The ways in which the parts of a drawer lie to one another; every one has about `rows` rows. */
const SHAPES: Record<string, (rows: number) => PartShape[]> = {
  "large parts, tickers of their own": (rows) => byTicker(rows, 100),
  "small parts, tickers of their own": (rows) => byTicker(rows, 5),
  "parts that share every tenth ticker": (rows) =>
    byTicker(rows, 90).map(({ tickers: [from, to], days }) => ({ tickers: [from, to + 10], days })),
  "a part for every half year, all tickers in each": (rows) => byDay(rows, 125),
  "one ticker with nearly all rows": (rows) => {
    const days = (at: number) => Math.round((at * rows) / 10);
    const tenths = Array.from({ length: 10 }, (_, at): PartShape["days"] => [days(at), days(at + 1)]);
    const most = tenths.map((tenth): PartShape => ({ tickers: [5, 6], days: tenth, isByMinute: true }));
    return [...most, { tickers: [0, 10], days: [rows - 100, rows + 100], isByMinute: true }];
  },
};

const byTicker = (rows: number, tickersPerPart: number): PartShape[] =>
  Array.from({ length: Math.max(1, Math.round(rows / DAYS / tickersPerPart)) }, (_, at) => ({
    tickers: [at * tickersPerPart, (at + 1) * tickersPerPart],
    days: [0, DAYS],
  }));

const byDay = (rows: number, daysPerPart: number): PartShape[] =>
  Array.from({ length: Math.max(1, Math.round(rows / TICKERS / daysPerPart)) }, (_, at) => ({
    tickers: [0, TICKERS],
    days: [at * daysPerPart, (at + 1) * daysPerPart],
  }));

/** Times the growing data comes in. */
const GROWTH = [1, 2, 4, 8];

/** Clusters drawers of several shapes beside the raw engine, then one shape of growing size. */
export async function runClusterBench(
  { rows, runs }: ClusterBenchOptions,
  report: (line: string) => void,
): Promise<ClusterBenchResult> {
  const services = await openServices();
  try {
    const result: ClusterBenchResult = { shapes: {}, growth: {} };
    for (const [name, shapeOf] of Object.entries(SHAPES)) {
      report(name);
      result.shapes[name] = await measure(services.dir, shapeOf(rows), runs);
    }
    for (const times of GROWTH) {
      report(`all tickers in each part, ${times} times the rows`);
      result.growth[times] = await measure(services.dir, byDay(rows * times, 125), runs);
    }
    return result;
  } finally {
    await services.close();
  }
}

async function measure(dir: string, shapes: readonly PartShape[], runs: number): Promise<ShapeResult> {
  const made = await makeParts(dir, crypto.randomUUID(), shapes);
  const ours: number[] = [];
  const raw: number[] = [];
  for (let run = 0; run < runs; run++) {
    await db().datasetVersion.deleteMany({ where: { datasetId: made.datasetId } });
    await db().attempt.updateMany({ data: { peakBytes: null } });
    raw.push(await sortRaw(dir, made));
    ours.push(await clusterDrawer(made.datasetId));
  }
  const { _max } = await db().attempt.aggregate({ _max: { peakBytes: true } });
  const version = await db().datasetVersion.findFirstOrThrow({ where: { datasetId: made.datasetId } });
  const [{ shards } = { shards: 0 }] = await db().$queryRaw<{ shards: number }[]>`
    SELECT jsonb_array_length(manifest -> 'shards') AS shards FROM dataset_version WHERE id = ${version.id}::uuid`;
  await Promise.all(made.paths.map((path) => rm(path)));
  const seconds = median(ours) / 1_000;
  const rawSeconds = median(raw) / 1_000;
  return {
    rows: made.rows,
    parts: made.paths.length,
    parquetBytes: Number(version.parquetBytes),
    shards,
    seconds: round(seconds),
    rawSeconds: round(rawSeconds),
    ratio: round(seconds / rawSeconds),
    peakBytes: Number(_max.peakBytes ?? 0n),
  };
}

/** A sort of everything at once needs more than the gigabyte that ours has: with it, it fails on twelve million rows. */
const RAW_MEMORY_MB = 6_000;

/** What a script would do: one sorted COPY of all files into one. */
async function sortRaw(dir: string, { paths }: MadeParts): Promise<number> {
  const target = join(dir, "raw-sorted.parquet");
  const sql = `COPY (SELECT * FROM read_parquet([${paths.map(literal).join(", ")}]) ORDER BY ticker, date)
    TO ${literal(target)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`;
  const ms = await timed(() =>
    runEngine({ paths: [...paths, target], spillDir: dir, memoryMb: RAW_MEMORY_MB, steps: [[{ sql }]] }),
  );
  await rm(target);
  return ms;
}

const round = (value: number): number => Number(value.toFixed(2));
