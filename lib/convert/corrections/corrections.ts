import type { Correction, CorrectionsTaken, RefusedRow } from "#lib/convert/contract.ts";
import type { User } from "#lib/platform/session.ts";
import { findListedRows } from "./listed-rows.ts";
import { mergeCorrection } from "./merge.ts";
import {
  type CorrectableFile,
  findCorrectable,
  listCorrections,
  type NewCorrections,
  saveCorrections,
} from "./queries.ts";
import { readSheet, type SentRow } from "./sheet.ts";

const REFUSALS_SHOWN = 100;

/**
 * Takes a rejects file that somebody corrected, and has the files of its rows converted again. However often it is sent,
 * each row is corrected once. What cannot be taken is refused row by row; the others go on.
 */
export async function sendCorrections(owner: User, datasetId: string, text: string): Promise<CorrectionsTaken> {
  const sheet = readSheet(text);
  const { files, recipe } = await findCorrectable(owner, datasetId, [...sheet.keys()]);
  const columns = recipe?.columns.filter(({ ignored }) => !ignored).map(({ source }) => source) ?? [];
  const results = [];
  for (const [path, rows] of sheet) {
    const file = files.find((candidate) => candidate.path === path);
    results.push({ file, path, ...(await readRows(file, path, rows, columns)) });
  }
  const changes = results.flatMap(({ file, corrections }): NewCorrections[] =>
    file && corrections.length > 0 ? [{ fileId: file.id, corrections }] : [],
  );
  if (changes.length > 0) await saveCorrections(owner, datasetId, changes);
  const refused = results.flatMap((result) => result.refused);
  return {
    taken: changes.reduce((sum, { corrections }) => sum + corrections.length, 0),
    unchanged: results.reduce((sum, { unchanged }) => sum + unchanged, 0),
    files: changes.length,
    refused: refused.slice(0, REFUSALS_SHOWN),
    refusals: refused.length,
  };
}

interface ReadRows {
  corrections: Correction[];
  unchanged: number;
  refused: RefusedRow[];
}

async function readRows(
  file: CorrectableFile | undefined,
  path: string,
  rows: readonly SentRow[],
  columns: readonly string[],
): Promise<ReadRows> {
  const result: ReadRows = { corrections: [], unchanged: 0, refused: [] };
  const problem = problemOf(file, path);
  if (!file || problem) {
    result.refused = rows.map(({ row }) => ({ file: path, row, sentence: problem ?? "" }));
    return result;
  }
  const numbers = rows.map(({ row }) => row);
  const prior = new Map((await listCorrections(file.id, numbers)).map((one) => [one.row, one]));
  const listed = file.rejectsKey ? await findListedRows(file.rejectsKey, numbers) : new Map();
  for (const sent of rows) {
    const merged = mergeCorrection(sent, prior.get(sent.row), listed.get(sent.row), columns);
    if ("correction" in merged) result.corrections.push(merged.correction);
    else if ("unchanged" in merged) result.unchanged++;
    else result.refused.push({ file: path, row: sent.row, sentence: merged.refusal });
  }
  return result;
}

function problemOf(file: CorrectableFile | undefined, path: string): string | undefined {
  if (!file) return `There is no file “${path}” in this dataset.`;
  if (file.state === "confirmed") return "This file is being converted. Send its rows again when that is done.";
  if (file.state !== "converted") return "This file has not been converted, so none of its rows is rejected.";
  return undefined;
}
