import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { SimulateOptions, simulateFiles } from "#cli/simulate/simulate.ts";
import { Prescanner } from "#lib/convert/prescan.ts";
import { recipeOfPlan } from "#lib/convert/profile/planned-columns.ts";
import { profileRecords } from "#lib/convert/profile/profile-records.ts";
import { db } from "#lib/platform/db.ts";
import { AppError } from "#lib/platform/errors.ts";
import { filePieces } from "#lib/platform/file-pieces.ts";
import { localUser } from "#lib/platform/session.ts";
import type { Recipe } from "#lib/schema/contract.ts";
import { inspectSample } from "#lib/schema/inspect.ts";
import type { Inspection } from "#lib/schema/inspection.ts";
import { planFor } from "#lib/schema/profile/plan.ts";
import { proposalFor } from "#lib/schema/proposal.ts";
import { readSample } from "#lib/schema/sample.ts";
import { convertHere } from "./convert-here.ts";
import { median, round as rounded } from "./figures.ts";
import { convertRaw, scanRaw } from "./schema-raw.ts";
import { openServices } from "./services.ts";
import { spoil } from "./spoiled.ts";
import { convertDrawer, timed, uploadDrawer } from "./stages.ts";

export interface SchemaBenchOptions {
  megabytes: number;
  runs: number;
}

const SAME = "'n.a'";
const ITS_OWN = "'n.' || n";

/** How the same file is spoiled: not at all, or in such a share of its rows with such a text. */
export const SPOILED = [
  { spoiled: "Clean", share: 0, text: SAME },
  { spoiled: "OnePercent", share: 0.01, text: SAME },
  { spoiled: "TenPercent", share: 0.1, text: SAME },
  { spoiled: "Half", share: 0.5, text: SAME },
  { spoiled: "HalfDistinct", share: 0.5, text: ITS_OWN },
  { spoiled: "NinetyPercent", share: 0.9, text: SAME },
  { spoiled: "AllBad", share: 1, text: SAME },
] as const;
export type Spoiled = (typeof SPOILED)[number]["spoiled"];

/** By what was measured, as a round returns it. */
type Seconds = Record<string, number>;

export interface SchemaBenchResult {
  bytes: number;
  rows: number;
  /** The Parquet of the file, converted as it is proposed, as part of the CSV. */
  parquetToCsv: number;
  /** The proposed types of its columns. */
  types: string;
  /** How fast ours is beside the raw engine on the clean file; medians of the runs, higher is better. */
  ratios: Record<string, number>;
  seconds: Seconds;
  /** What the conversion of the file without a good row ends in. */
  sentence: string | null;
  /** Largest engine process. */
  peakBytes: number;
}

interface Bench {
  dir: string;
  /** Of the clean file. */
  path: string;
  recipe: Recipe;
  inspection: Inspection;
  oneMisfit: string;
  files: Map<Spoiled, { path: string; datasetId: string }>;
}

/** A ticker's 31,186 days in nine columns. */
const TICKER_BYTES = 2_460_000;

/** Reads and converts a file, sound and spoiled, beside the raw engine, by turns in one go. */
export async function runSchemaBench(
  { megabytes, runs }: SchemaBenchOptions,
  report: (line: string) => void,
): Promise<SchemaBenchResult> {
  const services = await openServices();
  try {
    report(`Simulating ${megabytes} MB, sound and spoiled`);
    const tickersPerFile = Math.max(1, Math.round((megabytes * 1e6) / TICKER_BYTES));
    const out = join(services.dir, "csv");
    const { files } = await simulateFiles(SimulateOptions.parse({ out, files: 1, tickersPerFile }));
    const [{ path, bytes, rows } = { path: "", bytes: 0, rows: 0 }] = files;
    const bench = await prepare(services.dir, path, rows);
    const rounds: Seconds[] = [];
    for (let at = 1; at <= runs; at++) {
      report(`Round ${at} of ${runs}`);
      rounds.push(await measure(bench));
    }
    const { part } = await convertHere(path, bench.recipe, services.dir, "size");
    const { size } = await stat(part);
    const types = bench.recipe.columns.map(({ type, format }) => `${type} ${format}`);
    return {
      ...{ bytes, rows, parquetToCsv: rounded(size / bytes, 3), types: [...new Set(types)].join(", ") },
      ...(await summarise(rounds)),
    };
  } finally {
    await services.close();
  }
}

