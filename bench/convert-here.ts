import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Prescanner } from "#lib/convert/prescan.ts";
import { TakenRecords } from "#lib/convert/taking/taken-records.ts";
import { typeRows } from "#lib/convert/type-rows.ts";
import type { Work } from "#lib/convert/work.ts";
import { filePieces } from "#lib/platform/file-pieces.ts";
import { localUser } from "#lib/platform/session.ts";
import type { Recipe } from "#lib/schema/contract.ts";

/**
 * One local file to a local part and its rejects, as the worker does it but for the network and the last transaction:
 * pre-scan, typed rows, facts, what does not fit. Simulated files come in their order and are not sorted again.
 */
export async function convertHere(csv: string, recipe: Recipe, dir: string, name: string): Promise<{ part: string }> {
  const work = await workOn(csv, recipe, dir, (file) => join(dir, `${name}-${file}`));
  const prescanner = new Prescanner(recipe, recipe.dialect, { marks: true });
  const taken = new TakenRecords(work.at("taken.csv"), csv);
  await writeFile(work.at("records.csv"), taken.outOf(prescanner, filePieces(csv)));
  work.file.bytes = prescanner.bytesSeen;
  const nothing = { lookups: [], found: [], unmatched: [] };
  const { written } = await typeRows(work, prescanner.result(), nothing, taken);
  if (written.stepsBack > 0) throw new Error(`${csv} would have to be sorted.`);
  return { part: written.path };
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
