import { z } from "zod";
import { type EngineEffects, runEngine } from "#lib/platform/engine/engine.ts";
import { convertThreads } from "../convert-threads.ts";
import { countLost } from "./lost-sql.ts";
import { lookAtMisfits } from "./misfit-sql.ts";
import { MisfitCounts, misfitsOf, type Pick, WholeCounts } from "./read-column.ts";
import type { ReadColumn, WholeFile } from "./read-sql.ts";
import { countWhole } from "./whole-sql.ts";

/** Two with half of the threads each wait less for one another's ends than one with all of them. */
export const PARTS_AT_ONCE = 2;

export interface CountPlace extends EngineEffects {
  spillDir: string;
  onPeak?: (bytes: number) => void;
}

/** What a part of a file says, by the places of its columns. */
export interface CountedPart {
  rows: number;
  whole: Map<number, WholeCounts>;
  misfits: Map<number, MisfitCounts>;
  picks: Record<string, Pick | null>[];
  /** Rows of the file that could not be cut into cells and are not counted, in order. */
  setAside: readonly number[];
}

const Picks = z.array(z.record(z.string(), z.union([z.number(), z.string()]).nullable())).nullable();

const LostCounts = WholeCounts.pick({ lost: true });

/** Counts everything that is planned in every row. More passes look at what does not fit and at what a number might not keep, if there is any. */
export async function countPart(part: WholeFile, place: CountPlace): Promise<CountedPart> {
  const counted = await ask(part, countWhole(part), place);
  const whole = byPlace(part.columns, counted, WholeCounts);
  const misfitting = part.columns.filter((column) => {
    const counts = whole.get(column.index);
    return counts !== undefined && misfitsOf(column, counts) > 0;
  });
  const looked = misfitting.length > 0 ? await ask(part, lookAtMisfits(part, misfitting), place) : {};
  const misfits = byPlace(misfitting, looked, MisfitCounts);
  const losing = part.columns.filter(({ index }) => whole.get(index)?.mayLose);
  const lost = losing.length > 0 ? await ask(part, countLost(part, losing), place) : {};
  for (const [index, counts] of byPlace(losing, lost, LostCounts)) Object.assign(whole.get(index) ?? {}, counts);
  return { rows: part.rows, whole, misfits, picks: Picks.parse(counted.picks) ?? [], setAside: [] };
}

async function ask(
  { path, bytes }: WholeFile,
  sql: string,
  { spillDir, onPeak, ...effects }: CountPlace,
): Promise<Record<string, unknown>> {
  const steps = [[{ sql, as: "counted" }]];
  const plan = {
    paths: [path],
    spillDir,
    threads: Math.ceil(convertThreads(bytes) / PARTS_AT_ONCE),
    withoutRules: ["filter_pushdown"],
    steps,
  };
  const result = await runEngine(plan, effects);
  onPeak?.(result.peakBytes);
  return result.rows("counted", z.record(z.string(), z.unknown()))[0] ?? {};
}

const byPlace = <Counts extends z.ZodType>(
  columns: readonly ReadColumn[],
  row: Record<string, unknown>,
  counts: Counts,
): Map<number, z.infer<Counts>> => new Map(columns.map(({ index }) => [index, counts.parse(row[`k${index}`])]));
