import { join } from "node:path";
import { SimulateOptions, simulateFiles } from "#cli/simulate/simulate.ts";
import type { BenchOptions } from "./bench.ts";
import { median, round } from "./figures.ts";
import { convertRaw, copyRaw, rawParquet, scan, windows } from "./raw.ts";
import { openServices } from "./services.ts";
import { clusterDrawer, convertDrawer, convertLocal, runStrategy, uploadDrawer } from "./stages.ts";

export type Stage = "convert" | "run" | "publish";

export interface StageResult {
  stage: Stage;
  rows: number;
  /** Medians of the rounds. */
  seconds: Record<string, number>;
  /** Which of the seconds are compared, the first over the second. */
  ratios: Record<string, number>;
}

interface Bench {
  dir: string;
  csvs: string[];
  datasetId: string;
  preset: BenchOptions["preset"];
}

interface StageBench {
  /** What has to be there before the rounds; not timed. */
  prepare(bench: Bench): Promise<void>;
  /** Ours and the raw engine's, in milliseconds by name. */
  measure(bench: Bench, at: number): Promise<Record<string, number>>;
  ratios: Record<string, [over: string, under: string]>;
}

/** One stage alone beside the raw engine doing the same work, by turns. */
export async function runStageBench(
  stage: Stage,
  options: BenchOptions,
  report: (line: string) => void,
): Promise<StageResult> {
  const { prepare, measure, ratios } = STAGES[stage];
  const services = await openServices();
  try {
    const { dir } = services;
    report(`Simulating ${options.files} files`);
    const out = join(dir, "csv");
    const { files } = await simulateFiles(SimulateOptions.parse({ out, columns: "four", ...options }));
    const csvs = files.map(({ path }) => path);
    report("Preparing");
    const bench: Bench = { dir, csvs, datasetId: await uploadDrawer("bench", csvs), preset: options.preset };
    await prepare(bench);
    const rounds: Record<string, number>[] = [];
    for (let at = 1; at <= options.runs; at++) {
      report(`Round ${at} of ${options.runs}`);
      rounds.push(await measure(bench, at));
    }
    const of = (name: string) => median(rounds.map((ms) => ms[name] ?? 0));
    const named = <Value>(names: string[], value: (name: string) => Value) =>
      Object.fromEntries(names.map((name) => [name, value(name)]));
    return {
      stage,
      rows: files.reduce((sum, { rows }) => sum + rows, 0),
      seconds: named(Object.keys(rounds[0] ?? {}), (name) => round(of(name) / 1_000, 2)),
      ratios: named(Object.keys(ratios), (name) => {
        const [over = "", under = ""] = ratios[name] ?? [];
        return round(median(rounds.map((ms) => (ms[over] ?? 0) / (ms[under] ?? 1))), 2);
      }),
    };
  } finally {
    await services.close();
  }
}

const STAGES: Record<Stage, StageBench> = {
  convert: {
    prepare: async () => {},
    measure: async ({ dir, csvs, datasetId }) => ({
      raw: await convertRaw(dir, csvs),
      local: await convertLocal(dir, csvs),
      bucketToBucket: await convertDrawer(datasetId),
    }),
    ratios: { convert: ["raw", "local"], convertBucketToBucket: ["raw", "bucketToBucket"] },
  },
  run: {
    prepare: prepareRuns,
    async measure({ dir, csvs, datasetId, preset }, at) {
      const raw = rawParquet(dir, csvs.length);
      const scanned = await scan(dir, raw);
      const { run } = await runStrategy(datasetId, preset, 100 + at);
      return {
        scan: scanned,
        strategy: run.outcome?.timings.computeMs ?? 0,
        windows: await windows(dir, raw, preset),
      };
    },
    ratios: { strategyToScan: ["strategy", "scan"], windowsToStrategy: ["windows", "strategy"] },
  },
  publish: {
    async prepare(bench) {
      await prepareRuns(bench);
      await windows(bench.dir, rawParquet(bench.dir, bench.csvs.length), bench.preset);
    },
    async measure({ dir, datasetId, preset }, at) {
      const { run } = await runStrategy(datasetId, preset, 100 + at);
      return { publish: run.outcome?.timings.publishMs ?? 0, copy: await copyRaw(dir) };
    },
    ratios: { publishToCopy: ["publish", "copy"] },
  },
};

async function prepareRuns({ dir, csvs, datasetId }: Bench): Promise<void> {
  await convertRaw(dir, csvs);
  await convertDrawer(datasetId);
  await clusterDrawer(datasetId);
}
