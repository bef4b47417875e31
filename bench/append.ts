import { rename } from "node:fs/promises";
import { join } from "node:path";
import { SimulateOptions, simulateFiles } from "#cli/simulate/simulate.ts";
import { findNewestVersion } from "#lib/convert/versions/queries.ts";
import { localUser } from "#lib/platform/session.ts";
import { PLAIN_DIALECT, Recipe } from "#lib/schema/contract.ts";
import { median } from "./figures.ts";
import { openServices } from "./services.ts";
import { clusterDrawer, convertDrawer, uploadDrawer, uploadFiles } from "./stages.ts";

export interface AppendBenchOptions {
  /** In the drawer before one more comes; one ticker each, of 31,186 days. */
  files: number;
  /** How often one more is appended, of either kind. */
  runs: number;
}

export interface AppendBenchResult {
  files: number;
  bytes: number;
  rows: number;
  parquetBytes: number;
  /** Converting and clustering every file at once. */
  all: Timing;
  /** One more file with a ticker of its own; medians. */
  newTicker: Timing & { shared: Shared };
  /** One more file with as many later days of a ticker that is there, and one with later years of twenty; medians. */
  laterDays: Timing & { shared: Shared };
  twentyTickers: Timing & { shared: Shared };
  /** How many times faster than converting all files and the new one at once. */
  ratios: { newTicker: number; laterDays: number; twentyTickers: number };
}

interface Timing {
  convertSeconds: number;
  clusterSeconds: number;
}

/** Shards of the version after the append, and how many of them the version before had. */
interface Shared {
  shards: number;
  ofThem: number;
}

/** The simulator's nine columns, as a person would confirm them. */
export const NINE_COLUMNS: Recipe = Recipe.parse({
  dialect: PLAIN_DIALECT,
  columns: [
    { source: "date", name: "date", type: "date", format: "yyyy-mm-dd", role: "date" },
    { source: "ticker", name: "ticker", type: "text", format: "as-is", role: "ticker" },
    { source: "sector", name: "sector", type: "text", format: "as-is", role: "sector" },
    { source: "adj_close", name: "adj_close", type: "number", format: "1.5", role: "price" },
    ...["high", "low", "open", "close"].map((name) => ({ source: name, name, type: "number", format: "1.5" })),
    { source: "volume", name: "volume", type: "integer", format: "123", role: "volume" },
  ],
});

/** Converts and clusters a drawer at once, then appends single files to one that lacks them; everything in one go. */
export async function runAppendBench(
  { files, runs }: AppendBenchOptions,
  report: (line: string) => void,
): Promise<AppendBenchResult> {
  const services = await openServices();
  try {
    report(`Simulating ${files + runs} files`);
    const drawer = await simulate(join(services.dir, "csv"), { files: files + runs });
    const later = await simulateLater(services.dir, { files: runs, tickersPerFile: 1, ...LATER_DAYS });
    const twenty = await simulateLater(services.dir, { files: runs, tickersPerFile: 20, ...LATEST_DAYS });
    const first = drawer.slice(0, files);
    report(`Converting and clustering ${files + 1} files at once`);
    const whole = drawer.slice(0, files + 1);
    const all = await convertAndCluster(await uploadDrawer("at once", paths(whole), NINE_COLUMNS));
    report(`Appending to ${files} files`);
    const grown = await uploadDrawer("grown", paths(first), NINE_COLUMNS);
    await convertAndCluster(grown);
    const newTicker = await appendEach(grown, paths(drawer.slice(files)));
    const laterDays = await appendEach(grown, later);
    const twentyTickers = await appendEach(grown, twenty);
    const version = await newestVersion(grown);
    return {
      files,
      bytes: sum(whole.map(({ bytes }) => bytes)),
      rows: sum(whole.map(({ rows }) => rows)),
      parquetBytes: sum(version.manifest.shards.map(({ bytes }) => bytes)),
      all,
      newTicker,
      laterDays,
      twentyTickers,
      ratios: {
        newTicker: ratio(all, newTicker),
        laterDays: ratio(all, laterDays),
        twentyTickers: ratio(all, twentyTickers),
      },
    };
  } finally {
    await services.close();
  }
}

const paths = (files: { path: string }[]): string[] => files.map(({ path }) => path);

async function simulate(out: string, options: { files: number; tickersPerFile?: number; from?: string; to?: string }) {
  const given = SimulateOptions.parse({ out, tickersPerFile: 1, columns: "nine", ...options });
  return (await simulateFiles(given)).files;
}

/** No ticker gets a day twice. */
const LATER_DAYS = { from: "2019-07-22", to: "2139-07-20" };
const LATEST_DAYS = { from: "2139-07-21", to: "2146-12-31" };

/** Files whose names come after the drawer's, with days after its days of its first tickers. */
async function simulateLater(
  dir: string,
  options: { files: number; tickersPerFile: number; from: string; to: string },
) {
  const out = join(dir, `later-${options.tickersPerFile}`);
  const files = await simulate(out, options);
  return Promise.all(
    files.map(async ({ path }, at) => {
      const named = join(out, `prices_later_${options.tickersPerFile}_${at}.csv`);
      await rename(path, named);
      return named;
    }),
  );
}

async function convertAndCluster(datasetId: string): Promise<Timing> {
  const convert = await convertDrawer(datasetId, "uploaded");
  return { convertSeconds: seconds(convert), clusterSeconds: seconds(await clusterDrawer(datasetId)) };
}

async function appendEach(datasetId: string, files: string[]): Promise<Timing & { shared: Shared }> {
  const timings: Timing[] = [];
  let shared: Shared = { shards: 0, ofThem: 0 };
  for (const path of files) {
    const before = new Set((await newestVersion(datasetId)).manifest.shards.map(({ key }) => key));
    await uploadFiles(datasetId, [path]);
    timings.push(await convertAndCluster(datasetId));
    const { shards } = (await newestVersion(datasetId)).manifest;
    shared = { shards: shards.length, ofThem: shards.filter(({ key }) => before.has(key)).length };
  }
  return {
    convertSeconds: median(timings.map(({ convertSeconds }) => convertSeconds)),
    clusterSeconds: median(timings.map(({ clusterSeconds }) => clusterSeconds)),
    shared,
  };
}

async function newestVersion(datasetId: string) {
  const version = await findNewestVersion((await localUser()).id, datasetId);
  if (!version) throw new Error("The dataset has no version.");
  return version;
}

const ratio = (all: Timing, one: Timing): number =>
  Number(((all.convertSeconds + all.clusterSeconds) / (one.convertSeconds + one.clusterSeconds)).toFixed(1));

const seconds = (ms: number): number => Number((ms / 1_000).toFixed(3));
const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
