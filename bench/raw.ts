import { createReadStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { from as copyFrom } from "pg-copy-streams";
import { pool } from "#lib/platform/db.ts";
import { runEngine } from "#lib/platform/engine/engine.ts";
import { literal } from "#lib/platform/engine/sql.ts";
import { portableStrategy } from "#lib/strategy/portable-sql.ts";
import { PRESETS } from "#lib/strategy/presets.ts";
import { timed } from "./stages.ts";

const COLUMNS = "{'date': 'DATE', 'ticker': 'VARCHAR', 'sector': 'VARCHAR', 'price': 'DOUBLE'}";
const parquetOf = (dir: string, at: number): string => join(dir, `raw-${at}.parquet`);
const pricesIn = (files: string[]): string =>
  `(SELECT ticker, sector, date, price, price AS fill FROM read_parquet([${files.map(literal).join(", ")}])) AS prices`;

/** What a DuckDB script would do: typed read, sort by (ticker, date), Parquet; local files, one process for all. */
export const convertRaw = (dir: string, csvs: string[]): Promise<number> =>
  timed(() => {
    const steps = csvs.map((csv, at) => [
      {
        sql: `COPY (SELECT * FROM read_csv(${literal(csv)}, columns = ${COLUMNS}, header = true, delim = ',') ORDER BY ticker, date)
          TO ${literal(parquetOf(dir, at))} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`,
      },
    ]);
    return runEngine({ paths: [...csvs, ...csvs.map((_, at) => parquetOf(dir, at))], spillDir: dir, steps });
  });

export const rawParquet = (dir: string, files: number): string[] =>
  Array.from({ length: files }, (_, at) => parquetOf(dir, at));

/** The floor of any strategy: reading its columns once. */
export const scan = (dir: string, files: string[]): Promise<number> =>
  timed(() =>
    runEngine({
      paths: files,
      spillDir: dir,
      steps: [
        [
          {
            sql: `SELECT max(ticker), max(sector), max(date), sum(price) FROM read_parquet([${files.map(literal).join(", ")}])`,
          },
        ],
      ],
    }),
  );

/** Plain windows hold every row at once: with our memory they fail on thirty million, so they get more. */
const WINDOWS_MEMORY_MB = 6_000;

/** The same strategy in ordinary window functions over the same Parquet, its trades written as CSV. */
export const windows = (dir: string, files: string[], preset: "seed-exact" | "causal"): Promise<number> => {
  const csv = join(dir, "windows.csv");
  const sql = `COPY (${portableStrategy(pricesIn(files), PRESETS[preset])}) TO ${literal(csv)} (FORMAT csv, HEADER false, USE_TMP_FILE false)`;
  return timed(() =>
    runEngine({ paths: [...files, csv], spillDir: dir, memoryMb: WINDOWS_MEMORY_MB, steps: [[{ sql }]] }),
  );
};

const RAW_TABLE = `CREATE TABLE raw_trade (ticker TEXT, sector TEXT, purchase_date DATE, purchase_price FLOAT8,
  purchase_volume FLOAT8, last_price FLOAT8, pnl FLOAT8)`;

/** Bare COPY of the trades that `windows` wrote, into a table without an index. */
export async function copyRaw(dir: string): Promise<number> {
  await pool().query("DROP TABLE IF EXISTS raw_trade");
  await pool().query(RAW_TABLE);
  const client = await pool().connect();
  try {
    return await timed(() =>
      pipeline(
        createReadStream(join(dir, "windows.csv")),
        client.query(copyFrom("COPY raw_trade FROM STDIN (FORMAT csv)")),
      ),
    );
  } finally {
    client.release();
  }
}

export const indexRaw = (): Promise<number> =>
  timed(async () => {
    await pool().query("CREATE INDEX ON raw_trade (ticker, purchase_date)");
    await pool().query("CREATE INDEX ON raw_trade (purchase_date, ticker)");
  });
