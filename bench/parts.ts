import { stat } from "node:fs/promises";
import { join } from "node:path";
import { roleColumns } from "#lib/convert/roles.ts";
import { factStatements, readFacts } from "#lib/convert/shard-facts.ts";
import { db } from "#lib/platform/db.ts";
import { runEngine } from "#lib/platform/engine/engine.ts";
import { literal } from "#lib/platform/engine/sql.ts";
import { localUser } from "#lib/platform/session.ts";
import { uploadFile } from "#lib/platform/storage.ts";
import { NINE_COLUMNS } from "./append.ts";

/** A part to be made: tickers and days (or minutes) from one on and before another, by number. */
export interface PartShape {
  tickers: [from: number, to: number];
  days: [from: number, to: number];
  isByMinute?: boolean;
}

export interface MadeParts {
  datasetId: string;
  /** The same parts on disk, for the raw engine. */
  paths: string[];
  rows: number;
  bytes: number;
}

/** Stores sorted parts of made-up prices in nine columns, as conversion leaves them. Not timed. */
export async function makeParts(dir: string, name: string, shapes: readonly PartShape[]): Promise<MadeParts> {
  const owner = await localUser();
  const { id: datasetId } = await db().dataset.create({ data: { ownerId: owner.id, name } });
  const recipe = { datasetId, version: 1, signature: "bench", body: NINE_COLUMNS };
  const { id: recipeId } = await db().recipe.create({ data: recipe });
  const roles = roleColumns(NINE_COLUMNS);
  const made: MadeParts = { datasetId, paths: [], rows: 0, bytes: 0 };
  for (const [at, shape] of shapes.entries()) {
    const path = join(dir, `${name}-${String(at).padStart(5, "0")}.parquet`);
    const steps = [[{ sql: writePart(path, shape) }], factStatements(path, roles, "part")];
    const result = await runEngine({ paths: [path], spillDir: dir, steps }, { owner: owner.id });
    const { facts } = readFacts(result, "part");
    const { size: bytes } = await stat(path);
    const attemptId = crypto.randomUUID();
    const objectKey = `lake/${attemptId}/part.parquet`;
    await uploadFile(path, objectKey, "application/vnd.apache.parquet");
    const counted = { rowsRead: BigInt(facts.rows), rowsGood: BigInt(facts.rows), rowsRejected: 0n };
    const file = { datasetId, path: `${at}`.padStart(6, "0"), objectKey: `raw/${attemptId}`, partBytes: 2 ** 23 };
    const part = { recipeId, attemptId, objectKey, bytes: BigInt(bytes), rows: BigInt(facts.rows), stats: facts };
    await db().sourceFile.create({
      data: { ...file, ...counted, bytes: 0n, sha256: attemptId, state: "converted", part: { create: part } },
    });
    made.paths.push(path);
    made.rows += facts.rows;
    made.bytes += bytes;
  }
  return made;
}

/** Prices of four decimals that follow from ticker and day, so that every shape of the same rows is as large. */
function writePart(path: string, { tickers, days, isByMinute }: PartShape): string {
  const date = isByMinute
    ? "TIMESTAMP '1990-01-01' + to_minutes(CAST(d AS INTEGER))"
    : "DATE '1900-01-01' + CAST(d AS INTEGER)";
  const noise = (name: string) => `(hash(t, d, '${name}') % 1000000)`;
  const price = (name: string) =>
    `round(20 + t % 300 + 10 * sin(d / 40.0 + t) + ${noise(name)} / 500000.0, 4) AS ${name}`;
  return `COPY (
    SELECT ${date} AS date, 'T' || lpad(CAST(t AS VARCHAR), 6, '0') AS ticker,
      'SECTOR ' || t % 12 AS sector, ${["adj_close", "high", "low", "open", "close"].map(price).join(", ")},
      CAST(100000 + ${noise("volume")} AS BIGINT) AS volume
    FROM range(${tickers[0]}, ${tickers[1]}) AS tickers(t), range(${days[0]}, ${days[1]}) AS days(d)
    ORDER BY ticker, date
  ) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd, DICTIONARY_SIZE_LIMIT 4096, USE_TMP_FILE false)`;
}
