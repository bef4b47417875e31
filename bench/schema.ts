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
const SPOILED = {
  Clean: { share: 0, text: SAME },
  OnePercent: { share: 0.01, text: SAME },
  TenPercent: { share: 0.1, text: SAME },
  Half: { share: 0.5, text: SAME },
  HalfDistinct: { share: 0.5, text: ITS_OWN },
  NinetyPercent: { share: 0.9, text: SAME },
  AllBad: { share: 1, text: SAME },
} as const;
export type Spoiled = keyof typeof SPOILED;
const ALL: Spoiled[] = ["Clean", "OnePercent", "TenPercent", "Half", "HalfDistinct", "NinetyPercent", "AllBad"];

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
  recipe: Recipe;
  inspection: Inspection;
  oneMisfit: string;
  files: Record<Spoiled, { path: string; datasetId: string }>;
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
  const drawer = async (spoiled: Spoiled) => {
    const own = spoiled === "Clean" ? path : join(dir, `${spoiled}.csv`);
    if (own !== path) await spoil(dir, path, own, { ...SPOILED[spoiled], column: "adj_close" });
    return { path: own, datasetId: await uploadDrawer(spoiled, [own], recipe) };
  };
  const oneMisfit = join(dir, "one.csv");
  await spoil(dir, path, oneMisfit, { share: 3 / rows, column: "volume", text: "'1.7'" });
  return {
    ...{ dir, recipe, inspection, oneMisfit },
    files: {
      Clean: await drawer("Clean"),
      OnePercent: await drawer("OnePercent"),
      TenPercent: await drawer("TenPercent"),
      Half: await drawer("Half"),
      HalfDistinct: await drawer("HalfDistinct"),
      NinetyPercent: await drawer("NinetyPercent"),
      AllBad: await drawer("AllBad"),
    },
  };
}

async function measure({ dir, recipe, inspection, oneMisfit, files }: Bench): Promise<Seconds> {
  const { path } = files.Clean;
  const whole = {
    sample: await timed(() => inspect(path)),
    rawScan: await scanRaw(dir, path, recipe),
    profile: await profileLocal(dir, path, inspection),
    profileWithMisfit: await profileLocal(dir, oneMisfit, inspection),
    rawConvert: await convertRaw(dir, path, recipe),
  };
  const local = (spoiled: Spoiled) =>
    timed(() => convertHere(files[spoiled].path, recipe, dir, spoiled).catch(endInASentence));
  const stored = (spoiled: Spoiled) => timed(() => convertDrawer(files[spoiled].datasetId).catch(() => undefined));
  return {
    ...whole,
    ...{ localClean: await local("Clean"), convertClean: await stored("Clean") },
    ...{ localOnePercent: await local("OnePercent"), convertOnePercent: await stored("OnePercent") },
    ...{ localTenPercent: await local("TenPercent"), convertTenPercent: await stored("TenPercent") },
    ...{ localHalf: await local("Half"), convertHalf: await stored("Half") },
    ...{ localHalfDistinct: await local("HalfDistinct"), convertHalfDistinct: await stored("HalfDistinct") },
    ...{ localNinetyPercent: await local("NinetyPercent"), convertNinetyPercent: await stored("NinetyPercent") },
    ...{ localAllBad: await local("AllBad"), convertAllBad: await stored("AllBad") },
  };
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
  const conversions = ALL.flatMap((spoiled) => [`local${spoiled}`, `convert${spoiled}`]);
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
