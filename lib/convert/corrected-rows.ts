import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { stringify } from "csv-stringify/sync";
import { z } from "zod";
import { runEngine } from "#lib/platform/engine/engine.ts";
import { normalName } from "#lib/schema/header.ts";
import { readLines } from "#lib/schema/records.ts";
import type { Correction } from "./contract.ts";
import { type CellSource, pathsOf, rulesWithout, writeBadCells, writeGoodRows } from "./convert-sql.ts";
import { type BadRow, readBadRows } from "./rejects/bad-cells.ts";
import type { Work } from "./work.ts";

/** A correction read under the recipe, whether or not its row turns out to be rejected. */
export interface JudgedCorrection {
  row: number;
  /** The raw line that it is for. */
  was: string;
  /** The record as corrected. */
  line: string;
  fits: boolean;
  /** Why it cannot be read as one record of this file. */
  problem: string | undefined;
  bad: BadRow | undefined;
}

/** Reads each correction as strictly as the file's own records. By row. */
export async function judgeCorrections(
  { attempt, at }: Work,
  corrections: readonly Correction[],
  source: CellSource,
): Promise<Map<number, JudgedCorrection>> {
  const judged = corrections.map((correction) => asRecord(correction, source));
  const sound = judged.filter(({ problem }) => problem === undefined);
  if (sound.length > 0) {
    const own = await writeRecords(sound, at("judged.csv"), source);
    const steps = [[{ sql: writeBadCells(own, at("judged.json")) }]];
    const paths = [...pathsOf(own), at("judged.json")];
    await runEngine({ paths, spillDir: attempt.scratch, steps }, { signal: attempt.signal });
    for await (const bad of readBadRows(at("judged.json"))) {
      const correction = sound[bad.row - 1];
      if (correction) Object.assign(correction, { bad, fits: bad.cells.length === 0 });
    }
  }
  return new Map(judged.map((correction) => [correction.row, correction]));
}

/** Writes the corrected rows, typed; resolves to how many the engine wrote. */
export async function writeCorrected(
  { attempt, at }: Work,
  corrected: readonly JudgedCorrection[],
  source: CellSource,
): Promise<{ path: string; rows: number }> {
  const own = await writeRecords(corrected, at("corrected.csv"), source);
  const path = at("corrected.parquet");
  const steps = [[{ sql: writeGoodRows(own, path), as: "written" }]];
  const plan = { paths: [...pathsOf(own), path], spillDir: attempt.scratch, withoutRules: rulesWithout(own), steps };
  const result = await runEngine(plan, { signal: attempt.signal });
  const [written] = result.rows("written", z.object({ Count: z.coerce.number() }));
  return { path, rows: written?.Count ?? 0 };
}

/** The same for the same corrections; null for none. */
export function digestOf(corrected: readonly JudgedCorrection[]): string | null {
  if (corrected.length === 0) return null;
  const hash = createHash("sha256");
  for (const { row, line } of corrected) hash.update(`${row} ${line}\n`);
  return hash.digest("hex");
}

function asRecord({ row, line, cells, was }: Correction, source: CellSource): JudgedCorrection {
  const text = line ?? was.line;
  const judged = { row, was: was.line, line: text, fits: false, problem: undefined, bad: undefined };
  const records = [...readLines(text, source.dialect.delimiter)].filter(({ blank }) => !blank);
  const [record] = records;
  if (!record || records.length > 1 || record.malformed || record.open)
    return { ...judged, problem: "is not one record as it was corrected: look at its quotes and line breaks" };
  const { length } = record.cells;
  if (length !== source.cells)
    return { ...judged, problem: `has ${length} cells as it was corrected, where the header has ${source.cells}` };
  const places = new Map(source.columns.map(({ index, column }) => [normalName(column.source), index]));
  const changed = new Map(Object.entries(cells).map(([name, value]) => [places.get(normalName(name)), value]));
  const values = record.cells.map((value, index) => changed.get(index) ?? value);
  return { ...judged, fits: true, line: lineOf(values, source) };
}

async function writeRecords(
  records: readonly JudgedCorrection[],
  path: string,
  source: CellSource,
): Promise<CellSource> {
  await writeFile(path, records.map(({ line }) => `${line}\n`).join(""));
  return { ...source, path, columns: source.columns.map(({ spelling: _, ...column }) => column) };
}

/** A lone empty cell is written in quotes, as a blank line is no record. */
const lineOf = (cells: string[], { dialect }: CellSource): string =>
  stringify([cells], { delimiter: dialect.delimiter, record_delimiter: "", quoted_empty: cells.length === 1 });
