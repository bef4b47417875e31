import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { z } from "zod";
import { SimulateOptions } from "#cli/simulate/simulate.ts";
import { db } from "#lib/platform/db.ts";
import type { JobKind } from "#lib/platform/jobs/kinds.ts";
import { round } from "./figures.ts";
import { openServices } from "./services.ts";
import { clusterDrawer, convertDrawer, runStrategy } from "./stages.ts";

export interface GrowthOptions {
  /** Of the smallest drawer; the others have 2, 4 and 8 times as many. */
  files: number;
  tickersPerFile: number;
  preset: "seed-exact" | "causal";
}

interface Grown {
  times: number;
  bytes: number;
  rows: number;
  seconds: { convert: number; cluster: number; run: number };
  /** Time for each byte, over that of the smallest drawer: 1 is linear. */
  toLinear: number;
  /** Largest resident memory while this drawer went through: of the worker itself, and of any engine that converted or ran. */
  peakBytes: { worker: number; convert: number; run: number };
}

export interface GrowthResult {
  preset: string;
  drawers: Grown[];
  /** The seed's files, if the time for each further byte stays what it was between the two largest drawers. */
  seed: { files: number; bytes: number; hours: { convert: number; cluster: number; run: number } };
}

const TIMES = [1, 2, 4, 8];
/** The seed's table: what its authors had in files, by its own list. */
const SEED = { files: 2_151, bytes: 437e9 };
const SAMPLE_MS = 100;
const DRAWER = new URL("./growth-drawer.ts", import.meta.url);

/** One drawer after another, each twice as large, through conversion, clustering and a run. */
export async function runGrowthBench(options: GrowthOptions, report: (line: string) => void): Promise<GrowthResult> {
  const services = await openServices();
  try {
    const drawers: Grown[] = [];
    for (const times of TIMES) {
      report(`${times} times ${options.files} files`);
      drawers.push(await measure(services.dir, options, times, drawers[0]));
    }
    return { preset: options.preset, drawers, seed: { ...SEED, hours: extrapolate(drawers) } };
  } finally {
    await services.close();
  }
}

async function measure(
  dir: string,
  { files: base, tickersPerFile, preset }: GrowthOptions,
  times: number,
  smallest: Grown | undefined,
): Promise<Grown> {
  const out = join(dir, `csv-${times}`);
  const options = SimulateOptions.parse({ out, columns: "four", files: base * times, tickersPerFile });
  const { datasetId, bytes, rows } = await makeDrawer(`growth-${times}`, options);
  const since = new Date();
  const watch = watchMemory();
  const convert = await convertDrawer(datasetId);
  const cluster = await clusterDrawer(datasetId);
  const { ms: run } = await runStrategy(datasetId, preset, 100);
  const peakBytes = { worker: watch.stop(), ...(await enginePeaks(since)) };
  const seconds = { convert: convert / 1_000, cluster: cluster / 1_000, run: run / 1_000 };
  return {
    times,
    bytes,
    rows,
    seconds,
    toLinear: smallest ? perByte({ bytes, seconds }) / perByte(smallest) : 1,
    peakBytes,
  };
}

async function enginePeaks(since: Date): Promise<{ convert: number; run: number }> {
  const of = async (kind: JobKind) => {
    const where = { startedAt: { gte: since }, job: { kind } };
    const { _max } = await db().attempt.aggregate({ _max: { peakBytes: true }, where });
    return Number(_max.peakBytes ?? 0n);
  };
  return { convert: await of("file.convert"), run: await of("run.execute") };
}

const MadeDrawer = z.object({ datasetId: z.uuid(), bytes: z.number(), rows: z.number() });

async function makeDrawer(name: string, options: SimulateOptions): Promise<z.infer<typeof MadeDrawer>> {
  const child = fork(DRAWER, [JSON.stringify({ name, options })], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const ended = once(child, "exit");
  const [made] = await Promise.race([once(child, "message"), ended]);
  await ended;
  return MadeDrawer.parse(made);
}

const perByte = ({ bytes, seconds: { convert, cluster, run } }: Pick<Grown, "bytes" | "seconds">): number =>
  (convert + cluster + run) / bytes;

/** The worker's own memory; what it held before this drawer counts too, as nothing makes it let go. */
function watchMemory(): { stop(): number } {
  let peak = process.memoryUsage.rss();
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, SAMPLE_MS);
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

/** A straight line through the two largest drawers, stage by stage, in hours. */
function extrapolate(drawers: Grown[]): GrowthResult["seed"]["hours"] {
  const [before, last] = drawers.slice(-2);
  if (!before || !last) throw new Error("Growth needs at least two drawers.");
  const hoursOf = (stage: keyof Grown["seconds"]) => {
    const slope = (last.seconds[stage] - before.seconds[stage]) / (last.bytes - before.bytes);
    return round((last.seconds[stage] + slope * (SEED.bytes - last.bytes)) / 3_600, 2);
  };
  return { convert: hoursOf("convert"), cluster: hoursOf("cluster"), run: hoursOf("run") };
}

export function growthSummary({ preset, drawers, seed }: GrowthResult): string {
  const cells = (values: (string | number)[]) => values.map((value) => String(value).padStart(12)).join("");
  const megabytes = (bytes: number) => Math.round(bytes / 1e6);
  const rows = drawers.map(({ times, bytes, seconds: { convert, cluster, run }, toLinear, peakBytes }) =>
    cells([
      ...[times, megabytes(bytes), round(convert, 1), round(cluster, 1), round(run, 1), round(toLinear, 2)],
      ...[peakBytes.worker, peakBytes.convert, peakBytes.run].map(megabytes),
    ]),
  );
  return [
    `${preset}; sizes in MB, times in s; then the largest memory of the worker, of an engine that converts and of one that runs`,
    cells(["times", "CSV", "convert", "cluster", "run", "to linear", "worker", "converting", "running"]),
    ...rows,
    "",
    `${seed.files.toLocaleString("en")} files, ${Math.round(seed.bytes / 1e9)} GB, along a line through the two largest:`,
    `${seed.hours.convert} h converting, ${seed.hours.cluster} h clustering, ${seed.hours.run} h for a run`,
  ].join("\n");
}
