import { join } from "node:path";
import { runEngine } from "#lib/platform/engine/engine.ts";
import { literal } from "#lib/platform/engine/sql.ts";
import { localUser } from "#lib/platform/session.ts";
import type { Recipe } from "#lib/schema/contract.ts";
import { findFormat } from "#lib/schema/formats.ts";
import { timed } from "./stages.ts";

/** What a DuckDB script would read: the right types pinned, nothing detected. */
function readTyped(path: string, { columns }: Recipe): string {
  const types = columns.map(({ source, type, format }) => `${literal(source)}: ${literal(duckType(type, format))}`);
  return `read_csv(${literal(path)}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
    columns = {${types.join(", ")}})`;
}

const duckType = (...[type, format]: Parameters<typeof findFormat>): string =>
  findFormat(type, format)?.sql.type ?? "VARCHAR";

/** Count, least and largest of every column. Milliseconds. */
export async function scanRaw(dir: string, path: string, recipe: Recipe): Promise<number> {
  const asked = recipe.columns.map(({ source }) => `count(${source}), min(${source}), max(${source})`);
  return run(dir, [path], `SELECT count(*), ${asked.join(", ")} FROM ${readTyped(path, recipe)}`);
}

/** Typed read, sort by (ticker, date), Parquet: what conversion leaves. Milliseconds. */
export async function convertRaw(dir: string, path: string, recipe: Recipe): Promise<number> {
  const target = join(dir, "raw.parquet");
  const rows = `SELECT * FROM ${readTyped(path, recipe)} ORDER BY ticker, date`;
  const sql = `COPY (${rows}) TO ${literal(target)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`;
  return run(dir, [path, target], sql);
}

async function run(dir: string, paths: string[], sql: string): Promise<number> {
  const { id: owner } = await localUser();
  return timed(() => runEngine({ paths, spillDir: dir, steps: [[{ sql }]] }, { owner }));
}
