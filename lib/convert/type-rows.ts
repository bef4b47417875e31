import { z } from "zod";
import { runEngine } from "#lib/platform/engine/engine.ts";
import { faultPoint } from "#lib/platform/faults.ts";
import { cellSource } from "./cell-source.ts";
import type { ShardFacts } from "./contract.ts";
import { type CellSource, pathsOf, rulesWithout, writeGoodRows } from "./convert-sql.ts";
import { convertThreads } from "./convert-threads.ts";
import { writeSoundRecords } from "./irregular.ts";
import type { Lookups } from "./lookup/lookup.ts";
import { countUnmatched } from "./lookup/lookup-sql.ts";
import type { PrescanResult } from "./prescan.ts";
import type { Rejected } from "./rejects/reject-file.ts";
import { rejectRows } from "./rejects/reject-rows.ts";
import { roleColumns } from "./roles.ts";
import { factStatements, readFacts } from "./shard-facts.ts";
import type { TakenRecords } from "./taking/taken-records.ts";
import { report, type Work } from "./work.ts";

/** The good rows of a file, as the engine wrote them. */
export interface Written {
  rows: number;
  path: string;
  /** Good rows with a value that was looked for and not found. */
  unmatched: number;
  facts: ShardFacts;
  stepsBack: number;
}

/** Writes the records that were left in records.csv as typed rows, and why the others are none. */
export async function typeRows(
  work: Work,
  prescan: PrescanResult,
  looked: Lookups,
  taken: TakenRecords,
): Promise<{ source: CellSource; written: Written; rejected: Rejected }> {
  const source = cellSource(work, prescan, looked);
  const sound = prescan.regular
    ? prescan.records - taken.count
    : await writeSoundRecords(work.at("records.csv"), source.path, prescan);
  const written = await writeGood(work, source);
  const rejected = await rejectRows(work, source, prescan, {
    sound,
    good: written.rows,
    unmatched: written.unmatched,
    taken,
  });
  return { source, written, rejected };
}

/** Writes the good rows and learns everything about them in one go: starting an engine costs as much as a small file. */
async function writeGood({ attempt, file, at }: Work, source: CellSource): Promise<Written> {
  const path = at("unsorted.parquet");
  report(attempt, "Converting", 0, file.bytes);
  const unmatched = source.lookups?.filter(({ column }) => column.unmatched === "null") ?? [];
  const result = await runEngine(
    {
      paths: [...pathsOf(source), path],
      spillDir: attempt.scratch,
      withoutRules: rulesWithout(source),
      threads: convertThreads(file.bytes),
      steps: [
        [{ sql: writeGoodRows(source, path), as: "written" }],
        factStatements(path, roleColumns(file.recipe), "part"),
        unmatched.map((lookup, number) => ({ sql: countUnmatched(path, lookup), as: `unmatched${number}` })),
      ],
    },
    {
      signal: attempt.signal,
      owner: attempt.ownerId,
      onProgress: ({ fraction }) => report(attempt, "Converting", fraction * file.bytes, file.bytes),
    },
  );
  attempt.notePeak(result.peakBytes);
  await faultPoint("convert:converted");
  const [written] = result.rows("written", z.object({ Count: z.coerce.number() }));
  const rows = written?.Count ?? 0;
  report(attempt, "Converting", file.bytes, file.bytes);
  attempt.tally({ rows });
  const missed = unmatched.flatMap((_, number) =>
    result.rows(`unmatched${number}`, z.object({ n: z.coerce.number() })),
  );
  return { rows, path, unmatched: missed.reduce((sum, { n }) => sum + n, 0), ...readFacts(result, "part") };
}
