import { stat } from "node:fs/promises";
import { join } from "node:path";
import { convertThreads } from "#lib/convert/convert-threads.ts";
import { runEngine } from "#lib/platform/engine/engine.ts";
import { literal } from "#lib/platform/engine/sql.ts";
import { localUser } from "#lib/platform/session.ts";
import { PLAIN_DIALECT, type Recipe, RecipeColumn } from "#lib/schema/contract.ts";
import { convertHere } from "./convert-here.ts";
import { median, round } from "./figures.ts";
import { openServices } from "./services.ts";
import { timed } from "./stages.ts";

export interface SpellingsBenchOptions {
  rows: number;
  runs: number;
}

export interface SpellingsBenchResult {
  rows: number;
  /** By spelling: local CSV to local Parquet, times the speed of the raw engine's typed COPY; medians, higher is better. */
  ratios: Record<string, number>;
}

/** How a column is written, and what the raw engine has to be told to read it. */
interface Spelled {
  column: { type: string; format: string; nullTokens?: string[] };
  /** Of row number n. */
  cell: string;
  rawType: string;
  rawOption?: string;
}

const DAY = "(DATE '1950-01-01' + CAST(n % 20000 AS INTEGER))";
const AMOUNT = "(n % 1000000) * 10.25";

const SPELLINGS: Record<string, Spelled> = {
  "2020-01-31": { column: { type: "date", format: "yyyy-mm-dd" }, cell: `CAST(${DAY} AS VARCHAR)`, rawType: "DATE" },
  "31/01/2020": {
    column: { type: "date", format: "dd/mm/yyyy" },
    cell: `strftime(${DAY}, '%d/%m/%Y')`,
    rawType: "DATE",
    rawOption: "dateformat = '%d/%m/%Y'",
  },
  "20200131": {
    column: { type: "date", format: "yyyymmdd" },
    cell: `strftime(${DAY}, '%Y%m%d')`,
    rawType: "DATE",
    rawOption: "dateformat = '%Y%m%d'",
  },
  "2020-01-31 15:30:00": {
    column: { type: "timestamp", format: "yyyy-mm-dd hh:mm:ss" },
    cell: `CAST(${DAY} AS VARCHAR) || ' 15:30:' || lpad(CAST(n % 60 AS VARCHAR), 2, '0')`,
    rawType: "TIMESTAMP",
  },
  "1.5": { column: { type: "number", format: "1.5" }, cell: `printf('%.2f', ${AMOUNT})`, rawType: "DOUBLE" },
  "0.30000000000000004": {
    column: { type: "number", format: "1.5" },
    cell: "CAST(sqrt(n + 1) AS VARCHAR)",
    rawType: "DOUBLE",
  },
  "1.1000000000000001": {
    column: { type: "number", format: "1.5" },
    cell: "format('{:.17g}', sqrt(n + 1))",
    rawType: "DOUBLE",
  },
  "1.5 or NA": {
    column: { type: "number", format: "1.5", nullTokens: ["", "NA"] },
    cell: `CASE WHEN n % 10 = 0 THEN 'NA' ELSE printf('%.2f', ${AMOUNT}) END`,
    rawType: "DOUBLE",
    rawOption: "nullstr = ['', 'NA']",
  },
  "1,5": {
    column: { type: "number", format: "1,5" },
    cell: `replace(printf('%.2f', ${AMOUNT}), '.', ',')`,
    rawType: "DOUBLE",
    rawOption: "decimal_separator = ','",
  },
  "1,234.5": {
    column: { type: "number", format: "1,234.5" },
    cell: `format('{:,.2f}', ${AMOUNT})`,
    rawType: "DOUBLE",
    rawOption: "thousands = ','",
  },
};

/** Files of four columns, one of them in each spelling, beside the raw engine's reader told the same format, by turns. */
export async function runSpellingsBench(
  { rows, runs }: SpellingsBenchOptions,
  report: (line: string) => void,
): Promise<SpellingsBenchResult> {
  const services = await openServices();
  try {
    const ratios: SpellingsBenchResult["ratios"] = {};
    for (const [name, spelled] of Object.entries(SPELLINGS)) {
      report(name);
      const path = join(services.dir, "spelled.csv");
      await writeSpelled(services.dir, path, spelled, rows);
      const rounds: number[] = [];
      for (let at = 0; at < runs; at++) {
        const raw = await convertRaw(services.dir, path, spelled);
        const ours = await timed(() => convertHere(path, recipeOf(spelled), services.dir, "spelled"));
        rounds.push(raw / ours);
      }
      ratios[name] = round(median(rounds), 2);
    }
    return { rows, ratios };
  } finally {
    await services.close();
  }
}

const recipeOf = ({ column }: Spelled): Recipe => ({
  dialect: { ...PLAIN_DIALECT, delimiter: ";" },
  columns: [
    column,
    { type: "text", format: "as-is" },
    { type: "integer", format: "123" },
    { type: "integer", format: "123" },
  ].map((one, at) => RecipeColumn.parse({ source: `c${at}`, name: `c${at}`, ...one })),
  derived: [],
});

async function writeSpelled(dir: string, path: string, { cell }: Spelled, rows: number): Promise<void> {
  const sql = `COPY (SELECT ${cell} AS c0, 'TICK' || (n // 30000) AS c1, n * 7 AS c2, n % 1000 AS c3 FROM range(${rows}) AS t(n))
    TO ${literal(path)} (FORMAT csv, HEADER true, DELIMITER ';', USE_TMP_FILE false)`;
  await runEngine({ paths: [path], spillDir: dir, steps: [[{ sql }]] });
}

/** With as many threads as a conversion of this file has. Milliseconds. */
async function convertRaw(dir: string, path: string, { rawType, rawOption }: Spelled): Promise<number> {
  const target = join(dir, "raw.parquet");
  const types = `{'c0': '${rawType}', 'c1': 'VARCHAR', 'c2': 'BIGINT', 'c3': 'BIGINT'}`;
  const options = ["auto_detect = false", "header = true", "delim = ';'", ...(rawOption ? [rawOption] : [])];
  const sql = `COPY (SELECT * FROM read_csv(${literal(path)}, ${options.join(", ")}, columns = ${types}))
    TO ${literal(target)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`;
  const { size } = await stat(path);
  const { id: owner } = await localUser();
  const plan = { paths: [path, target], spillDir: dir, threads: convertThreads(size), steps: [[{ sql }]] };
  return timed(() => runEngine(plan, { owner }));
}
