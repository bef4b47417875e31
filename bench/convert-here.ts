import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { cellSource } from "#lib/convert/cell-source.ts";
import { rulesWithout, writeGoodRows } from "#lib/convert/convert-sql.ts";
import { convertThreads } from "#lib/convert/convert-threads.ts";
import { writeSoundRecords } from "#lib/convert/irregular.ts";
import { Prescanner } from "#lib/convert/prescan.ts";
import { rejectRows } from "#lib/convert/reject-rows.ts";
import { roleColumns } from "#lib/convert/roles.ts";
import { factStatements, readFacts } from "#lib/convert/shard-facts.ts";
import type { Work } from "#lib/convert/work.ts";
import { runEngine } from "#lib/platform/engine/engine.ts";
import { filePieces } from "#lib/platform/file-pieces.ts";
import { localUser } from "#lib/platform/session.ts";
import type { Recipe } from "#lib/schema/contract.ts";

/**
 * One local file to a local part and its rejects, as the worker does it but for the network and the last transaction:
 * pre-scan, typed rows, facts, what does not fit. Simulated files come in their order and are not sorted again.
 */
export async function convertHere(csv: string, recipe: Recipe, dir: string, name: string): Promise<{ part: string }> {
  const work = await workOn(csv, recipe, dir, (file) => join(dir, `${name}-${file}`));
  const prescanner = new Prescanner(recipe);
  await writeFile(work.at("records.csv"), prescanner.records(filePieces(csv)));
  const prescan = prescanner.result();
  const source = cellSource(work, prescan, { lookups: [], found: [], unmatched: [] });
  const sound = prescan.regular
    ? prescan.records
    : await writeSoundRecords(work.at("records.csv"), source.path, prescan.dialect, prescan.cells);
  const part = work.at("unsorted.parquet");
  const result = await runEngine(
    {
      paths: [source.path, part],
      spillDir: dir,
      withoutRules: rulesWithout(source),
      threads: convertThreads(prescanner.bytesSeen),
      steps: [[{ sql: writeGoodRows(source, part), as: "written" }], factStatements(part, roleColumns(recipe), "part")],
    },
    { owner: work.attempt.ownerId },
  );
  const [written] = result.rows("written", z.object({ Count: z.coerce.number() }));
  await rejectRows(work, source, prescan, { sound, good: written?.Count ?? 0, unmatched: 0 });
  if (readFacts(result, "part").stepsBack > 0) throw new Error(`${csv} would have to be sorted.`);
  return { part };
}

/** An attempt that nobody watches. */
async function workOn(path: string, recipe: Recipe, scratch: string, at: Work["at"]): Promise<Work> {
  const { id: ownerId } = await localUser();
  const id = crypto.randomUUID();
  const signal = new AbortController().signal;
  const unseen = { report: () => {}, tally: () => {}, notePeak: () => {}, publish: async () => {} };
  const names = { id, jobId: id, subject: id, ownerId, scratch, prefix: "", tableSuffix: "" };
  const stored = { bytes: 0, bucket: null, objectKey: "", etag: "", recipeId: id, lookups: [] };
  return {
    attempt: { ...names, ...unseen, signal },
    file: { id, datasetId: id, ownerId, path, ...stored, recipe, dialect: recipe.dialect },
    at,
  };
}
