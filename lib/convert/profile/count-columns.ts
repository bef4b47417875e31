import { z } from "zod";
import { type EngineEffects, runEngine } from "#lib/platform/engine/engine.ts";
import type { FileProfile, PlannedColumn } from "#lib/schema/profile/contract.ts";
import { convertThreads } from "../convert-threads.ts";
import type { PrescanResult } from "../prescan.ts";
import { lookAtMisfits } from "./misfit-sql.ts";
import { sortFormats } from "./planned-columns.ts";
import { type MisfitCounts, MisfitCounts as Misfits, misfitsOf, readColumn, WholeCounts } from "./read-column.ts";
import { countWhole, type ReadColumn, type WholeFile } from "./whole-sql.ts";

/** Sound records on disk, and where the others stood. */
export interface SoundRecords {
  path: string;
  prescan: PrescanResult;
  /** Rows (from 1) that were set aside, in order. */
  setAside: readonly number[];
}

interface Place extends EngineEffects {
  spillDir: string;
  plan: readonly PlannedColumn[];
  onPeak?(bytes: number): void;
}

/** Counts everything that is planned in every row of a file. A second pass looks at what does not fit, if there is any. */
export async function countColumns(records: SoundRecords, place: Place): Promise<FileProfile> {
  const { prescan, setAside, path } = records;
  const columns = prescan.columns.map((located) => ({
    ...located,
    ...sortFormats(located.column.source, place.plan),
  }));
  const { dialect, cells } = prescan;
  const file: WholeFile = {
    path,
    bytes: prescan.bytes,
    dialect,
    cells,
    rows: prescan.records - setAside.length,
    columns,
  };
  const whole = new Map(await ask(file, columns, countWhole(file), WholeCounts, place));
  const misfitting = columns.filter((column) => misfitsIn(column, whole) > 0);
  const misfits =
    misfitting.length > 0
      ? new Map(await ask(file, misfitting, lookAtMisfits(file, misfitting), Misfits, place))
      : new Map<number, MisfitCounts>();
  const rowOf = rowsAround(setAside);
  return {
    rows: prescan.records,
    setAside: setAside.length,
    columns: columns.flatMap((column) => {
      const counts = whole.get(column.index);
      return counts ? [readColumn(column, file.rows, counts, misfits.get(column.index), rowOf)] : [];
    }),
  };
}

function misfitsIn(column: ReadColumn, whole: ReadonlyMap<number, WholeCounts>): number {
  const counts = whole.get(column.index);
  return counts ? misfitsOf(column, counts) : 0;
}

async function ask<Counts extends z.ZodType>(
  { path, bytes }: WholeFile,
  columns: readonly ReadColumn[],
  sql: string,
  counts: Counts,
  { spillDir, onPeak, plan: _, ...effects }: Place,
): Promise<[number, z.infer<Counts>][]> {
  const threads = convertThreads(bytes);
  const steps = [[{ sql, as: "counted" }]];
  const result = await runEngine(
    { paths: [path], spillDir, threads, withoutRules: ["filter_pushdown"], steps },
    effects,
  );
  onPeak?.(result.peakBytes);
  const [row = {}] = result.rows("counted", z.record(z.string(), z.unknown()));
  return columns.map(({ index }) => [index, counts.parse(row[`k${index}`])]);
}

/** The row of the nth sound record: one more for each that was set aside before it. */
function rowsAround(setAside: readonly number[]): (sound: number) => number {
  return (sound) => {
    let row = sound;
    for (const at of setAside) {
      if (at > row) break;
      row++;
    }
    return row;
  };
}
