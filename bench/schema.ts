import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { SimulateOptions, simulateFiles } from "#cli/simulate/simulate.ts";
import { Prescanner } from "#lib/convert/prescan.ts";
import { recipeOfPlan } from "#lib/convert/profile/planned-columns.ts";
import { profileRecords } from "#lib/convert/profile/profile-records.ts";
import { db } from "#lib/platform/db.ts";
import { runEngine } from "#lib/platform/engine/engine.ts";
import { literal } from "#lib/platform/engine/sql.ts";
import { filePieces } from "#lib/platform/file-pieces.ts";
import { localUser } from "#lib/platform/session.ts";
import { inspectSample } from "#lib/schema/inspect.ts";
import { planFor } from "#lib/schema/profile/plan.ts";
import { readSample } from "#lib/schema/sample.ts";
import { NINE_COLUMNS } from "./append.ts";
import { openServices } from "./services.ts";
import { spoil } from "./spoiled.ts";
import { convertDrawer, timed, uploadDrawer } from "./stages.ts";

export interface SchemaBenchOptions {
  megabytes: number;
  runs: number;
}

export interface SchemaBenchResult {
  bytes: number;
  rows: number;
  /** How fast ours is beside the raw engine on the clean file; medians of the runs, higher is better. */
  ratios: Record<Measured, number>;
  seconds: Record<Measured | Raw | "sample", number>;
  /** What the conversion of the file without a good row ends in. */
  sentence: string | null;
  /** Largest engine process. */
  peakBytes: number;
}

type Raw = "rawScan" | "rawConvert";
type Measured = "profile" | "profileWithMisfit" | "convert" | "convertOnePercent" | "convertAllBad";

/** A ticker's 31,186 days in nine columns. */
const TICKER_BYTES = 2_460_000;
const NAMES = ["adj_close", "high", "low", "open", "close"];

/** Reads and converts a file, sound and spoiled, beside the raw engine, by turns in one go. */
export async function runSchemaBench(
  { megabytes, runs }: SchemaBenchOptions,
  report: (line: string) => void,
): Promise<SchemaBenchResult> {
  const services = await openServices();
  try {
    const { dir } = services;
    report(`Simulating ${megabytes} MB, sound and spoiled`);
    const tickersPerFile = Math.max(1, Math.round((megabytes * 1e6) / TICKER_BYTES));
    const { files } = await simulateFiles(SimulateOptions.parse({ out: join(dir, "csv"), files: 1, tickersPerFile }));
    const [{ path, bytes, rows } = { path: "", bytes: 0, rows: 0 }] = files;
    const drawers = await spoiledDrawers(dir, path, rows);
    const rounds: Record<Measured | Raw | "sample", number>[] = [];
    for (let round = 1; round <= runs; round++) {
      report(`Round ${round} of ${runs}`);
      rounds.push(await measure(dir, path, drawers));
    }
    return await summarise(rounds, { bytes, rows });
  } finally {
    await services.close();
  }
}

interface Drawers {
  oneMisfit: string;
  convert: string;
  convertOnePercent: string;
  convertAllBad: string;
}

async function spoiledDrawers(dir: string, path: string, rows: number): Promise<Drawers> {
  const at = (name: string) => join(dir, `${name}.csv`);
  await spoil(dir, path, at("one"), { every: Math.ceil(rows * 0.3), column: "volume", text: "1.7" });
  await spoil(dir, path, at("percent"), { every: 100, column: "adj_close", text: "n.a" });
  await spoil(dir, path, at("bad"), { every: 1, column: "adj_close", text: "n.a" });
  return {
    oneMisfit: at("one"),
    convert: await uploadDrawer("clean", [path], NINE_COLUMNS),
    convertOnePercent: await uploadDrawer("percent", [at("percent")], NINE_COLUMNS),
    convertAllBad: await uploadDrawer("bad", [at("bad")], NINE_COLUMNS),
  };
}

