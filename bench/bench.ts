import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { SimulateOptions, simulateFiles } from "#cli/simulate/simulate.ts";
import { db } from "#lib/platform/db.ts";
import { median, round } from "./figures.ts";
import { convertRaw, copyRaw, indexRaw, rawParquet, scan, windows } from "./raw.ts";
import { openServices } from "./services.ts";
import { clusterDrawer, convertDrawer, convertLocal, runStrategy, uploadDrawer } from "./stages.ts";

export interface BenchOptions {
  files: number;
  tickersPerFile: number;
  runs: number;
  preset: "seed-exact" | "causal";
}

export interface BenchResult {
  machine: { cpu: string; cores: number; memoryGb: number };
  bytes: number;
  rows: number;
  trades: number;
  preset: string;
  /** Medians of the runs; see docs/bench.md for what each divides by what. */
  ratios: {
    convert: number;
    convertBucketToBucket: number;
    strategyToScan: number;
    windowsToStrategy: number;
    publishToCopy: number;
    jobToScript: number;
  };
  seconds: Record<Measured, number>;
  tradesPerSecond: number;
  parquetBytes: number;
  /** Largest engine process of any job. */
  peakBytes: number;
}

type Measured =
  | "convert"
  | "convertBucketToBucket"
  | "convertRaw"
  | "cluster"
  | "strategy"
  | "scan"
  | "windows"
  | "publish"
  | "copyRaw"
  | "indexRaw"
  | "run";

/** Runs the pipeline beside raw DuckDB and raw COPY on the same simulated files, several times, in one go. */
export async function runBench(options: BenchOptions, report: (line: string) => void): Promise<BenchResult> {
  const services = await openServices();
  try {
    const { dir } = services;
    report(`Simulating ${options.files} files`);
    const { files } = await simulateFiles(
      SimulateOptions.parse({ out: join(dir, "csv"), columns: "four", ...options }),
    );
    const csvs = files.map(({ path }) => path);
    report("Uploading");
    const datasetId = await uploadDrawer("bench", csvs);
    const rounds: Round[] = [];
    for (let at = 1; at <= options.runs; at++) {
      report(`Round ${at} of ${options.runs}`);
      rounds.push(await measure(dir, csvs, datasetId, options.preset, at, report));
    }
    return await summarise(rounds, options, files);
  } finally {
    await services.close();
  }
}

interface Round {
  ms: Record<Measured, number>;
  trades: number;
}

/** Ours and the raw engine's by turns, so that a slow minute of the machine hits both. */
async function measure(
  dir: string,
  csvs: string[],
  datasetId: string,
  preset: BenchOptions["preset"],
  at: number,
  report: (line: string) => void,
): Promise<Round> {
  const raw = rawParquet(dir, csvs.length);
  report("  convert");
  const convertRawMs = await convertRaw(dir, csvs);
  const convert = await convertLocal(dir, csvs);
  const convertBucketToBucket = await convertDrawer(datasetId);
  const cluster = await clusterDrawer(datasetId);
  report("  strategy and publish");
  const scanMs = await scan(dir, raw);
  const { ms: run, run: published } = await runStrategy(datasetId, preset, 100 + at);
  report("  plain windows and bare COPY");
  const windowsMs = await windows(dir, raw, preset);
  const copy = await copyRaw(dir);
  const index = await indexRaw();
  const { computeMs = 0, publishMs = 0 } = published.outcome?.timings ?? {};
  return {
    trades: published.outcome?.totals.trades ?? 0,
    ms: {
      convert,
      convertBucketToBucket,
      convertRaw: convertRawMs,
      cluster,
      strategy: computeMs,
      scan: scanMs,
      windows: windowsMs,
      publish: publishMs,
      copyRaw: copy,
      indexRaw: index,
      run,
    },
  };
}

async function summarise(
  rounds: Round[],
  options: BenchOptions,
  files: { bytes: number; rows: number }[],
): Promise<BenchResult> {
  const of = (pick: (ms: Round["ms"]) => number) => median(rounds.map(({ ms }) => pick(ms)));
  const ratio = (pick: (ms: Round["ms"]) => number) => round(of(pick), 2);
  const seconds = (name: Measured) => round(of((ms) => ms[name]) / 1_000, 2);
  const trades = rounds[0]?.trades ?? 0;
  const { _sum } = await db().part.aggregate({ _sum: { bytes: true } });
  const { _max } = await db().attempt.aggregate({ _max: { peakBytes: true } });
  const names: Measured[] = [
    "convert",
    "convertBucketToBucket",
    "convertRaw",
    "cluster",
    "strategy",
    "scan",
    "windows",
    "publish",
    "copyRaw",
    "indexRaw",
    "run",
  ];
  return {
    machine: { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, memoryGb: round(totalmem() / 2 ** 30, 1) },
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    rows: files.reduce((sum, { rows }) => sum + rows, 0),
    trades,
    preset: options.preset,
    ratios: {
      convert: ratio((ms) => ms.convertRaw / ms.convert),
      convertBucketToBucket: ratio((ms) => ms.convertRaw / ms.convertBucketToBucket),
      strategyToScan: ratio((ms) => ms.strategy / ms.scan),
      windowsToStrategy: ratio((ms) => ms.windows / ms.strategy),
      publishToCopy: ratio((ms) => ms.publish / ms.copyRaw),
      jobToScript: ratio((ms) => ourJob(ms) / plainScript(ms)),
    },
    seconds: Object.fromEntries(names.map((name) => [name, seconds(name)])) as Record<Measured, number>,
    tradesPerSecond: Math.round(trades / (of((ms) => ms.publish) / 1_000)),
    parquetBytes: Number(_sum.bytes ?? 0n),
    peakBytes: Number(_max.peakBytes ?? 0n),
  };
}

const ourJob = (ms: Round["ms"]): number => ms.convertBucketToBucket + ms.cluster + ms.run;
const plainScript = (ms: Round["ms"]): number => ms.convertRaw + ms.windows + ms.copyRaw + ms.indexRaw;
