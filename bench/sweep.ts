import { join } from "node:path";
import { SimulateOptions, simulateFiles } from "#cli/simulate/simulate.ts";
import { localUser } from "#lib/platform/session.ts";
import type { StrategyParams } from "#lib/strategy/contract.ts";
import { executeRun } from "#lib/strategy/execute.ts";
import { getRun, startRun } from "#lib/strategy/strategy.ts";
import type { SweepPoint } from "#lib/strategy/sweep/contract.ts";
import { executeSweep } from "#lib/strategy/sweep/execute.ts";
import { getSweep, startSweep } from "#lib/strategy/sweep/sweep.ts";
import { median, round } from "./figures.ts";
import { openServices } from "./services.ts";
import { clusterDrawer, convertDrawer, doJob, timed, uploadDrawer } from "./stages.ts";

export interface SweepBenchOptions {
  files: number;
  tickersPerFile: number;
  runs: number;
  preset: "seed-exact" | "causal";
}

export interface SweepBenchResult {
  rows: number;
  points: number;
  preset: string;
  seconds: { sweep: number; hundredRuns: number; hundredComputed: number };
  /** A hundred single runs, each as a whole job, over the whole sweep; and only until their purchases are known. */
  ratios: { runsToSweep: number; computeToSweep: number };
  /** Of the single runs: how many were compared with their point, and the largest relative difference of a total. */
  compared: number;
  largestDifference: number;
  peakBytes: number;
}

const WINDOWS = Array.from({ length: 50 }, (_, at) => at + 3);
/** Single runs take minutes for all windows; these stand for them, evenly spread, and are scaled to a hundred. */
const SAMPLED = [3, 11, 19, 27, 36, 44, 52];
const none = async () => {};

/** A hundred parameter sets at once beside single runs of some of them on the same data. */
export async function runSweepBench(
  options: SweepBenchOptions,
  report: (line: string) => void,
): Promise<SweepBenchResult> {
  const services = await openServices();
  try {
    report(`Simulating ${options.files} files`);
    const out = join(services.dir, "csv");
    const { files } = await simulateFiles(SimulateOptions.parse({ out, columns: "four", ...options }));
    report("Uploading, converting and clustering");
    const datasetId = await uploadDrawer(
      "sweep",
      files.map(({ path }) => path),
    );
    await convertDrawer(datasetId);
    await clusterDrawer(datasetId);
    const rounds: Round[] = [];
    for (let at = 1; at <= options.runs; at++) {
      report(`Round ${at} of ${options.runs}`);
      rounds.push(await measure(datasetId, options.preset, 1_000 * at));
    }
    return summarise(
      rounds,
      options.preset,
      files.reduce((sum, { rows }) => sum + rows, 0),
    );
  } finally {
    await services.close();
  }
}

interface Round {
  sweepMs: number;
  runMs: number[];
  computeMs: number[];
  differences: number[];
  peakBytes: number;
  points: number;
}

/** Single runs before and after the sweep, so that a slow minute of the machine hits both. */
async function measure(datasetId: string, preset: SweepBenchOptions["preset"], amount: number): Promise<Round> {
  const owner = await localUser();
  const half = Math.ceil(SAMPLED.length / 2);
  const before = await singleRuns(datasetId, preset, amount, SAMPLED.slice(0, half));
  const vary = { window: WINDOWS, amount: [amount, amount * 5] };
  const { id } = await startSweep(owner, datasetId, { strategy: "moving-average", preset, set: {}, vary });
  const sweepMs = await timed(() => doJob("sweep.execute", id, { work: executeSweep, failed: none }));
  const after = await singleRuns(datasetId, preset, amount, SAMPLED.slice(half));
  const { outcome, job } = await getSweep(owner, id);
  const points = outcome?.points ?? [];
  const runs = [...before, ...after];
  return {
    sweepMs,
    runMs: runs.map(({ ms }) => ms),
    computeMs: runs.map(({ computeMs }) => computeMs),
    differences: runs.map((run) => differenceOf(run, points)),
    peakBytes: job?.peakBytes ?? 0,
    points: points.length,
  };
}

interface SingleRun {
  ms: number;
  computeMs: number;
  params: StrategyParams;
  totals: SweepPoint["totals"];
}

async function singleRuns(
  datasetId: string,
  preset: SweepBenchOptions["preset"],
  amount: number,
  windows: number[],
): Promise<SingleRun[]> {
  const owner = await localUser();
  const runs: SingleRun[] = [];
  for (const window of windows) {
    const set = { window, amount };
    const { id } = await startRun(owner, datasetId, { strategy: "moving-average", preset, set });
    const ms = await timed(() => doJob("run.execute", String(id), { work: executeRun, failed: none }));
    const { params, outcome } = await getRun(owner, id);
    if (!outcome) throw new Error(`Run ${id} has no outcome.`);
    runs.push({ ms, computeMs: outcome.timings.computeMs, params, totals: outcome.totals });
  }
  return runs;
}

/** Of the totals, relative to their size. Throws when the sweep counts other trades. */
function differenceOf({ params, totals }: SingleRun, points: SweepPoint[]): number {
  const point = points.find((one) => one.params.window === params.window && one.params.amount === params.amount);
  if (point?.totals.trades !== totals.trades)
    throw new Error(`Window ${params.window}: ${point?.totals.trades} trades in the sweep, ${totals.trades} alone.`);
  const { invested, value, pnl } = point.totals;
  const pairs = [
    [invested, totals.invested],
    [value, totals.value],
    [pnl, totals.pnl],
  ];
  return Math.max(...pairs.map(([a = 0, b = 0]) => Math.abs(a - b) / Math.max(1, Math.abs(b))));
}

function summarise(rounds: Round[], preset: string, rows: number): SweepBenchResult {
  const [sweep, runs, computed] = [
    median(rounds.map(({ sweepMs }) => sweepMs)),
    hundredOf(rounds.map(({ runMs }) => runMs)),
    hundredOf(rounds.map(({ computeMs }) => computeMs)),
  ];
  const differences = rounds.flatMap((one) => one.differences);
  const seconds = (ms: number) => round(ms / 1_000, 2);
  return {
    rows,
    points: rounds[0]?.points ?? 0,
    preset,
    seconds: { sweep: seconds(sweep), hundredRuns: seconds(runs), hundredComputed: seconds(computed) },
    ratios: { runsToSweep: round(runs / sweep, 1), computeToSweep: round(computed / sweep, 1) },
    compared: differences.length,
    largestDifference: Math.max(0, ...differences),
    peakBytes: Math.max(0, ...rounds.map(({ peakBytes }) => peakBytes)),
  };
}

/** The median round's mean, a hundred times. */
const hundredOf = (rounds: number[][]): number =>
  100 * median(rounds.map((all) => all.reduce((sum, ms) => sum + ms, 0) / all.length));
