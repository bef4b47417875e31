import type { Recipe } from "#lib/schema/contract.ts";
import { normalName } from "#lib/schema/header.ts";
import type { InspectionView } from "#lib/schema/inspection-view.ts";
import type { FileDrift, RowCounts } from "#lib/upload/contract.ts";
import type { Decision, ImportOutcome } from "./import-files.ts";

/** One file of the answer; a file that failed says why. */
export interface FileLine {
  name: string;
  bytes: number;
  /** Corrected rows and values that became NULL are named where there are any. */
  rows: { read: number; good: number; rejected: number; corrected?: number; nulled?: number } | null;
  failure?: string;
  /** Columns that it lacks, and columns of its own that were left out; absent where there are none. */
  drift?: FileDrift;
}

/** The answer of `import --json`. */
export function importDocument(outcome: ImportOutcome) {
  const { dataset, skipped, found, decision, timings } = outcome;
  const { id, name, version } = dataset;
  return {
    dataset: { id, name, version: version?.number ?? null },
    files: fileLines(outcome),
    skipped,
    recipe: decision?.given?.saved ?? null,
    columns: found && decision ? columnLines(decision.recipe, found) : [],
    questions: decision ? openQuestions(decision, found) : [],
    parquet: { files: version?.shards ?? 0, bytes: version?.parquetBytes ?? 0 },
    timings,
  };
}

export function fileLines({ files, unsent }: ImportOutcome): FileLine[] {
  const known = files.map(({ path, bytes, rows, failure, drift }) => ({
    name: path,
    bytes,
    rows: rows && countsOf(rows),
    ...(failure ? { failure } : {}),
    ...(drift ? { drift } : {}),
  }));
  const names = new Set(unsent.map(({ name }) => name));
  return [...known.filter(({ name }) => !names.has(name)), ...unsent.map((file) => ({ ...file, rows: null }))];
}

const countsOf = ({ read, good, rejected, corrected, nulled }: RowCounts): NonNullable<FileLine["rows"]> => ({
  read,
  good,
  rejected,
  ...(corrected > 0 && { corrected }),
  ...(nulled > 0 && { nulled }),
});

/** The columns of the files, then those that no file has, with a source of null. */
function columnLines({ columns, derived }: Recipe, found: InspectionView) {
  const confidenceOf = (source: string) =>
    found.columns.find((column) => normalName(column.source) === normalName(source))?.confidence ?? null;
  const kept = columns.filter(({ ignored }) => !ignored);
  return [
    ...kept.map(({ source, name, type, format, role }) => ({
      source,
      name,
      type,
      format,
      role,
      confidence: confidenceOf(source),
    })),
    ...derived.map(({ name, role, from }) => ({
      source: null,
      name,
      type: "text",
      format: from,
      role,
      confidence: "likely",
    })),
  ];
}

/** What only a person can decide; what the proposal fills by itself is a question only until it is agreed to. */
function openQuestions({ open, agreed, given }: Decision, found: InspectionView | undefined) {
  const general =
    agreed || given || open.length > 0 ? [] : (found?.questions ?? []).filter(({ column }) => column === "");
  return [...open, ...general].map(({ column, kind, text, readings }) => ({
    column,
    kind,
    text,
    readings: readings.map(({ label, format, examples }) => ({ format: label ?? format, examples })),
  }));
}
