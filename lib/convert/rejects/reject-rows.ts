import { rename } from "node:fs/promises";
import { runEngine } from "#lib/platform/engine/engine.ts";
import { type CellSource, mayHaveNulled, pathsOf, rulesWithout, writeBadCells } from "../convert-sql.ts";
import { judgeCorrections } from "../corrected-rows.ts";
import { listCorrections } from "../corrections/queries.ts";
import { nothingFits } from "../nothing-fits.ts";
import type { PrescanResult } from "../prescan.ts";
import type { TakenRecords } from "../taking/taken-records.ts";
import { report, type Work } from "../work.ts";
import { noneRejected, type Rejected, writeRejects } from "./reject-file.ts";

/** What became of a file's records. */
interface Outcome {
  /** Records the engine could read. */
  sound: number;
  good: number;
  /** Good rows with a value that was looked for and not found. */
  unmatched: number;
  taken: TakenRecords;
}

/** Says of every row that is not good why, and takes those that somebody corrected. */
export async function rejectRows(
  work: Work,
  source: CellSource,
  prescan: PrescanResult,
  { sound, good, unmatched, taken }: Outcome,
): Promise<Rejected> {
  const hasBadCells = sound > good || unmatched > 0 || mayHaveNulled(source.columns);
  if (good === prescan.records && !hasBadCells) return noneRejected();
  const { file, at } = work;
  const sentBack = await listCorrections(file.id);
  if (good === 0 && prescan.records > 0 && sentBack.length === 0)
    throw await nothingFits(at("records.csv"), source, prescan, taken.misfits);
  if (taken.count === prescan.records - good && sentBack.length === 0 && !hasBadCells) return takenAlone(work, taken);
  const badCells = hasBadCells ? await findBadCells(work, source) : undefined;
  const corrections = await judgeCorrections(work, sentBack, source);
  const { dialect, cells, regular } = prescan;
  const records = { file: file.path, records: at("records.csv"), dialect, cells, regular };
  return writeRejects({ ...records, badCells, taken: taken.path, corrections }, at("rejects.csv"));
}

/** Where nothing else is rejected, and nobody corrected anything, all has been written. */
async function takenAlone({ at }: Work, { path, count, misfits }: TakenRecords): Promise<Rejected> {
  await rename(path, at("rejects.csv"));
  return { setAside: 0, badRows: count, corrected: [], misfits };
}

/** Resolves to where the engine wrote them. */
async function findBadCells({ attempt, file, at }: Work, source: CellSource): Promise<string> {
  report(attempt, "Explaining rejects", 0, file.bytes);
  const target = at("bad-cells.json");
  const steps = [[{ sql: writeBadCells(source, target) }]];
  const withoutRules = rulesWithout(source);
  const plan = { paths: [...pathsOf(source), target], spillDir: attempt.scratch, withoutRules, steps };
  attempt.notePeak((await runEngine(plan, { signal: attempt.signal, owner: attempt.ownerId })).peakBytes);
  return target;
}