/** The columns are confirmed as they are proposed. */
async function prepare(dir: string, path: string, rows: number): Promise<Bench> {
  const inspection = await inspect(path);
  const { recipe } = proposalFor([inspection]);
  const files: Bench["files"] = new Map();
  for (const { spoiled, share, text } of SPOILED) {
    const own = share === 0 ? path : join(dir, `${spoiled}.csv`);
    if (own !== path) await spoil(dir, path, own, { share, text, column: "adj_close" });
    files.set(spoiled, { path: own, datasetId: await uploadDrawer(spoiled, [own], recipe) });
  }
  const oneMisfit = join(dir, "one.csv");
  await spoil(dir, path, oneMisfit, { share: 3 / rows, column: "volume", text: "'1.7'" });
  return { dir, path, recipe, inspection, oneMisfit, files };
}

async function measure({ dir, path, recipe, inspection, oneMisfit, files }: Bench): Promise<Seconds> {
  const seconds: Seconds = {
    sample: await timed(() => inspect(path)),
    rawScan: await scanRaw(dir, path, recipe),
    profile: await profileLocal(dir, path, inspection),
    profileWithMisfit: await profileLocal(dir, oneMisfit, inspection),
    rawConvert: await convertRaw(dir, path, recipe),
  };
  for (const [spoiled, { path: own, datasetId }] of files) {
    seconds[`local${spoiled}`] = await timed(() => convertHere(own, recipe, dir, spoiled).catch(endInASentence));
    seconds[`convert${spoiled}`] = await timed(() => convertDrawer(datasetId).catch(() => undefined));
  }
  return seconds;
}

async function inspect(path: string): Promise<Inspection> {
  const { size } = await stat(path);
  await using file = await open(path);
  const sample = await readSample(size, async (start, end) => {
    const bytes = Buffer.alloc(Math.min(end, size) - start);
    await file.read(bytes, 0, bytes.length, start);
    return bytes;
  });
  return inspectSample(sample);
}

/** The whole of a local file as the worker reads it: pre-scan, then every value of every column. Milliseconds. */
async function profileLocal(dir: string, path: string, inspection: Inspection): Promise<number> {
  const plan = planFor([inspection], undefined);
  const { id: owner } = await localUser();
  const recipe = recipeOfPlan(inspection, plan);
  const { size } = await stat(path);
  return timed(async () => {
    const prescanner = new Prescanner(recipe, recipe.dialect, { digests: false });
    await profileRecords(prescanner, filePieces(path), { plan, bytes: size, spillDir: dir, owner });
  });
}

/** As a file does in which nothing fits. */
function endInASentence(error: unknown): void {
  if (!(error instanceof AppError)) throw error;
}

async function summarise(
  rounds: Seconds[],
): Promise<Pick<SchemaBenchResult, "ratios" | "seconds" | "sentence" | "peakBytes">> {
  const seconds = (name: string) => rounded(median(rounds.map((round) => round[name] ?? 0)) / 1_000, 2);
  const ratio = (ours: string, raw: string) =>
    rounded(median(rounds.map((round) => (round[raw] ?? 0) / (round[ours] ?? 1))), 2);
  const failed = await db().sourceFile.findFirst({ where: { state: "failed" }, select: { failure: true } });
  const { _max } = await db().attempt.aggregate({ _max: { peakBytes: true } });
  const named = (names: string[], value: (name: string) => number) =>
    Object.fromEntries(names.map((name) => [name, value(name)]));
  const conversions = SPOILED.flatMap(({ spoiled }) => [`local${spoiled}`, `convert${spoiled}`]);
  return {
    ratios: {
      ...named(["profile", "profileWithMisfit"], (name) => ratio(name, "rawScan")),
      ...named(conversions, (name) => ratio(name, "rawConvert")),
    },
    seconds: named(Object.keys(rounds[0] ?? {}), seconds),
    sentence: failed?.failure ?? null,
    peakBytes: Number(_max.peakBytes ?? 0n),
  };
}