async function measure(dir: string, path: string, drawers: Drawers) {
  const sample = await timed(() => inspect(path));
  const rawScan = await scanRaw(dir, path);
  const profile = await profileLocal(dir, path);
  const profileWithMisfit = await profileLocal(dir, drawers.oneMisfit);
  const rawConvert = await convertRaw(dir, path);
  const convert = await convertDrawer(drawers.convert);
  const convertOnePercent = await convertDrawer(drawers.convertOnePercent);
  const convertAllBad = await timed(() => convertDrawer(drawers.convertAllBad).catch(() => undefined));
  return { sample, rawScan, profile, profileWithMisfit, rawConvert, convert, convertOnePercent, convertAllBad };
}

/** What a DuckDB script would read: the right types pinned, nothing detected. */
const readTyped = (path: string): string => `read_csv(${literal(path)}, auto_detect = false, header = true, delim = ',',
  quote = '"', escape = '"', columns = {'date': 'DATE', 'ticker': 'VARCHAR', 'sector': 'VARCHAR',
  ${NAMES.map((name) => `'${name}': 'DOUBLE'`).join(", ")}, 'volume': 'BIGINT'})`;

async function scanRaw(dir: string, path: string): Promise<number> {
  const names = ["date", "ticker", "sector", ...NAMES, "volume"];
  const sql = `SELECT count(*), ${names.map((name) => `count(${name}), min(${name}), max(${name})`).join(", ")}
    FROM ${readTyped(path)}`;
  const { id: owner } = await localUser();
  return timed(() => runEngine({ paths: [path], spillDir: dir, steps: [[{ sql }]] }, { owner }));
}

async function convertRaw(dir: string, path: string): Promise<number> {
  const target = join(dir, "raw.parquet");
  const sql = `COPY (SELECT * FROM ${readTyped(path)}) TO ${literal(target)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`;
  const { id: owner } = await localUser();
  return timed(() => runEngine({ paths: [path, target], spillDir: dir, steps: [[{ sql }]] }, { owner }));
}

async function inspect(path: string) {
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
async function profileLocal(dir: string, path: string): Promise<number> {
  const inspection = await inspect(path);
  const plan = planFor([inspection], undefined);
  const { id: owner } = await localUser();
  const recipe = recipeOfPlan(inspection, plan);
  const { size } = await stat(path);
  return timed(async () => {
    const prescanner = new Prescanner(recipe, recipe.dialect, { digests: false });
    await profileRecords(prescanner, filePieces(path), { plan, bytes: size, spillDir: dir, owner });
  });
}

async function summarise(
  rounds: Record<Measured | Raw | "sample", number>[],
  size: { bytes: number; rows: number },
): Promise<SchemaBenchResult> {
  const seconds = (name: Measured | Raw | "sample") => rounded(median(rounds.map((round) => round[name])) / 1_000);
  const ratio = (ours: Measured, raw: Raw) => rounded(median(rounds.map((round) => round[raw] / round[ours])));
  const failed = await db().sourceFile.findFirst({ where: { state: "failed" }, select: { failure: true } });
  const { _max } = await db().attempt.aggregate({ _max: { peakBytes: true } });
  return {
    ...size,
    ratios: {
      profile: ratio("profile", "rawScan"),
      profileWithMisfit: ratio("profileWithMisfit", "rawScan"),
      convert: ratio("convert", "rawConvert"),
      convertOnePercent: ratio("convertOnePercent", "rawConvert"),
      convertAllBad: ratio("convertAllBad", "rawConvert"),
    },
    seconds: {
      sample: seconds("sample"),
      rawScan: seconds("rawScan"),
      profile: seconds("profile"),
      profileWithMisfit: seconds("profileWithMisfit"),
      rawConvert: seconds("rawConvert"),
      convert: seconds("convert"),
      convertOnePercent: seconds("convertOnePercent"),
      convertAllBad: seconds("convertAllBad"),
    },
    sentence: failed?.failure ?? null,
    peakBytes: Number(_max.peakBytes ?? 0n),
  };
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

const rounded = (value: number): number => Number(value.toFixed(2));
