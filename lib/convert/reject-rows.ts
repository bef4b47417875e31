import { runEngine } from "#lib/platform/engine/engine.ts";
import { type CellSource, mayHaveNulled, pathsOf, rulesWithout, writeBadCells } from "./convert-sql.ts";
import { judgeCorrections } from "./corrected-rows.ts";
import { listCorrections } from "./corrections/queries.ts";
import { nothingFits } from "./nothing-fits.ts";
import type { PrescanResult } from "./prescan.ts";
import { noneRejected, type Rejected, writeRejects } from "./reject-file.ts";
import { readTaken } from "./taken-records.ts";
import type { Taken } from "./type-rows.ts";
import { report, type Work } from "./work.ts";

/** Says of every row that is not good why, and takes those that somebody corrected. */
export async function rejectRows(
  work: Work,
  source: CellSource,
  prescan: PrescanResult,
  { sound, good, unmatched, taken }: { sound: number; good: number; unmatched: number; taken: Taken | undefined },
): Promise<Rejected> {
  const hasBadCells = sound > good || unmatched > 0 || mayHaveNulled(source.columns);
  if (good === prescan.records && !hasBadCells) return noneRejected();
  const { file, at } = work;
  const sentBack = await listCorrections(file.id);
  if (good === 0 && prescan.records > 0 && sentBack.length === 0)
    throw await nothingFits(at("records.csv"), source, prescan, taken && readTaken(taken.source.path, source));
  if (hasBadCells) await findBadCells(work, source);
  const corrections = await judgeCorrections(work, sentBack, source);
  const rejectSource = {
    file: file.path,
    records: at("records.csv"),
    dialect: prescan.dialect,
    cells: prescan.cells,
    regular: prescan.regular,
    badCells: hasBadCells ? at("bad-cells.json") : undefined,
    taken: taken && { records: readTaken(taken.source.path, source), badCells: taken.badCells },
    corrections,
  };
  return writeRejects(rejectSource, at("rejects.csv"));
}

async function findBadCells({ attempt, file, at }: Work, source: CellSource): Promise<void> {
  report(attempt, "Explaining rejects", 0, file.bytes);
  const target = at("bad-cells.json");
  const steps = [[{ sql: writeBadCells(source, target) }]];
  const withoutRules = rulesWithout(source);
  const plan = { paths: [...pathsOf(source), target], spillDir: attempt.scratch, withoutRules, steps };
  attempt.notePeak((await runEngine(plan, { signal: attempt.signal })).peakBytes);
}
